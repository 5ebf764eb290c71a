#include "services/identity/reference.h"

#include <gmock/gmock.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <set>
#include <sstream>

#include "google/protobuf/struct.pb.h"
#include "google/protobuf/util/json_util.h"
#include "services/identity/name_text.h"
#include "services/identity/reference_text.h"
#include "services/identity/store_for_test.h"
#include "services/rpc/format.h"
#include "services/rpc/rules.h"
#include "storage/journal.h"

namespace frontline::identity {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

constexpr char kSmall[] = R"(
# A comment.
[forces/new]
name: New Police
region: UKJ4
jurisdiction: ENGLAND_AND_WALES
identifier: ONS 1
[forces/old]
name: Old Police
jurisdiction: ENGLAND_AND_WALES
merged: forces/new 2013-04-01
[forces/changed]
name: Changed Police
)";

class ReferenceTest : public IdentityTest {
 protected:
  v1::Organisation Get(const std::string& name) {
    v1::GetOrganisationRequest request;
    request.set_name(name);
    auto found = Read(national_, GetOrganisation, request);
    EXPECT_TRUE(found.ok()) << found.status();
    return found.ok() ? *found : v1::Organisation();
  }
  void Load(const std::string& text) {
    const absl::Status status = LoadReference(*store_, text);
    ASSERT_TRUE(status.ok()) << status;
  }
  uint64_t Changes() { return *storage::LastChange(store_->Read()); }
};

TEST_F(ReferenceTest, EveryUkForceThatStandsIsBuiltIn) {
  Load(ReferenceText());
  v1::ListOrganisationsRequest request;
  request.set_parent("forces");
  request.set_state(v1::ORGANISATION_STATE_ACTIVE);
  request.set_page_size(1000);
  const v1::ListOrganisationsResponse forces = *Read(national_, ListOrganisations, request);
  EXPECT_EQ(forces.organisations_size(), 48) << "43 territorial, Scotland, Northern Ireland, three of special jurisdiction";
  std::set<std::string> codes;
  for (const v1::Organisation& force : forces.organisations()) {
    EXPECT_FALSE(force.region().empty()) << force.name();
    EXPECT_NE(force.jurisdiction(), v1::JURISDICTION_UNSPECIFIED) << force.name();
    for (const v1::Identifier& identifier : force.identifiers()) codes.insert(identifier.id());
  }
  EXPECT_EQ(codes.size(), 43u) << "the territorial forces have their ONS code, each its own";
  for (const char* name : {"forces/police-scotland", "forces/psni", "forces/btp", "forces/mdp", "forces/cnc", "forces/metropolitan"}) Get(name);
}

TEST_F(ReferenceTest, EveryEntryKeepsTheRulesOfTheContract) {
  rpc::RuleBook book;
  const auto entries = ParseReference(ReferenceText());
  ASSERT_TRUE(entries.ok()) << entries.status();
  for (v1::Organisation organisation : *entries) {
    std::vector<base::Violation> violations;
    book.For(v1::Organisation::descriptor())->Check(&organisation, "", &violations);
    for (const base::Violation& violation : violations)
      ADD_FAILURE() << organisation.name() << " " << violation.field << " " << violation.description;
  }
}

TEST_F(ReferenceTest, NoTwoEntriesShareAName) {
  const auto entries = ParseReference(ReferenceText());
  ASSERT_TRUE(entries.ok()) << entries.status();
  std::map<std::string, std::string> holders;
  for (const v1::Organisation& organisation : *entries) {
    std::vector<std::string> names(organisation.aliases().begin(), organisation.aliases().end());
    names.push_back(organisation.display_name());
    for (const std::string& name : names) {
      const auto [holder, added] = holders.emplace(FoldName(name), organisation.name());
      EXPECT_TRUE(added) << name << ": " << holder->second << " and " << organisation.name();
    }
  }
}

