#include "services/identity/first_start.h"

#include <gmock/gmock.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <functional>

#include "services/base/ids.h"
#include "services/identity/reference.h"
#include "services/identity/secret.h"
#include "services/identity/service.h"
#include "services/identity/store_for_test.h"
#include "services/identity/token_file.h"
#include "storage/journal.h"

namespace frontline::identity {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class FirstStartTest : public IdentityTest {
 protected:
  FirstStartTest()
      : folder_(fs::temp_directory_path() / ("frontline_identity_test." + std::to_string(getpid()))), path_(folder_ / "administrator.token") {
    fs::remove_all(folder_);
    fs::create_directories(folder_);
  }
  ~FirstStartTest() override { fs::remove_all(folder_); }

  absl::Status Start() { return EnsureAdministrator(*store_, *ids_, path_); }
  static std::string Content(const fs::path& path) {
    std::ifstream file(path);
    return std::string(std::istreambuf_iterator<char>(file), {});
  }
  bool HasMembers() { return !Members().List(store_->Read(), "", "", 1)->rows.empty(); }
  absl::Status SignIn(std::string token) {
    if (!token.empty() && token.back() == '\n') token.pop_back();
    AccessMark access;
    absl::Status answer = absl::InternalError("no answer");
    NewLocalAuthenticator(store_.get(), &access)->ByToken(token, now_, [&answer](auto given) { answer = given.status(); });
    return answer;
  }

