#include "services/identity/first_start.h"

#include <gmock/gmock.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

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

}  // namespace
}  // namespace frontline::identity