TEST_F(ReferenceTest, NoticesFindTheForceBehindItsCommissioner) {
  Load(ReferenceText());
  const std::map<std::string, std::string> expected = {
      {"Kent Police", "forces/kent"},
      {"The Police and Crime Commissioner for Kent", "forces/kent"},
      {"Kent Police and Crime Commissioner", "forces/kent"},
      {"Chief Constable of Kent Police", "forces/kent"},
      {"MOPAC", "forces/metropolitan"},
      {"Mayor\u2019s Office for Policing and Crime (MOPAC)", "forces/metropolitan"},
      {"The Chief Constable of Hampshire Constabulary", "forces/hampshire"},
      {"Hampshire and Isle of Wight Constabulary", "forces/hampshire"},
      {"Devon and Cornwall Police", "forces/devon-and-cornwall"},
      {"Avon & Somerset Constabulary", "forces/avon-and-somerset"},
      {"The Police, Fire and Crime Commissioner for Essex", "forces/essex"},
      {"PCC for North Wales Police & North Wales Police", "forces/north-wales"},
      {"Scottish Police Authority", "forces/police-scotland"},
      {"Strathclyde Police", "forces/police-scotland"},
      {"Police ICT Company", "national/police-digital-service"},
      {"PFEW", "bodies/police-federation-of-england-and-wales"},
      {"Bluelight Commercial Ltd.", "consortia/bluelight-commercial"},
  };
  for (const auto& [name, force] : expected) {
    const auto found = Resolve(name);
    ASSERT_TRUE(found.ok()) << name << ": " << found.status();
    EXPECT_EQ(found->organisation().name(), force) << name;
  }
}

TEST_F(ReferenceTest, TheEightLegacyForcesOfScotlandEndedOnOneDay) {
  Load(ReferenceText());
  const v1::Organisation scotland = Get("forces/police-scotland");
  ASSERT_EQ(scotland.predecessors_size(), 8);
  for (const v1::Relation& predecessor : scotland.predecessors()) {
    EXPECT_EQ(predecessor.date(), "2013-04-01");
    const v1::Organisation old = Get(predecessor.organisation());
    EXPECT_EQ(old.state(), v1::ORGANISATION_STATE_MERGED);
    ASSERT_EQ(old.successors_size(), 1);
    EXPECT_EQ(old.successors(0).organisation(), scotland.name());
  }
}

TEST_F(ReferenceTest, LoadedAgainItWritesNothing) {
  Load(ReferenceText());
  const uint64_t changes = Changes();
  const uint64_t commits = store_->stats().commits;
  Load(ReferenceText());
  EXPECT_EQ(Changes(), changes);
  EXPECT_EQ(store_->stats().commits, commits);
}

TEST_F(ReferenceTest, NewerDataReplacesWhatNobodyChangedAndLeavesTheRest) {
  Load(kSmall);
  Written(national_, UpdateOrganisation, FromText<v1::UpdateOrganisationRequest>(R"(organisation { name: "forces/changed" display_name: "Ours" })"));
  AddOrganisation("forces/third", "Third");
  const v1::Organisation untouched = Get("forces/new");
  now_ += absl::Hours(1);
  std::string newer = kSmall;
  newer.replace(newer.find("New Police"), 10, "New Name P");
  newer += "region: UK\n[forces/third]\nname: Not theirs\n";
  Load(newer);
  EXPECT_EQ(Get("forces/new").display_name(), "New Name P");
  EXPECT_EQ(Get("forces/new").create_time().seconds(), untouched.create_time().seconds());
  EXPECT_EQ(rpc::FromTimestamp(Get("forces/new").update_time()), now_);
  EXPECT_EQ(Get("forces/changed").display_name(), "Ours") << "somebody has changed it";
  EXPECT_EQ(Get("forces/changed").region(), "");
  EXPECT_EQ(Get("forces/third").display_name(), "Third") << "the users made it";
  // The state that a merge by hand gave lasts too.
  Written(national_, MergeOrganisations,
          FromText<v1::MergeOrganisationsRequest>(R"(survivor: "forces/third" merged: "forces/new" date: "2026-01-01")"));
  Load(kSmall);
  EXPECT_EQ(Get("forces/new").state(), v1::ORGANISATION_STATE_MERGED);
}

TEST_F(ReferenceTest, AnIdentifierThatUsersGaveToAnotherStaysThere) {
  AddOrganisation("forces/mine", "Mine", R"(identifiers { scheme: "ons" id: "1" })");
  Load(kSmall);
  EXPECT_THAT(Get("forces/new").identifiers(), IsEmpty());
  EXPECT_EQ(Get("forces/mine").identifiers_size(), 1);
}

TEST_F(ReferenceTest, IsAudited) {
  Load(kSmall);
  const auto entries = *storage::ReadAudit(store_->Read(), 0, 10);
  ASSERT_EQ(entries.size(), 1u);
  EXPECT_EQ(entries[0].actor(), "national/frontline/members/system");
}

