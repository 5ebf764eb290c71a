#include <gmock/gmock.h>

#include <map>
#include <random>

#include "services/requirement/need_record.h"
#include "services/requirement/store_for_test.h"
#include "services/requirement/tables.h"

namespace frontline::requirement {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

std::string NameOf(const std::string& id) { return "forces/kent/needs/" + id; }

class MergeTest : public StoreTest {
 protected:
  absl::Status Merge(const std::string& target, const std::vector<std::string>& sources) {
    std::string request = "target: '" + NameOf(target) + "'";
    for (const std::string& source : sources) request += " sources: '" + NameOf(source) + "'";
    return Write(MergeNeeds, Officer(), request).status();
  }
  absl::Status Unmerge(const std::vector<std::string>& sources) {
    std::string request;
    for (const std::string& source : sources) request += " sources: '" + NameOf(source) + "'";
    return Write(UnmergeNeeds, Officer(), request).status();
  }
  absl::Status Support(const std::string& need, const std::string& member) {
    return Write(SupportNeed, Author(member), "name: '" + NameOf(need) + "'").status();
  }
  // What is stored of it, byte for byte.
  std::string Stored(const std::string& id) {
    absl::StatusOr<stored::v1::NeedRecord> record = Needs().Get(store_->Read(), NameOf(id));
    EXPECT_TRUE(record.ok()) << record.status();
    return record.ok() ? record->SerializeAsString() : "";
  }
  std::vector<std::string> SupportersOfNeed(const std::string& id) {
    std::vector<std::string> names;
    const v1::Need need = See(NameOf(id));
    for (const v1::Supporter& supporter : need.supporters()) names.push_back(supporter.name().substr(supporter.name().rfind('/') + 1));
    return names;
  }
};

TEST_F(MergeTest, SupportIsOnceForEachAndCanBeTakenBack) {
  Log("a");
  ASSERT_TRUE(Support("a", "m1").ok());
  ASSERT_TRUE(Support("a", "m1").ok());
  ASSERT_TRUE(Write(SupportNeed, Officer(), "name: '" + NameOf("a") + "' organisation: 'forces/kent' people: 300").ok());
  EXPECT_EQ(See(NameOf("a")).people_supporting(), 301);
  ASSERT_TRUE(Write(SupportNeed, Officer(), "name: '" + NameOf("a") + "' organisation: 'forces/kent' people: 200").ok());
  EXPECT_EQ(See(NameOf("a")).people_supporting(), 201);
  ASSERT_TRUE(Write(UnsupportNeed, Author("m1"), "name: '" + NameOf("a") + "'").ok());
  EXPECT_EQ(See(NameOf("a")).people_supporting(), 200);
  EXPECT_EQ(base::ReasonOf(Write(UnsupportNeed, Author("m1"), "name: '" + NameOf("a") + "'").status()), "RESOURCE_NOT_FOUND");
}

TEST_F(MergeTest, NobodySpeaksForAnotherOrganisationOrForMoreThanOneAsAMember) {
  Log("a");
  EXPECT_EQ(base::ReasonOf(Write(SupportNeed, Author(), "name: '" + NameOf("a") + "' organisation: 'bodies/police-federation' people: 9").status()),
            "PERMISSION_MISSING");
  EXPECT_THAT(Said(Write(SupportNeed, Author(), "name: '" + NameOf("a") + "' people: 9").status()), HasSubstr("people is only for an organisation"));
  EXPECT_THAT(SupportersOfNeed("a"), IsEmpty());
}

TEST_F(MergeTest, CountsEachSupporterOnceAndRestoresWhatWasMerged) {
  for (const char* id : {"a", "b", "c"}) Log(id);
  for (const char* member : {"m1", "m2"}) ASSERT_TRUE(Support("a", member).ok());
  for (const char* member : {"m2", "m3"}) ASSERT_TRUE(Support("b", member).ok());
  ASSERT_TRUE(Write(ValidateNeed, Officer(), "name: '" + NameOf("b") + "'").ok());
  const std::string a = Stored("a");
  const std::string b = Stored("b");
  now_ += absl::Seconds(60);
  ASSERT_TRUE(Merge("a", {"b", "c"}).ok());
  EXPECT_THAT(SupportersOfNeed("a"), ElementsAre("m1", "m2", "m3"));
  EXPECT_EQ(See(NameOf("a")).people_supporting(), 3);
  EXPECT_THAT(See(NameOf("a")).merged_from(), ElementsAre(NameOf("b"), NameOf("c")));
  EXPECT_EQ(See(NameOf("b")).state(), v1::NEED_STATE_MERGED);
  EXPECT_EQ(See(NameOf("b")).merged_into(), NameOf("a"));
  EXPECT_THAT(SupportersOfNeed("b"), ElementsAre("m2", "m3"));
  now_ += absl::Seconds(60);
  ASSERT_TRUE(Unmerge({"b"}).ok());
  EXPECT_EQ(Stored("b"), b);
  EXPECT_EQ(See(NameOf("a")).people_supporting(), 2);
  ASSERT_TRUE(Unmerge({"c"}).ok());
  stored::v1::NeedRecord before;
  stored::v1::NeedRecord after;
  ASSERT_TRUE(before.ParseFromString(a) && after.ParseFromString(Stored("a")));
  after.mutable_need()->mutable_update_time()->CopyFrom(before.need().update_time());  // it did change twice
  EXPECT_EQ(after.SerializeAsString(), a);
}

TEST_F(MergeTest, IsBounded) {
  Log("a");
  Log("b");
  ASSERT_TRUE(Support("b", "one-more").ok());
  // As many supporters as there may be, without ten thousand calls.
  ASSERT_TRUE(storage::CommitAndWait(*store_, [](storage::Transaction& tx) {
                absl::StatusOr<stored::v1::NeedRecord> record = LoadNeed(tx, NameOf("a"));
                for (size_t i = 0; i < kMostSupporters; ++i) {
                  stored::v1::SupporterRecord supporter;
                  supporter.mutable_supporter()->set_name("bodies/b" + std::to_string(i));
                  supporter.mutable_supporter()->set_people(1);
                  if (absl::Status status = Supporters().Create(tx, SupporterName(NameOf("a"), supporter.supporter().name()), supporter);
                      !status.ok()) {
                    return status;
                  }
                }
                if (absl::Status status = Recount(tx, &*record); !status.ok()) return status;
                return Needs().Update(tx, NameOf("a"), *record);
              }).ok());
  EXPECT_EQ(See(NameOf("a")).supporters_size(), static_cast<int>(kMostSupporters));
  EXPECT_EQ(base::ReasonOf(Support("a", "m")), "SUPPORTERS_FULL");
  EXPECT_EQ(base::ReasonOf(Merge("a", {"b"})), "SUPPORTERS_FULL");
  EXPECT_EQ(See(NameOf("b")).state(), v1::NEED_STATE_LOGGED);
  EXPECT_EQ(See(NameOf("a")).people_supporting(), static_cast<int64_t>(kMostSupporters));
  // And as many merged needs.
  std::vector<std::string> sources;
  for (size_t i = 0; i < kMostMerged + 1; ++i) {
    sources.push_back("s" + std::to_string(i));
    Log(sources.back());
  }
  Log("c");
  const std::string last = sources.back();
  sources.pop_back();
  ASSERT_TRUE(Merge("c", sources).ok());
  EXPECT_EQ(base::ReasonOf(Merge("c", {last})), "TOO_MANY_MERGED");
  EXPECT_EQ(See(NameOf(last)).state(), v1::NEED_STATE_LOGGED);
}

TEST_F(MergeTest, AMergedNeedIsSupportedWhereItGoesOn) {
  for (const char* id : {"a", "b"}) Log(id);
  ASSERT_TRUE(Support("b", "m1").ok());
  ASSERT_TRUE(Merge("a", {"b"}).ok());
  EXPECT_THAT(Said(Support("b", "m2")), ::testing::AllOf(HasSubstr("NEED_MERGED"), HasSubstr(NameOf("a"))));
  // Taking back reaches the need through which the support came.
  ASSERT_TRUE(Write(UnsupportNeed, Author("m1"), "name: '" + NameOf("a") + "'").ok());
  EXPECT_EQ(See(NameOf("a")).people_supporting(), 0);
  ASSERT_TRUE(Unmerge({"b"}).ok());
  EXPECT_THAT(SupportersOfNeed("b"), IsEmpty());
}

TEST_F(MergeTest, RefusesWhatCannotBeMergedAndMergesNothingThen) {
  for (const char* id : {"a", "b", "c", "d"}) Log(id);
  ASSERT_TRUE(Write(DeclineNeed, Officer(), "name: '" + NameOf("d") + "' reason: 'r'").ok());
  EXPECT_THAT(Said(Merge("a", {"a"})), HasSubstr("sources[0] is the target itself"));
  EXPECT_THAT(Said(Merge("a", {"b", "b"})), HasSubstr("sources[1] is named already"));
  EXPECT_EQ(base::ReasonOf(Merge("a", {"b", "none"})), "RESOURCE_NOT_FOUND");
  EXPECT_EQ(base::ReasonOf(Merge("a", {"b", "d"})), "WRONG_STATE");
  EXPECT_EQ(base::ReasonOf(Merge("d", {"b"})), "WRONG_STATE");
  EXPECT_EQ(See(NameOf("b")).state(), v1::NEED_STATE_LOGGED);
  ASSERT_TRUE(Merge("a", {"b"}).ok());
  EXPECT_EQ(base::ReasonOf(Merge("c", {"b"})), "NEED_MERGED");
  EXPECT_EQ(base::ReasonOf(Merge("b", {"c"})), "NEED_MERGED") << "no circles";
  EXPECT_EQ(base::ReasonOf(Unmerge({"c"})), "WRONG_STATE");
}

TEST_F(MergeTest, AcrossForcesTakesThePermissionInEach) {
  Log("a");
  Log("x", "", "forces/essex");
  const std::string request = "target: 'forces/kent/needs/a' sources: 'forces/essex/needs/x'";
  const absl::Status refused = Write(MergeNeeds, Officer("kent"), request).status();
  EXPECT_THAT(Said(refused), ::testing::AllOf(HasSubstr("PERMISSION_MISSING"), HasSubstr("forces/essex")));
  EXPECT_EQ(See("forces/essex/needs/x").state(), v1::NEED_STATE_LOGGED);
  ASSERT_TRUE(Write(MergeNeeds, rpc::testing::NationalAdministrator(), request).ok());
  EXPECT_EQ(base::ReasonOf(Write(UnmergeNeeds, Officer("surrey"), "sources: 'forces/essex/needs/x'").status()), "PERMISSION_MISSING");
  EXPECT_TRUE(Write(UnmergeNeeds, Officer("essex"), "sources: 'forces/essex/needs/x'").ok());
}

// Random merges, unmerges and supports against a model: sets of names.
TEST_F(MergeTest, UnionsAndRestoresExactlyWhateverTheOrder) {
  std::mt19937 random(20261124);
  const std::vector<std::string> ids = {"a", "b", "c", "d", "e", "f"};
  for (const std::string& id : ids) Log(id);
  std::map<std::string, std::set<std::string>> own;
  std::map<std::string, std::string> into;    // source → target
  std::map<std::string, std::string> before;  // source → its bytes before it was merged, while nothing in it has changed since
  const auto pick = [&] { return ids[random() % ids.size()]; };
  std::function<std::set<std::string>(const std::string&)> all = [&](const std::string& id) {
    std::set<std::string> names = own[id];
    for (const auto& [source, target] : into) {
      if (target != id) continue;
      const std::set<std::string> more = all(source);
      names.insert(more.begin(), more.end());
    }
    return names;
  };
  const auto forget = [&](std::string id) {  // what stood within a merged need has changed
    for (; into.count(id) > 0; id = into[id]) before.erase(id);
  };
  for (int step = 0; step < 400; ++step) {
    now_ += absl::Seconds(1);
    const std::string one = pick();
    switch (random() % 3) {
      case 0: {
        const std::string member = "m" + std::to_string(random() % 8);
        const absl::Status status = Support(one, member);
        EXPECT_EQ(status.ok(), into.count(one) == 0);
        if (status.ok()) own[one].insert(member);
        break;
      }
      case 1: {
        const std::string other = pick();
        const bool may = one != other && into.count(one) == 0 && into.count(other) == 0;
        const std::string bytes = Stored(other);
        const absl::Status status = Merge(one, {other});
        EXPECT_EQ(status.ok(), may) << status;
        if (!may) break;
        into[other] = one;
        before[other] = bytes;
        break;
      }
      case 2: {
        const absl::Status status = Unmerge({one});
        EXPECT_EQ(status.ok(), into.count(one) > 0) << status;
        if (!status.ok()) break;
        if (before.count(one) > 0) {
          EXPECT_EQ(Stored(one), before[one]) << "step " << step;
        }
        forget(into[one]);
        into.erase(one);
        before.erase(one);
        break;
      }
    }
    for (const std::string& id : ids) {
      const v1::Need need = See(NameOf(id));
      const std::vector<std::string> seen = SupportersOfNeed(id);
      const std::set<std::string> expected = all(id);
      ASSERT_EQ(std::set<std::string>(seen.begin(), seen.end()), expected) << "step " << step << " need " << id;
      ASSERT_EQ(seen.size(), expected.size());
      ASSERT_EQ(need.people_supporting(), static_cast<int64_t>(expected.size())) << "step " << step << " need " << id;
      absl::StatusOr<stored::v1::NeedRecord> record = LoadNeed(store_->Read(), NameOf(id));
      ASSERT_EQ(record->supporter_count(), into.count(id) > 0 ? 0 : static_cast<int32_t>(expected.size()));
    }
  }
}

}  // namespace
}  // namespace frontline::requirement
