#include <grpcpp/grpcpp.h>
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "frontline/requirement/v1/requirement_service.grpc.pb.h"
#include "frontline/supplier/v1/supplier_service.grpc.pb.h"
#include "google/protobuf/text_format.h"
#include "services/base/errors.h"
#include "services/matching/handlers.h"
#include "services/matching/tables.h"
#include "services/rpc/testing.h"
#include "services/rpc/wire.h"
#include "storage/testing.h"

namespace frontline::matching {
namespace {

namespace r = frontline::requirement::v1;
namespace s = frontline::supplier::v1;

constexpr char kRequirement[] = "forces/kent/requirements/bwv";

// What the other services know. The tests change it while no call is under way.
struct World {
  std::map<std::string, s::Profile> profiles;
  r::Requirement requirement;
  std::vector<std::string> tokens;  // that were shown
};

class FakeSuppliers : public s::SupplierService::Service {
 public:
  explicit FakeSuppliers(World* world) : world_(world) {}
  grpc::Status GetProfile(grpc::ServerContext*, const s::GetProfileRequest* request, s::Profile* response) override {
    const auto found = world_->profiles.find(request->name());
    if (found == world_->profiles.end()) return {grpc::StatusCode::NOT_FOUND, "no such supplier"};
    *response = found->second;
    return grpc::Status::OK;
  }

 private:
  World* const world_;
};

class FakeRequirements : public r::RequirementService::Service {
 public:
  explicit FakeRequirements(World* world) : world_(world) {}
  grpc::Status GetRequirement(grpc::ServerContext* context, const r::GetRequirementRequest* request, r::Requirement* response) override {
    const auto token = context->client_metadata().find("authorization");
    world_->tokens.emplace_back(token->second.data(), token->second.size());
    if (request->name() != world_->requirement.name() || request->revision() > world_->requirement.revision()) {
      return {grpc::StatusCode::NOT_FOUND, "There is no such requirement."};
    }
    *response = world_->requirement;
    return grpc::Status::OK;
  }

 private:
  World* const world_;
};

class FakePeers : public rpc::Peers {
 public:
  explicit FakePeers(std::shared_ptr<grpc::Channel> channel) : channel_(std::move(channel)) {}
  std::shared_ptr<grpc::ChannelInterface> Channel(absl::string_view) const override { return channel_; }
  void ActAsSystem(grpc::ClientContext*) const override {}

 private:
  const std::shared_ptr<grpc::Channel> channel_;
};

class MatchTest : public ::testing::Test {
 protected:
  MatchTest() : suppliers_(&world_), requirements_(&world_) {
    grpc::ServerBuilder builder;
    builder.RegisterService(&suppliers_);
    builder.RegisterService(&requirements_);
    server_ = builder.BuildAndStart();
    peers_ = std::make_unique<FakePeers>(server_->InProcessChannel({}));
    call_ = rpc::testing::CallBy("forces/kent/members/buyer", {{"forces/kent", frontline::identity::v1::ROLE_PROCUREMENT_OFFICER}});
    call_.peers = peers_.get();
    call_.token = "buyers-token";
    world_.requirement = Parse<r::Requirement>(
        "name: 'forces/kent/requirements/bwv' revision: 3 title: 'Body worn video' need_by: '2027-04-01' "
        "criteria { id: 'c1' text: 'ISO 27001' obligation: OBLIGATION_MUST test { certification { type: 'iso-27001' } } } "
        "criteria { id: 'c2' text: 'Serves Kent' obligation: OBLIGATION_SHOULD test { region { region: 'UKJ4' } } }");
    AddSupplier("eligible", "certifications { type: 'iso-27001' }");
    AddSupplier("asked", "");
    AddSupplier("missed", "certifications { type: 'iso-27001' valid_to: '2027-03-31' }");
    AddSupplier("excluded", "debarments { name: 'suppliers/excluded/debarments/1' effect: EFFECT_MANDATORY ground: 'fraud' valid_from: '2026-01-01' }");
    Put(Parse<s::Profile>("supplier { name: 'suppliers/other' } capabilities { title: 'Dog food' }"));
    index_.Publish(77);
  }
  ~MatchTest() override { server_->Shutdown(); }