TEST(ReferenceTextTest, MistakesNameTheLine) {
  const auto mistake = [](const std::string& text) { return std::string(ParseReference(text).status().message()); };
  EXPECT_THAT(mistake("name: X"), HasSubstr("line 1: stands before the first block"));
  EXPECT_THAT(mistake("[forces/kent]\nname: X\n[forces/kent]\nname: X"), HasSubstr("line 3: 'forces/kent' stands here twice"));
  EXPECT_THAT(mistake("[forces/../kent]"), HasSubstr("is no organisation's name"));
  EXPECT_THAT(mistake("[forces/Kent]"), HasSubstr("is no organisation's name"));
  EXPECT_THAT(mistake("[towns/kent]"), HasSubstr("is no organisation's name"));
  EXPECT_THAT(mistake("[forces/kent"), HasSubstr("line 1"));
  EXPECT_THAT(mistake("[forces/kent]\nregion: XX"), HasSubstr("line 2: must be a region"));
  EXPECT_THAT(mistake("[forces/kent]\njurisdiction: FRANCE"), HasSubstr("'FRANCE' is no jurisdiction"));
  EXPECT_THAT(mistake("[forces/kent]\ncolour: red"), HasSubstr("'colour' is not known"));
  EXPECT_THAT(mistake("[forces/kent]\nname:"), HasSubstr("name is empty"));
  EXPECT_THAT(mistake("[forces/kent]\nname: X\nmerged: forces/x 2013-02-30"), HasSubstr("line 3: merged needs"));
  EXPECT_THAT(mistake("[forces/kent]\nname: X\nmerged: forces/x 2013-02-03"), HasSubstr("the successor of 'forces/kent' does not stand here"));
  EXPECT_THAT(mistake("[forces/kent]\nname: X\npart_of: forces/x"), HasSubstr("which is not here"));
  EXPECT_THAT(mistake("[forces/kent]\n"), HasSubstr("'forces/kent' has no name"));
}

// --- Real notices ---

// The folder of published notices; empty where it is not on this machine.
std::filesystem::path RealData() {
  const char* given = std::getenv("FRONTLINE_DATA");
  const std::filesystem::path folder = given != nullptr ? given : std::filesystem::path(__FILE__).parent_path() / "../../../shared/data";
  return std::filesystem::exists(folder / "ocds") ? folder / "ocds" : std::filesystem::path();
}

std::string BuyerOf(const google::protobuf::Struct& release) {
  const auto buyer = release.fields().find("buyer");
  if (buyer == release.fields().end()) return "";
  const auto name = buyer->second.struct_value().fields().find("name");
  return name == buyer->second.struct_value().fields().end() ? "" : name->second.string_value();
}

std::set<std::string> BuyersIn(const std::filesystem::path& path) {
  std::ifstream file(path);
  std::stringstream text;
  text << file.rdbuf();
  google::protobuf::Value value;
  std::set<std::string> buyers;
  const auto parsed = google::protobuf::util::JsonStringToMessage(text.str(), &value);
  EXPECT_TRUE(parsed.ok()) << path << parsed.ToString();
  const auto& releases =
      value.kind_case() == google::protobuf::Value::kListValue ? value.list_value() : value.struct_value().fields().at("releases").list_value();
  for (const google::protobuf::Value& release : releases.values()) buyers.insert(BuyerOf(release.struct_value()));
  return buyers;
}

// By words that only a police body's name has.
bool IsPolice(const std::string& name) {
  const std::string folded = " " + FoldName(name) + " ";
  if (folded.find(" fire and rescue ") != std::string::npos && folded.find(" rescue crime ") == std::string::npos) return false;
  for (const char* word : {" police ", " policing ", " constabulary ", " pcc ", " home department ", " home office "}) {
    if (folded.find(word) != std::string::npos) return true;
  }
  return false;
}

TEST_F(ReferenceTest, ThePoliceBuyersOfRealNoticesAreFound) {
  const std::filesystem::path folder = RealData();
  if (folder.empty())
    GTEST_SKIP() << "no published notices on this machine: ../shared/data/ocds is absent, and FRONTLINE_DATA names no folder that has ocds";
  Load(ReferenceText());
  std::set<std::string> buyers;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    if (entry.path().extension() == ".json") buyers.merge(BuyersIn(entry.path()));
  }
  int found = 0;
  std::vector<std::string> missing;
  for (const std::string& buyer : buyers) {
    if (!IsPolice(buyer)) continue;
    const auto resolved = Resolve(buyer);
    if (resolved.ok()) {
      ++found;
    } else {
      missing.push_back(buyer + ": " + std::string(resolved.status().message()));
    }
  }
  RecordProperty("police_buyers_found", found);
  std::printf("%d of %zu police buyers found\n", found, found + missing.size());
  EXPECT_GE(found, 45);
  EXPECT_THAT(missing, IsEmpty());
}

}  // namespace
}  // namespace frontline::identity
