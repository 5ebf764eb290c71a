#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "services/admin/handlers.h"
#include "services/base/errors.h"
#include "services/rpc/resource.h"
#include "services/rpc/testing.h"
#include "storage/journal.h"
#include "storage/key.h"
#include "storage/testing.h"

namespace frontline::admin {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

const absl::Time kStart = absl::FromUnixSeconds(1'790'000'000);

class AuditTest : public ::testing::Test {
 protected:
  // One entry a second.
  void Append(const std::string& actor, const std::string& method, const std::string& resource, const std::string& outcome = "OK") {
    now_ += absl::Seconds(1);
    storage::AuditEntry entry;
    entry.set_actor(actor);
    entry.set_method(method);
    entry.set_resource(resource);
    entry.set_outcome(outcome);
    ASSERT_TRUE(storage::CommitAndWait(*store_, [&](storage::Transaction& tx) { return storage::AppendAudit(tx, entry); }).ok());
  }
  std::vector<uint64_t> Query(const rpc::Call& call, v1::QueryAuditRequest request) {
    std::vector<uint64_t> sequences;
    for (int page = 0; page < 1000; ++page) {
      v1::QueryAuditResponse response;
      const absl::Status status = QueryAudit(call, request, store_->Read(), &response);
      EXPECT_TRUE(status.ok()) << status;
      for (const v1::AuditEntry& entry : response.entries()) sequences.push_back(entry.sequence());
      if (response.next_page_token().empty()) return sequences;
      request.set_page_token(response.next_page_token());
    }
    ADD_FAILURE() << "the pages do not end";
    return sequences;
  }
  std::vector<uint64_t> Query(const v1::QueryAuditRequest& request) { return Query(rpc::testing::NationalAdministrator(), request); }

  absl::Time now_ = kStart;
  std::unique_ptr<storage::RocksStore> store_ = storage::NewMemoryStore([this] { return now_; });
};

class FilledAuditTest : public AuditTest {
 protected:
  void SetUp() override {
    Append("forces/kent/members/a", "frontline.requirement.v1.NeedService/CreateNeed", "forces/kent/needs/1");
    Append("forces/kent/members/b", "frontline.requirement.v1.NeedService/UpdateNeed", "forces/kent/needs/1");
    Append("forces/essex/members/a", "frontline.requirement.v1.NeedService/CreateNeed", "forces/essex/needs/1", "PERMISSION_DENIED");
    Append("national/frontline/members/administrator", "frontline.identity.v1.IdentityService/IssueToken", "forces/kent/members/b");
    Append("anonymous", "frontline.identity.v1.IdentityService/IssueToken", "", "UNAUTHENTICATED");
    Append("forces/kent-river/members/a", "frontline.supplier.v1.SupplierService/GetSupplier", "forces/kent-river/needs/1");
  }
};

TEST_F(FilledAuditTest, AQueryWithoutFiltersGivesEveryEntryWithAllItsFields) {
  EXPECT_THAT(Query({}), ElementsAre(1, 2, 3, 4, 5, 6));
  v1::QueryAuditResponse response;
  ASSERT_TRUE(QueryAudit(rpc::testing::NationalAdministrator(), {}, store_->Read(), &response).ok());
  const v1::AuditEntry& entry = response.entries(2);
  EXPECT_EQ(entry.actor(), "forces/essex/members/a");
  EXPECT_EQ(entry.method(), "frontline.requirement.v1.NeedService/CreateNeed");
  EXPECT_EQ(entry.resource(), "forces/essex/needs/1");
  EXPECT_EQ(entry.outcome(), "PERMISSION_DENIED");
  EXPECT_EQ(rpc::FromTimestamp(entry.time()), kStart + absl::Seconds(3));
  EXPECT_EQ(entry.hash().size(), 64u);
}

TEST_F(FilledAuditTest, NewestFirstGoesBackThroughAllPages) {
  v1::QueryAuditRequest request;
  request.set_newest_first(true);
  request.set_page_size(4);
  EXPECT_THAT(Query(request), ElementsAre(6, 5, 4, 3, 2, 1));
}

TEST_F(FilledAuditTest, PagesOfOneLoseAndRepeatNothing) {
  v1::QueryAuditRequest request;
  request.set_page_size(1);
  EXPECT_THAT(Query(request), ElementsAre(1, 2, 3, 4, 5, 6));
}

TEST_F(FilledAuditTest, AnActorIsAMemberOrAWholeOrganisation) {
  v1::QueryAuditRequest request;
  request.set_actor("forces/kent");
  EXPECT_THAT(Query(request), ElementsAre(1, 2));
  request.set_actor("forces/kent/members/b");
  EXPECT_THAT(Query(request), ElementsAre(2));
  request.set_actor("anonymous");
  EXPECT_THAT(Query(request), ElementsAre(5));
}

TEST_F(FilledAuditTest, AMethodIsOneMethodOrAWholeService) {
  v1::QueryAuditRequest request;
  request.set_method("frontline.requirement.v1.NeedService");
  EXPECT_THAT(Query(request), ElementsAre(1, 2, 3));
  request.set_method("frontline.requirement.v1.NeedService/CreateNeed");
  EXPECT_THAT(Query(request), ElementsAre(1, 3));
  request.set_method("frontline.requirement.v1.Need");
  EXPECT_THAT(Query(request), IsEmpty());
}

TEST_F(FilledAuditTest, AResourcePrefixEndsAtASegment) {
  v1::QueryAuditRequest request;
  request.set_resource_prefix("forces/kent");
  EXPECT_THAT(Query(request), ElementsAre(1, 2, 4));
  request.set_resource_prefix("forces/kent/needs/1");
  EXPECT_THAT(Query(request), ElementsAre(1, 2));
}

TEST_F(FilledAuditTest, FiltersMustAllFit) {
  v1::QueryAuditRequest request;
  request.set_method("frontline.requirement.v1.NeedService/CreateNeed");
  request.set_outcome("OK");
  EXPECT_THAT(Query(request), ElementsAre(1));
}

TEST_F(FilledAuditTest, TimesIncludeTheFirstMomentAndExcludeTheLast) {
  v1::QueryAuditRequest request;
  *request.mutable_from_time() = rpc::ToTimestamp(kStart + absl::Seconds(2));
  *request.mutable_to_time() = rpc::ToTimestamp(kStart + absl::Seconds(4));
  EXPECT_THAT(Query(request), ElementsAre(2, 3));
  *request.mutable_from_time() = rpc::ToTimestamp(kStart + absl::Seconds(100));
  request.clear_to_time();
  EXPECT_THAT(Query(request), IsEmpty());
  request.clear_from_time();
  *request.mutable_to_time() = rpc::ToTimestamp(kStart);
  EXPECT_THAT(Query(request), IsEmpty());
}

TEST_F(FilledAuditTest, TimesTheWrongWayRoundAreRefusedByName) {
  v1::QueryAuditRequest request;
  *request.mutable_from_time() = rpc::ToTimestamp(kStart + absl::Seconds(2));
  *request.mutable_to_time() = rpc::ToTimestamp(kStart + absl::Seconds(2));
  v1::QueryAuditResponse response;
  const absl::Status status = QueryAudit(rpc::testing::NationalAdministrator(), request, store_->Read(), &response);
  EXPECT_EQ(base::ReasonOf(status), "FIELDS_INVALID");
  EXPECT_THAT(std::string(status.message()), HasSubstr("to_time"));
}

TEST_F(FilledAuditTest, AnAuditorOfOneOrganisationSeesWhatItsMembersDidAndWhatWasDoneToIt) {
  const rpc::Call auditor = rpc::testing::CallBy("forces/kent/members/auditor", {{"forces/kent", frontline::identity::v1::ROLE_AUDITOR}});
  EXPECT_THAT(Query(auditor, {}), ElementsAre(1, 2, 4));
  v1::QueryAuditRequest request;
  request.set_actor("forces/essex");
  EXPECT_THAT(Query(auditor, request), IsEmpty());
}

TEST_F(FilledAuditTest, APageTokenFitsOnlyItsQuery) {
  v1::QueryAuditRequest request;
  request.set_page_size(2);
  v1::QueryAuditResponse response;
  ASSERT_TRUE(QueryAudit(rpc::testing::NationalAdministrator(), request, store_->Read(), &response).ok());
  request.set_page_token(response.next_page_token());
  request.set_newest_first(true);
  const absl::Status status = QueryAudit(rpc::testing::NationalAdministrator(), request, store_->Read(), &response);
  EXPECT_EQ(base::ReasonOf(status), "PAGE_TOKEN_INVALID");
}

TEST_F(AuditTest, APageLooksAtABoundedNumberOfEntries) {
  ASSERT_TRUE(storage::CommitAndWait(*store_, [&](storage::Transaction& tx) {
                storage::AuditEntry entry;
                entry.set_actor("forces/kent/members/a");
                for (int i = 0; i < 20100; ++i) {
                  if (absl::Status status = storage::AppendAudit(tx, entry); !status.ok()) return status;
                }
                entry.set_actor("forces/essex/members/a");
                return storage::AppendAudit(tx, entry);
              }).ok());
  v1::QueryAuditRequest request;
  request.set_actor("forces/essex");
  v1::QueryAuditResponse response;
  ASSERT_TRUE(QueryAudit(rpc::testing::NationalAdministrator(), request, store_->Read(), &response).ok());
  EXPECT_THAT(response.entries(), IsEmpty());
  EXPECT_NE(response.next_page_token(), "");
  EXPECT_THAT(Query(request), ElementsAre(20101));
}

TEST_F(FilledAuditTest, AWholeChainIsVerifiedAndItsHeadNamed) {
  AdminParts parts;
  parts.clock = [this] { return now_; };
  v1::VerifyAuditResponse response;
  ASSERT_TRUE(VerifyAudit(parts, rpc::testing::NationalAdministrator(), {}, store_->Read(), &response).ok());
  EXPECT_EQ(response.entries(), 6u);
  v1::QueryAuditRequest last;
  last.set_newest_first(true);
  v1::QueryAuditResponse entries;
  ASSERT_TRUE(QueryAudit(rpc::testing::NationalAdministrator(), last, store_->Read(), &entries).ok());
  EXPECT_EQ(response.head_hash(), entries.entries(0).hash());
}

TEST_F(FilledAuditTest, AnAlteredEntryIsNamed) {
  ASSERT_TRUE(storage::CommitAndWait(*store_, [&](storage::Transaction& tx) {
                std::string key;
                storage::AppendUint(3, &key);
                absl::StatusOr<std::vector<storage::AuditEntry>> entries = storage::ReadAudit(tx, 2, 1);
                if (!entries.ok()) return entries.status();
                entries->front().set_outcome("OK");
                tx.Put(storage::Family::kAudit, key, entries->front().SerializeAsString());
                return absl::OkStatus();
              }).ok());
  AdminParts parts;
  parts.clock = [this] { return now_; };
  v1::VerifyAuditResponse response;
  const absl::Status status = VerifyAudit(parts, rpc::testing::NationalAdministrator(), {}, store_->Read(), &response);
  EXPECT_EQ(base::ReasonOf(status), "STORE_DAMAGED");
  EXPECT_THAT(std::string(status.message()), HasSubstr("audit entry 3"));
}

TEST_F(FilledAuditTest, ToVerifyTheAuditTakesANationalRole) {
  v1::VerifyAuditResponse response;
  const rpc::Call auditor = rpc::testing::CallBy("forces/kent/members/auditor", {{"forces/kent", frontline::identity::v1::ROLE_AUDITOR}});
  EXPECT_EQ(base::ReasonOf(VerifyAudit({}, auditor, {}, store_->Read(), &response)), "PERMISSION_MISSING");
}

}  // namespace
}  // namespace frontline::admin