  template <typename Message>
  static Message Parse(const std::string& text) {
    Message message;
    EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(text, &message)) << text;
    return message;
  }
  void AddSupplier(const std::string& id, const std::string& more) {
    Put(Parse<s::Profile>(absl::StrCat("supplier { name: 'suppliers/", id, "' display_name: '", id, "' } capabilities { name: 'suppliers/", id,
                                       "/capabilities/1' title: 'Bodycams' } ", more)));
  }
  void Put(const s::Profile& profile) {
    world_.profiles[profile.supplier().name()] = profile;
    index_.Write([&](engine::LiveCorpus& corpus) { corpus.Put(profile); });
  }
  absl::StatusOr<v1::Match> Match(bool store, int limit = 0) {
    v1::MatchSuppliersRequest request;
    request.set_requirement(kRequirement);
    request.set_store(store);
    request.set_limit(limit);
    absl::StatusOr<MadeMatch> made = MakeMatch(index_, call_, request);
    if (!made.ok()) return made.status();
    v1::Match match;
    const absl::Status status =
        storage::CommitAndWait(*store_, [&](Transaction& tx) { return KeepMatch(call_, request, *made, tx, &match); });
    if (!status.ok()) return status;
    return match;
  }
  absl::StatusOr<v1::Match> Get(const std::string& name, bool replay) {
    v1::GetMatchRequest request;
    request.set_name(name);
    request.set_replay(replay);
    v1::Match match;
    const absl::Status status = GetMatch(index_, call_, request, store_->Read(), &match);
    if (!status.ok()) return status;
    return match;
  }
  template <typename Record>
  void Alter(const storage::Table<Record>& table, const std::string& name, const std::function<void(Record&)>& alter) {
    ASSERT_TRUE(storage::CommitAndWait(*store_, [&](Transaction& tx) {
                  absl::StatusOr<Record> record = table.Get(tx, name);
                  if (!record.ok()) return record.status();
                  alter(*record);
                  return table.Update(tx, name, *record);
                }).ok());
  }