  const fs::path folder_;
  const std::string path_;
  const std::unique_ptr<base::Ids> ids_ = base::NewRandomIds();
};

TEST_F(FirstStartTest, MakesANationalAdministratorWhoseTokenOnlyTheOwnerReads) {
  ASSERT_TRUE(Start().ok());
  const MemberRecord record = *Members().Get(store_->Read(), "national/frontline/members/administrator");
  EXPECT_TRUE(IsNationalAdministrator(record.member()));
  EXPECT_TRUE(SignIn(Content(path_)).ok());
  struct stat facts;
  ASSERT_EQ(stat(path_.c_str(), &facts), 0);
  EXPECT_EQ(facts.st_mode & 0777, 0600u);
  EXPECT_FALSE(fs::exists(path_ + ".new"));
  const auto audit = *storage::ReadAudit(store_->Read(), 0, 10);
  ASSERT_EQ(audit.size(), 1u);
  EXPECT_THAT(audit[0].resource(), HasSubstr("national/frontline/members/administrator/tokens/"));
}

TEST_F(FirstStartTest, TheNextStartMakesNothing) {
  ASSERT_TRUE(Start().ok());
  const std::string token = Content(path_);
  const uint64_t changes = *storage::LastChange(store_->Read());
  ASSERT_TRUE(Start().ok());
  EXPECT_EQ(Content(path_), token);
  fs::remove(path_);
  ASSERT_TRUE(Start().ok());
  EXPECT_FALSE(fs::exists(path_)) << "a token that was taken away is not given again";
  EXPECT_EQ(*storage::LastChange(store_->Read()), changes);
}

TEST_F(FirstStartTest, AFileThatIsThereIsNeverOverwritten) {
  std::ofstream(path_) << "precious";
  const absl::Status status = Start();
  EXPECT_EQ(base::ReasonOf(status), "TOKEN_FILE");
  EXPECT_THAT(std::string(status.message()), HasSubstr(path_));
  EXPECT_EQ(Content(path_), "precious");
  EXPECT_FALSE(HasMembers());
  fs::remove(path_);
  fs::create_symlink(folder_ / "nowhere", path_);
  EXPECT_FALSE(Start().ok());
  EXPECT_FALSE(HasMembers());
}

TEST_F(FirstStartTest, WithoutAPlaceForTheTokenNothingIsStored) {
  const absl::Status status = EnsureAdministrator(*store_, *ids_, folder_ / "none" / "token");
  EXPECT_EQ(base::ReasonOf(status), "TOKEN_FILE");
  EXPECT_THAT(std::string(status.message()), HasSubstr("No such file"));
  EXPECT_FALSE(HasMembers());
  EXPECT_TRUE(Start().ok()) << "a place that is there makes up for it";
}

TEST_F(FirstStartTest, WhenTheStoreFailsNoFileIsLeft) {
  // Somebody else's member has the name: the mutation is refused.
  AddOrganisation("national/frontline", "Frontline");
  AddMember("national/frontline", "administrator", "");
  EXPECT_FALSE(Start().ok());
  EXPECT_THAT(std::vector<fs::path>(fs::directory_iterator(folder_), {}), IsEmpty());
}

TEST_F(FirstStartTest, AStartThatEndedBeforeTheFileHadItsNameIsFinished) {
  ASSERT_TRUE(Start().ok());
  fs::rename(path_, path_ + ".new");
  ASSERT_TRUE(Start().ok());
  EXPECT_TRUE(SignIn(Content(path_)).ok());
  // One that ended before anything was stored is forgotten.
  std::ofstream(path_ + ".new") << NewSecret(*ids_) << "\n";
  ASSERT_TRUE(Start().ok());
  EXPECT_FALSE(fs::exists(path_ + ".new"));
  EXPECT_TRUE(SignIn(Content(path_)).ok());
}

TEST_F(FirstStartTest, AnUnfinishedStartIsMadeAnew) {
  std::ofstream(path_ + ".new") << "half";
  ASSERT_TRUE(Start().ok());
  EXPECT_TRUE(SignIn(Content(path_)).ok());
}

TEST_F(FirstStartTest, TheServiceLoadsTheReferenceDataAndIsReadyOnceItStarted) {
  AccessMark access;
  rpc::Service service = NewIdentityService({store_.get(), &access, path_});
  EXPECT_FALSE(service.ready());
  Call system = national_;
  ASSERT_TRUE(service.start(system).ok());
  EXPECT_TRUE(service.ready());
  EXPECT_TRUE(Resolve("Kent Police").ok());
  EXPECT_TRUE(SignIn(Content(path_)).ok());
  const auto report = storage::Check(*store_, service.tables);
  ASSERT_TRUE(report.ok()) << report.status();
  EXPECT_THAT(report->problems, IsEmpty());
}

TEST_F(FirstStartTest, TheServiceFailsToStartWhereTheTokenCannotBeWritten) {
  AccessMark access;
  rpc::Service service = NewIdentityService({store_.get(), &access, folder_ / "none" / "token"});
  EXPECT_EQ(base::ReasonOf(service.start(national_)), "TOKEN_FILE");
  EXPECT_FALSE(service.ready());
}

class RenewAdministratorTest : public FirstStartTest {
 protected:
  absl::Status Renew() { return RenewAdministrator(*store_, *ids_, path_); }
  MemberRecord Administrator() { return *Members().Get(store_->Read(), kFirstAdministrator); }
  // As a defect or an older version may have left it: the service itself keeps the last one.
  void Change(const std::function<void(v1::Member*)>& change) {
    ASSERT_TRUE(storage::CommitAndWait(*store_, [&](Transaction& tx) {
                  MemberRecord record = *Members().Get(tx, kFirstAdministrator);
                  change(record.mutable_member());
                  return Members().Update(tx, kFirstAdministrator, record);
                }).ok());
  }
};

TEST_F(RenewAdministratorTest, WhenEveryTokenExpiredANewOneOf366DaysTakesTheFilesPlace) {
  ASSERT_TRUE(Start().ok());
  const std::string old = Content(path_);
  now_ += absl::Hours(24 * 400);
  ASSERT_FALSE(SignIn(old).ok());
  const MemberRecord before = Administrator();
  ASSERT_TRUE(Renew().ok());
  EXPECT_NE(Content(path_), old);
  struct stat facts;
  ASSERT_EQ(stat(path_.c_str(), &facts), 0);
  EXPECT_EQ(facts.st_mode & 0777, 0600u);
  EXPECT_EQ(Administrator().SerializeAsString(), before.SerializeAsString()) << "one who has all they need is left as they are";
  now_ += absl::Hours(24 * 366 - 1);
  EXPECT_TRUE(SignIn(Content(path_)).ok());
  now_ += absl::Hours(2);
  EXPECT_FALSE(SignIn(Content(path_)).ok());
}

TEST_F(RenewAdministratorTest, ItIsAudited) {
  ASSERT_TRUE(Start().ok());
  ASSERT_TRUE(Renew().ok());
  const auto audit = *storage::ReadAudit(store_->Read(), 0, 10);
  ASSERT_EQ(audit.size(), 2u);
  EXPECT_EQ(audit[1].method(), "frontlined/new-admin-token");
  EXPECT_EQ(audit[1].actor(), "national/frontline/members/system");
  EXPECT_THAT(audit[1].resource(), HasSubstr("national/frontline/members/administrator/tokens/"));
  const auto report = storage::Check(*store_, AllTables());
  ASSERT_TRUE(report.ok());
  EXPECT_THAT(report->problems, IsEmpty());
}

TEST_F(RenewAdministratorTest, AMemberWhoWasDisabledOrLostTheGrantGetsItBackAndKeepsTheRest) {
  ASSERT_TRUE(Start().ok());
  Change([](v1::Member* member) {
    member->set_disabled(true);
    member->mutable_grants(0)->set_role(v1::ROLE_VIEWER);
  });
  ASSERT_TRUE(Renew().ok());
  const v1::Member member = Administrator().member();
  EXPECT_TRUE(IsNationalAdministrator(member));
  ASSERT_EQ(member.grants_size(), 2);
  EXPECT_EQ(member.grants(0).role(), v1::ROLE_VIEWER);
  EXPECT_TRUE(SignIn(Content(path_)).ok());
}

TEST_F(RenewAdministratorTest, AMemberWhoIsGoneIsMade) {
  AddOrganisation("forces/kent", "Kent Police");
  AddMember("forces/kent", "officer", "");
  ASSERT_TRUE(Renew().ok());
  EXPECT_TRUE(IsNationalAdministrator(Administrator().member()));
  EXPECT_TRUE(SignIn(Content(path_)).ok());
}

TEST_F(RenewAdministratorTest, AStoreThatNeverHadAMemberIsLeftAlone) {
  EXPECT_EQ(base::ReasonOf(Renew()), "NEVER_STARTED");
  EXPECT_FALSE(HasMembers());
  EXPECT_THAT(std::vector<fs::path>(fs::directory_iterator(folder_), {}), IsEmpty());
}

TEST_F(RenewAdministratorTest, WithoutAPlaceForTheTokenNothingIsStored) {
  ASSERT_TRUE(Start().ok());
  const uint64_t changes = *storage::LastChange(store_->Read());
  fs::remove(path_);
  fs::create_directory(path_);
  EXPECT_EQ(base::ReasonOf(Renew()), "TOKEN_FILE");
  EXPECT_EQ(base::ReasonOf(RenewAdministrator(*store_, *ids_, folder_ / "none" / "token")), "TOKEN_FILE");
  EXPECT_EQ(*storage::LastChange(store_->Read()), changes);
  EXPECT_FALSE(fs::exists(path_ + ".renewed"));
}

TEST_F(RenewAdministratorTest, OneThatEndedBeforeTheFileHadItsNameIsFinishedByTheNextStart) {
  ASSERT_TRUE(Start().ok());
  const std::string old = Content(path_);
  ASSERT_TRUE(Renew().ok());
  fs::rename(path_, path_ + ".renewed");
  std::ofstream(path_) << old;
  ASSERT_TRUE(Start().ok());
  EXPECT_NE(Content(path_), old);
  EXPECT_TRUE(SignIn(Content(path_)).ok());
  EXPECT_FALSE(fs::exists(path_ + ".renewed"));
}

}  // namespace
}  // namespace frontline::identity
