#include "clients/cli/app.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <sstream>

#include "clients/cli/fields.h"
#include "frontline/identity/v1/identity_service.pb.h"
#include "frontline/requirement/v1/need_service.pb.h"
#include "frontline/supplier/v1/supplier_service.pb.h"

namespace frontline::cli {
namespace {

using google::protobuf::Message;
using testing::HasSubstr;
using testing::StartsWith;

// Answers every call by a function, and keeps the requests.
class FakeConnection : public Connection {
 public:
  using Answer = std::function<absl::Status(const Method& method, const Message& request, Message* response)>;
  FakeConnection(Answer answer, std::vector<std::string>* calls) : answer_(std::move(answer)), calls_(*calls) {}

  absl::Status Call(const Method& method, const Message& request, Message* response) override {
    calls_.push_back(method.name() + " " + request.ShortDebugString());
    return answer_(method, request, response);
  }
  absl::Status Stream(const Method&, const std::function<absl::StatusOr<bool>(Message*)>&,
                      const std::function<absl::Status(const Message&)>&) override {
    return absl::UnimplementedError("no streams");
  }
  absl::Status CallAll(const std::vector<Request>&, int, const std::function<void(size_t, const absl::Status&, const Message&)>&) override {
    return absl::UnimplementedError("one at a time");
  }
  absl::StatusOr<bool> Health(const std::string&) override { return true; }

 private:
  const Answer answer_;
  std::vector<std::string>& calls_;
};

class AppTest : public testing::Test {
 protected:
  int Run(const std::vector<std::string>& words, FakeConnection::Answer answer = nullptr) {
    out_.str("");
    err_.str("");
    Session session(
        terminal_, [](const char* name) { return std::string(name) == "HOME" ? "/nonexistent" : ""; }, {absl::UnixEpoch(), absl::UTCTimeZone()},
        "/nonexistent/frontctl");
    if (answer) session.set_connection(std::make_unique<FakeConnection>(std::move(answer), &calls_));
    return RunFrontctl(words, session);
  }

  static absl::Status TwoPages(const Connection::Method&, const Message& request, Message* response) {
    const auto& asked = static_cast<const requirement::v1::ListNeedsRequest&>(request);
    auto* page = static_cast<requirement::v1::ListNeedsResponse*>(response);
    const bool second = asked.page_token() == "second";
    for (int i = 0; i < 2; ++i) page->add_needs()->set_name(second ? "forces/kent/needs/c" : i == 0 ? "forces/kent/needs/a" : "forces/kent/needs/b");
    if (second) page->mutable_needs()->RemoveLast();
    if (!second) page->set_next_page_token("second");
    return absl::OkStatus();
  }