  World world_;
  FakeSuppliers suppliers_;
  FakeRequirements requirements_;
  std::unique_ptr<grpc::Server> server_;
  std::unique_ptr<FakePeers> peers_;
  rpc::Call call_;
  Index index_;
  std::unique_ptr<storage::RocksStore> store_ = storage::NewMemoryStore();
};

TEST_F(MatchTest, RanksEachStandingApartAndCountsAll) {
  const absl::StatusOr<v1::Match> match = Match(false);
  ASSERT_TRUE(match.ok()) << match.status();
  ASSERT_EQ(match->candidates_size(), 4);
  EXPECT_EQ(match->candidates(0).supplier(), "suppliers/eligible");
  EXPECT_EQ(match->candidates(1).supplier(), "suppliers/asked");
  EXPECT_EQ(match->candidates(2).supplier(), "suppliers/missed");
  EXPECT_EQ(match->candidates(3).supplier(), "suppliers/excluded");
  for (const v1::Candidate& candidate : match->candidates()) EXPECT_EQ(candidate.rank(), 1);
  EXPECT_EQ(match->eligible_count(), 1);
  EXPECT_EQ(match->to_be_clarified_count(), 1);
  EXPECT_EQ(match->near_miss_count(), 1);
  EXPECT_EQ(match->excluded_count(), 1);
  EXPECT_EQ(match->suppliers_considered(), 5);
  EXPECT_EQ(match->index_generation(), 77u);
  EXPECT_EQ(match->as_of(), "2027-04-01");
  EXPECT_TRUE(match->name().empty());
  EXPECT_EQ(match->digest(), DigestOf(*match));
}

TEST_F(MatchTest, ListsAtMostTheLimitOfEachStandingAndCountsTheRest) {
  for (int i = 0; i < 9; ++i) AddSupplier(absl::StrCat("more-", i), "certifications { type: 'iso-27001' }");
  index_.Publish(78);
  const absl::StatusOr<v1::Match> match = Match(false, 3);
  ASSERT_TRUE(match.ok()) << match.status();
  EXPECT_EQ(match->candidates_size(), 6);
  EXPECT_EQ(match->eligible_count(), 10);
}

TEST_F(MatchTest, TrustsTheProfileWhereTheIndexIsBehind) {
  world_.profiles["suppliers/missed"].mutable_certifications(0)->clear_valid_to();
  world_.profiles.erase("suppliers/asked");
  const absl::StatusOr<v1::Match> match = Match(false);
  ASSERT_TRUE(match.ok()) << match.status();
  EXPECT_EQ(match->eligible_count(), 2);
  EXPECT_EQ(match->near_miss_count(), 0);
  EXPECT_EQ(match->to_be_clarified_count(), 0);
  EXPECT_EQ(match->suppliers_considered(), 4);
  EXPECT_EQ(match->candidates(1).rank(), 2);
}

TEST_F(MatchTest, AsksForTheRequirementOnBehalfOfTheCaller) {
  ASSERT_TRUE(Match(false).ok());
  EXPECT_EQ(world_.tokens, std::vector<std::string>{"Bearer buyers-token"});
  world_.requirement.set_name("forces/kent/requirements/other");
  const absl::Status status = Match(true).status();
  EXPECT_TRUE(absl::IsNotFound(status));
  EXPECT_EQ(status.message(), "There is no such requirement.");
}

TEST_F(MatchTest, ReplaysToTheSameBytesAfterFactsAndRequirementChanged) {
  const absl::StatusOr<v1::Match> match = Match(true);
  ASSERT_TRUE(match.ok()) << match.status();
  EXPECT_EQ(match->author(), "forces/kent/members/buyer");
  world_.profiles.clear();
  world_.requirement.set_title("Something else");
  AddSupplier("eligible", "");
  index_.Publish(99);
  call_.now += absl::Hours(24 * 400);
  for (const bool replay : {false, true}) {
    const absl::StatusOr<v1::Match> again = Get(match->name(), replay);
    ASSERT_TRUE(again.ok()) << again.status();
    EXPECT_EQ(rpc::DeterministicBytes(*again), rpc::DeterministicBytes(*match));
  }
}

TEST_F(MatchTest, RefusesAReplayThatComesOutDifferently) {
  const absl::StatusOr<v1::Match> match = Match(true);
  ASSERT_TRUE(match.ok()) << match.status();
  Alter<MatchBodyRecord>(MatchBodies(), match->name(), [](MatchBodyRecord& body) { body.mutable_candidates(0)->set_score(999); });
  EXPECT_TRUE(Get(match->name(), false).ok());
  EXPECT_TRUE(absl::IsDataLoss(Get(match->name(), true).status()));
}

TEST_F(MatchTest, RefusesToReplayWhatAnotherConfigurationMade) {
  const absl::StatusOr<v1::Match> match = Match(true);
  ASSERT_TRUE(match.ok()) << match.status();
  Alter<MatchRecord>(Matches(), match->name(),
                     [](MatchRecord& record) { record.mutable_match()->set_configuration_hash(std::string(64, '0')); });
  const absl::Status status = Get(match->name(), true).status();
  EXPECT_EQ(base::ReasonOf(status), "CONFIGURATION_CHANGED");
  EXPECT_TRUE(Get(match->name(), false).ok());
}

TEST_F(MatchTest, KeepsEachProfileOnce) {
  ASSERT_TRUE(Match(true).ok());
  const absl::StatusOr<uint64_t> once = Inputs().Count(store_->Read());
  ASSERT_TRUE(Match(true).ok());
  EXPECT_EQ(*Inputs().Count(store_->Read()), *once);
  EXPECT_EQ(*once, 4u);
}

TEST_F(MatchTest, SaysThatAMatchIsNotThere) { EXPECT_TRUE(absl::IsNotFound(Get("forces/kent/requirements/bwv/matches/none", true).status())); }

TEST_F(MatchTest, ListsTheLatestFirstWithoutCandidates) {
  std::vector<std::string> names;
  for (int i = 0; i < 3; ++i) names.push_back(Match(true)->name());
  v1::ListMatchesRequest request;
  request.set_page_size(2);
  for (const char* parent : {kRequirement, "forces/kent/requirements/-"}) {
    request.set_parent(parent);
    request.clear_page_token();
    v1::ListMatchesResponse first;
    ASSERT_TRUE(ListMatches(call_, request, store_->Read(), &first).ok());
    ASSERT_EQ(first.matches_size(), 2);
    EXPECT_EQ(first.matches(0).name(), names[2]);
    EXPECT_EQ(first.matches(0).candidates_size(), 0);
    request.set_page_token(first.next_page_token());
    v1::ListMatchesResponse second;
    ASSERT_TRUE(ListMatches(call_, request, store_->Read(), &second).ok());
    ASSERT_EQ(second.matches_size(), 1);
    EXPECT_EQ(second.matches(0).name(), names[0]);
    EXPECT_TRUE(second.next_page_token().empty());
  }
  request.set_parent("forces/kent/requirements/other");
  request.clear_page_token();
  v1::ListMatchesResponse none;
  ASSERT_TRUE(ListMatches(call_, request, store_->Read(), &none).ok());
  EXPECT_EQ(none.matches_size(), 0);
}

TEST_F(MatchTest, ComparesSuppliersOverTheCriteria) {
  v1::CompareRequest request;
  request.set_requirement(kRequirement);
  for (const char* supplier : {"suppliers/missed", "suppliers/eligible"}) request.add_suppliers(supplier);
  v1::Comparison comparison;
  ASSERT_TRUE(Compare(index_, call_, request, store_->Read(), &comparison).ok());
  ASSERT_EQ(comparison.columns_size(), 2);
  EXPECT_EQ(comparison.columns(0).supplier(), "suppliers/missed");
  ASSERT_EQ(comparison.rows_size(), 2);
  ASSERT_EQ(comparison.rows(0).cells_size(), 2);
  EXPECT_EQ(comparison.rows(0).cells(0).answer(), v1::ANSWER_NOT_MET);
  EXPECT_EQ(comparison.rows(0).cells(1).answer(), v1::ANSWER_MET);
  EXPECT_EQ(comparison.rows(1).weight(), 1);
  request.add_suppliers("suppliers/missed");
  EXPECT_TRUE(absl::IsInvalidArgument(Compare(index_, call_, request, store_->Read(), &comparison)));
  request.clear_suppliers();
  request.add_suppliers("suppliers/missed");
  EXPECT_TRUE(absl::IsInvalidArgument(Compare(index_, call_, request, store_->Read(), &comparison)));
}

TEST_F(MatchTest, RanksPublishedRequirementsForASupplierWithTheGaps) {
  world_.requirement.set_state(r::REQUIREMENT_STATE_PUBLISHED);
  index_.Write([&](engine::LiveCorpus& corpus) { corpus.Put(world_.requirement); });
  index_.Publish(78);
  v1::MatchRequirementsRequest request;
  request.set_supplier("suppliers/missed");
  v1::MatchRequirementsResponse response;
  ASSERT_TRUE(MatchRequirements(index_, call_, request, store_->Read(), &response).ok());
  ASSERT_EQ(response.matches_size(), 1);
  EXPECT_EQ(response.matches(0).requirement(), kRequirement);
  EXPECT_EQ(response.matches(0).standing(), v1::STANDING_NEAR_MISS);
  ASSERT_EQ(response.matches(0).gaps_size(), 1);
  EXPECT_EQ(response.matches(0).gaps(0), "ISO 27001: Not met: iso-27001 ends on 31 March 2027, before 1 April 2027. Missing: its renewal.");
  EXPECT_EQ(response.near_miss_count(), 1);
  request.set_organisation("forces/essex");
  response.Clear();
  ASSERT_TRUE(MatchRequirements(index_, call_, request, store_->Read(), &response).ok());
  EXPECT_EQ(response.requirements_considered(), 0);
}

TEST_F(MatchTest, AsksForOneOfNeedAndText) {
  v1::SimilarNeedsResponse response;
  EXPECT_TRUE(absl::IsInvalidArgument(SimilarNeeds(index_, call_, {}, store_->Read(), &response)));
}

}  // namespace
}  // namespace frontline::matching