  std::istringstream in_;
  std::ostringstream out_;
  std::ostringstream err_;
  Terminal terminal_{in_, out_, err_};
  std::vector<std::string> calls_;
};

TEST_F(AppTest, ShowsHelpForTheProgramANounAndACommand) {
  EXPECT_EQ(Run({"--help"}), 0);
  EXPECT_THAT(out_.str(), HasSubstr("Exit codes"));
  EXPECT_EQ(Run({}), 0);
  EXPECT_THAT(out_.str(), HasSubstr("Exit codes"));
  EXPECT_EQ(Run({"needs", "--help"}), 0);
  EXPECT_THAT(out_.str(), HasSubstr("validate"));
  EXPECT_EQ(Run({"needs", "create", "--help"}), 0);
  EXPECT_THAT(out_.str(), HasSubstr("--people-affected N"));
  EXPECT_THAT(out_.str(), HasSubstr("Examples"));
}

TEST_F(AppTest, MistakesOfUsageSayWhatWasMeant) {
  EXPECT_EQ(Run({"nees", "list"}), 2);
  EXPECT_THAT(err_.str(), HasSubstr("there is no noun 'nees'; did you mean 'needs'?"));
  EXPECT_EQ(Run({"needs", "lst"}), 2);
  EXPECT_THAT(err_.str(), HasSubstr("there is no verb 'lst' for needs; did you mean 'list'?"));
  EXPECT_EQ(Run({"needs", "list", "--stat", "logged"}), 2);
  EXPECT_THAT(err_.str(), HasSubstr("there is no flag --stat; did you mean '--state'?"));
  EXPECT_EQ(Run({"needs", "get"}), 2);
  EXPECT_THAT(err_.str(), HasSubstr("NEED is missing"));
  EXPECT_THAT(err_.str(), HasSubstr("Usage: frontctl needs get NEED [flags]"));
  EXPECT_EQ(Run({"needs"}), 2);
  EXPECT_THAT(err_.str(), HasSubstr("a verb is missing"));
  EXPECT_EQ(Run({"needs", "list", "-o", "yaml"}), 2);
  EXPECT_THAT(err_.str(), HasSubstr("none of table, wide, json, name"));
  EXPECT_EQ(Run({"needs", "get", "a", "b"}), 2);
  EXPECT_THAT(err_.str(), HasSubstr("'b' is one word too many"));
}

TEST_F(AppTest, FlagsCanStandAnywhere) {
  const auto empty = [](const Connection::Method&, const Message&, Message*) { return absl::OkStatus(); };
  EXPECT_EQ(Run({"-o", "json", "needs", "list"}, empty), 0);
  EXPECT_EQ(out_.str(), "[]\n");
  EXPECT_EQ(Run({"needs", "list", "-o", "json", "--state", "logged", "forces/kent"}, empty), 0);
  EXPECT_THAT(calls_.back(), HasSubstr("parent: \"forces/kent\""));
  EXPECT_THAT(calls_.back(), HasSubstr("state: NEED_STATE_LOGGED"));
}

TEST_F(AppTest, ValuesMayLookLikeFlags) {
  const auto made = [](const Connection::Method&, const Message&, Message*) { return absl::OkStatus(); };
  EXPECT_EQ(Run({"needs", "create", "forces/kent", "--statement", "-12 degrees is too cold"}, made), 0);
  EXPECT_THAT(calls_.back(), HasSubstr("-12 degrees is too cold"));
}

TEST_F(AppTest, AListFollowsItsPages) {
  EXPECT_EQ(Run({"needs", "list", "-o", "name"}, TwoPages), 0);
  EXPECT_EQ(out_.str(), "forces/kent/needs/a\nforces/kent/needs/b\nforces/kent/needs/c\n");
  EXPECT_EQ(err_.str(), "");
}

TEST_F(AppTest, ACutListSaysSo) {
  EXPECT_EQ(Run({"needs", "list", "-o", "name", "--limit", "2"}, TwoPages), 0);
  EXPECT_EQ(out_.str(), "forces/kent/needs/a\nforces/kent/needs/b\n");
  EXPECT_THAT(err_.str(), StartsWith("There are more"));
  EXPECT_EQ(Run({"needs", "list", "--limit", "none"}, TwoPages), 2);
}

TEST_F(AppTest, AListIsOneJsonArray) {
  EXPECT_EQ(Run({"needs", "list", "-o", "json"}, TwoPages), 0);
  EXPECT_EQ(out_.str(),
            "[\n {\n  \"name\": \"forces/kent/needs/a\"\n },\n {\n  \"name\": \"forces/kent/needs/b\"\n },\n {\n  \"name\": "
            "\"forces/kent/needs/c\"\n }\n]\n");
}

TEST_F(AppTest, AnEmptyListSaysSoInWords) {
  EXPECT_EQ(Run({"requirements", "list"}, [](const Connection::Method&, const Message&, Message*) { return absl::OkStatus(); }), 0);
  EXPECT_EQ(out_.str(), "No requirements.\n");
}

TEST_F(AppTest, AMutationHasARequestIdOfItsOwn) {
  const auto made = [](const Connection::Method&, const Message&, Message*) { return absl::OkStatus(); };
  Run({"needs", "validate", "forces/kent/needs/a"}, made);
  Run({"needs", "validate", "forces/kent/needs/a"}, made);
  ASSERT_EQ(calls_.size(), 2u);
  EXPECT_THAT(calls_[0], HasSubstr("request_id: \"frontctl-"));
  EXPECT_NE(calls_[0], calls_[1]);
  Run({"needs", "validate", "forces/kent/needs/a", "--request-id", "mine"}, made);
  EXPECT_THAT(calls_[2], HasSubstr("request_id: \"mine\""));
}

TEST_F(AppTest, MembersAreListedWhereTheCallerIsAtHome) {
  const auto answer = [](const Connection::Method& method, const Message&, Message* response) {
    if (method.name() == "WhoAmI") static_cast<identity::v1::WhoAmIResponse*>(response)->mutable_organisation()->set_name("forces/kent");
    return absl::OkStatus();
  };
  EXPECT_EQ(Run({"members", "list"}, answer), 0);
  ASSERT_EQ(calls_.size(), 2u);
  EXPECT_THAT(calls_[1], HasSubstr("parent: \"forces/kent\""));
}

TEST_F(AppTest, ErrorsGoToTheErrorStreamWithTheirExitCode) {
  EXPECT_EQ(Run({"needs", "get", "forces/kent/needs/a"},
                [](const Connection::Method&, const Message&, Message*) { return absl::NotFoundError("It is not there."); }),
            3);
  EXPECT_EQ(out_.str(), "");
  EXPECT_EQ(err_.str(), "frontctl: It is not there.\n");
}

TEST_F(AppTest, ASingleResourceIsABlockWithSections) {
  const auto answer = [](const Connection::Method&, const Message&, Message* response) {
    auto* supplier = static_cast<supplier::v1::Supplier*>(response);
    supplier->set_name("suppliers/acme");
    supplier->set_display_name("Acme Optics Ltd");
    supplier->set_size(supplier::v1::SIZE_SME);
    supplier->set_confirmed_on("2026-11-04");
    auto* region = supplier->add_regions();
    region->set_region("UKJ");
    region->mutable_provenance()->set_verification(type::v1::VERIFICATION_VERIFIED);
    return absl::OkStatus();
  };
  EXPECT_EQ(Run({"suppliers", "get", "suppliers/acme"}, answer), 0);
  EXPECT_EQ(out_.str(),
            "Name:         suppliers/acme\n"
            "Called:       Acme Optics Ltd\n"
            "Size:         SME\n"
            "Confirmed on: 4 Nov 2026\n"
            "\nRegions\n  - UKJ [verified]\n");
}

TEST_F(AppTest, AServersTextCannotDriveTheTerminal) {
  const auto answer = [](const Connection::Method& method, const Message&, Message* response) {
    if (method.name() == "WhoAmI") static_cast<identity::v1::WhoAmIResponse*>(response)->mutable_member()->set_display_role("Desk\x1b[2J");
    if (method.name() == "ListNeeds") static_cast<requirement::v1::ListNeedsResponse*>(response)->add_needs()->set_statement("Lost\x1b]0;x\x07");
    return absl::OkStatus();
  };
  for (const char* form : {"table", "name"}) {
    for (const std::vector<std::string>& words : {std::vector<std::string>{"whoami"}, {"needs", "list"}}) {
      std::vector<std::string> all = words;
      all.insert(all.end(), {"-o", form});
      EXPECT_EQ(Run(all, answer), 0);
      EXPECT_EQ(out_.str().find('\x1b'), std::string::npos) << out_.str();
    }
  }
}

TEST_F(AppTest, ColoursAreForTerminalsAlone) {
  const auto answer = [](const Connection::Method&, const Message&, Message* response) {
    static_cast<requirement::v1::ListNeedsResponse*>(response)->add_needs()->set_name("forces/kent/needs/a");
    return absl::OkStatus();
  };
  terminal_.colour = true;
  EXPECT_EQ(Run({"needs", "list"}, answer), 0);
  EXPECT_EQ(out_.str(), "NAME\nforces/kent/needs/a\n");
  terminal_.out_is_terminal = true;
  EXPECT_EQ(Run({"needs", "list"}, answer), 0);
  EXPECT_EQ(out_.str(), "\x1b[1mNAME\x1b[0m\nforces/kent/needs/a\n");
}

TEST_F(AppTest, ADeletionSaysWhatIsGone) {
  EXPECT_EQ(Run({"capabilities", "delete", "suppliers/acme/capabilities/3"},
                [](const Connection::Method&, const Message&, Message*) { return absl::OkStatus(); }),
            0);
  EXPECT_EQ(out_.str(), "Deleted suppliers/acme/capabilities/3\n");
}

TEST_F(AppTest, CompletionNeedsNoServer) {
  EXPECT_EQ(Run({"complete", "needs", "va"}), 0);
  EXPECT_EQ(out_.str(), "validate\n");
  EXPECT_EQ(Run({"completion", "bash"}), 0);
  EXPECT_THAT(out_.str(), HasSubstr("complete -F _frontctl frontctl"));
  EXPECT_EQ(Run({"completion", "csh"}), 2);
}

}  // namespace
}  // namespace frontline::cli
