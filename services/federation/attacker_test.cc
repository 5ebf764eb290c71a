// What those outside a body can find out about what it hides: two worlds, in one of which it hides nothing, must look the same to them in everything.
#include <gmock/gmock.h>

#include <map>

#include "absl/strings/str_join.h"
#include "google/rpc/error_details.pb.h"
#include "services/federation/store_for_test.h"
#include "services/federation/tables.h"
#include "storage/journal.h"

namespace frontline::federation {
namespace {

namespace i = frontline::identity::v1;

struct Outsider {
  std::string what;
  rpc::Call call;
};

std::vector<Outsider> Outsiders() {
  std::vector<Outsider> outsiders;
  for (int number = 1; number < i::Role_ARRAYSIZE; ++number) {
    const auto role = static_cast<i::Role>(number);
    const std::string name = i::Role_Name(role);
    outsiders.push_back({name + ", everywhere", World::By("national/frontline/members/a", role, true)});
    outsiders.push_back({name + ", everywhere, answering to the body", World::By(std::string(kBody) + "/members/a", role, true)});
    outsiders.push_back({name + ", in another body", World::By("bodies/unison/members/a", role)});
    outsiders.push_back({name + ", in a body whose name begins alike", World::By("bodies/police-federation-wales/members/a", role)});
    outsiders.push_back({name + ", in a force", World::By("forces/kent/members/a", role)});
  }
  outsiders.push_back({"a member of the body without a role", rpc::testing::CallBy(std::string(kBody) + "/members/b", {})});
  outsiders.push_back({"a moderator of the body", World::By(std::string(kBody) + "/members/b", i::ROLE_MODERATOR)});
  return outsiders;
}

// The whole of an answer: code, text and details.
std::string Bytes(const absl::Status& status) {
  std::map<std::string, std::string> payloads;
  status.ForEachPayload([&](absl::string_view type, const absl::Cord& bytes) { payloads[std::string(type)] = std::string(bytes); });
  // A map goes out in any order, as chance has it: it is read again.
  google::rpc::ErrorInfo info;
  std::string& sent = payloads["type.googleapis.com/google.rpc.ErrorInfo"];
  EXPECT_TRUE(info.ParseFromString(sent));
  sent = info.DebugString();
  std::string all = absl::StrCat(static_cast<int>(status.code()), " ", status.message());
  for (const auto& [type, bytes] : payloads) all += "\n" + type + " " + absl::CHexEscape(bytes);
  return all;
}
template <typename Response>
std::string Bytes(const absl::StatusOr<Response>& response) {
  if (!response.ok()) return Bytes(response.status());
  Response shown = *response;
  if constexpr (std::is_same_v<Response, v1::ListSubmissionsResponse>) {
    // A token is sealed anew each time: nothing of it can be told but its length.
    shown.set_next_page_token(std::to_string(shown.next_page_token().size()));
  }
  return shown.DebugString();
}

// What both worlds have.
void Furnish(World& world) {
  world.Open("aired", "topic: 'radio' portfolio: 'ICT'");
  world.Open("older");
  world.Open("restricted", "sensitivity: SENSITIVITY_RESTRICTED");
  ASSERT_TRUE(world.TryMake("theirs", "", "lodge: true", "bodies/unison").ok());
  world.DoWork();
}

// What only one has.
void Hide(World& world) {
  const std::string secret = world.Embargoed("secret", 7, "topic: 'secret-topic' portfolio: 'Secret' branch: 'Secret'");
  world.Attach(secret, "secret.pdf", "secret bytes");
  world.Draft("draft");
  world.Embargoed("gone");
  ASSERT_TRUE(world.Withdraw(World::NameOf("gone")).ok());
  // An open one that a hidden one is to supersede, and a hidden one that an open one does.
  ASSERT_TRUE(world.Supersede(World::NameOf("older"), secret).ok());
  world.Embargoed("early", 3);
  ASSERT_TRUE(world.Supersede(World::NameOf("early"), World::NameOf("aired")).ok());
  for (int number = 0; number < 150; ++number) world.Draft("many-" + std::to_string(number));
  world.DoWork();
}

// Everything that somebody can ask, with what is answered.
std::map<std::string, std::string> AskAll(World& world, const rpc::Call& call) {
  std::map<std::string, std::string> answers;
  const std::vector<std::string> ids = {"secret", "draft", "gone", "early", "never", "aired", "older", "restricted", "many-1"};
  for (const std::string& id : ids) {
    const std::string name = World::NameOf(id);
    answers["get " + id] = Bytes(world.Get(call, name));
    std::string file;
    answers["download " + id] = Bytes(world.Download(call, name + "/attachments/file", &file)) + file;
    const std::string parent = std::string("parent: '") + kBody + "' submission { title: 'x' text: 'x' } submission_id: '" + id + "'";
    answers["create " + id] = Bytes(world.Write(CreateSubmission, call, parent));
    answers["lodge " + id] = Bytes(world.Write(CreateSubmission, call, parent + " lodge: true"));
    answers["update " + id] = Bytes(world.Write(UpdateSubmission, call, "submission { name: '" + name + "' title: 'y' etag: 'z' }"));
    answers["withdraw " + id] = Bytes(world.Write(WithdrawSubmission, call, "name: '" + name + "' reason: 'x'"));
    answers["supersede " + id] = Bytes(world.Write(SupersedeSubmission, call, "name: '" + name + "' successor: '" + World::NameOf("aired") + "'"));
    answers["supersede by " + id] = Bytes(world.Write(SupersedeSubmission, call, "name: '" + World::NameOf("aired") + "' successor: '" + name + "'"));
    answers["supersede theirs by " + id] =
        Bytes(world.Write(SupersedeSubmission, call, "name: 'bodies/unison/submissions/theirs' successor: '" + name + "'"));
    answers["delete file of " + id] = Bytes(world.Write(DeleteAttachment, call, "name: '" + name + "/attachments/file'"));
    UploadFake upload(Messages(name, "secret.pdf", "secret bytes"));
    answers["upload to " + id] = Bytes(world.Upload(call, upload));
    EXPECT_TRUE(upload.sent.empty());
  }
  for (const std::string filter : {"",
                                   "parent: '-'",
                                   "parent: 'bodies/-'",
                                   "parent: 'bodies/police-federation'",
                                   "parent: 'bodies/unison'",
                                   "state: SUBMISSION_STATE_DRAFT",
                                   "state: SUBMISSION_STATE_LODGED",
                                   "state: SUBMISSION_STATE_SUPERSEDED",
                                   "state: SUBMISSION_STATE_WITHDRAWN",
                                   "topic: 'secret-topic'",
                                   "portfolio: 'Secret'",
                                   "branch: 'secret'",
                                   "text: 'radios'",
                                   "force: 'forces/kent'",
                                   "page_size: 1",
                                   "page_size: 2",
                                   "page_size: 3",
                                   "page_size: 1 parent: 'bodies/police-federation'",
                                   "page_size: 2 parent: 'bodies/police-federation'",
                                   "page_size: 3 parent: 'bodies/police-federation'"}) {
    answers["list " + filter] = Bytes(world.List(call, filter));
    std::vector<size_t> tokens;
    const std::string ids = absl::StrJoin(world.Ids(call, filter, &tokens), " ");
    answers["list all " + filter] = absl::StrCat(ids, "; tokens of ", absl::StrJoin(tokens, " "));
  }
  return answers;
}

TEST(AttackerTest, NobodyOutsideTellsAWorldWithHiddenSubmissionsFromOneWithout) {
  World plain, hiding;
  Furnish(plain);
  Furnish(hiding);
  Hide(hiding);
  for (const Outsider& outsider : Outsiders()) {
    const auto before = AskAll(plain, outsider.call);
    const auto after = AskAll(hiding, outsider.call);
    for (const auto& [question, answer] : before) EXPECT_EQ(answer, after.at(question)) << outsider.what << ": " << question;
  }
}

TEST(AttackerTest, ThoseInsideSeeWhatTheOthersDoNot) {
  World hiding;
  Furnish(hiding);
  Hide(hiding);
  for (const i::Role role : {i::ROLE_STAFF_REPRESENTATIVE, i::ROLE_ADMINISTRATOR, i::ROLE_VIEWER}) {
    const rpc::Call inside = World::By(std::string(kBody) + "/members/c", role);
    EXPECT_TRUE(hiding.Get(inside, World::NameOf("secret")).ok());
    EXPECT_THAT(hiding.Ids(inside), testing::IsSupersetOf({"aired", "draft", "early", "gone", "older", "secret", "theirs", "many-149"}));
  }
}

TEST(AttackerTest, FeedAndCountedTablesAreTheSameInBothWorlds) {
  World plain, hiding;
  Furnish(plain);
  Furnish(hiding);
  Hide(hiding);
  const auto one = storage::ReadChanges(plain.store().Read(), 0, 1000);
  const auto other = storage::ReadChanges(hiding.store().Read(), 0, 1000);
  ASSERT_TRUE(one.ok() && other.ok());
  ASSERT_EQ(one->size(), 4u);
  ASSERT_EQ(other->size(), one->size());
  for (size_t k = 0; k < one->size(); ++k) EXPECT_EQ((*one)[k].DebugString(), (*other)[k].DebugString());
  for (const storage::AnyTable* table : AllTables()) {
    if (table->hidden()) continue;
    EXPECT_EQ(*table->Count(plain.store().Read()), *table->Count(hiding.store().Read())) << table->kind();
  }
}

// Once the embargo has ended there is nothing left to hide, and reads say so whether or not the background has come to it.
TEST(AttackerTest, AfterTheEmbargoEverybodyReadsTheSameBeforeAndAfterItIsMoved) {
  World world;
  Furnish(world);
  Hide(world);
  world.PassDays(8);
  std::map<std::string, std::string> before;
  const std::vector<rpc::Call> readers = {World::Officer(), World::Viewer(), World::Lead(), World::Lead("bodies/unison"),
                                          rpc::testing::NationalAdministrator()};
  const auto ask = [&] {
    std::map<std::string, std::string> answers;
    for (size_t k = 0; k < readers.size(); ++k) {
      for (const char* id : {"secret", "early", "older", "aired", "draft", "gone"}) {
        answers[absl::StrCat(k, " get ", id)] = Bytes(world.Get(readers[k], World::NameOf(id)));
      }
      for (const std::string filter : {"", "state: SUBMISSION_STATE_SUPERSEDED", "page_size: 1", "parent: 'bodies/police-federation'"}) {
        answers[absl::StrCat(k, " list ", filter)] = Bytes(world.List(readers[k], filter));
        answers[absl::StrCat(k, " list all ", filter)] = absl::StrJoin(world.Ids(readers[k], filter), " ");
      }
    }
    return answers;
  };
  before = ask();
  EXPECT_EQ(world.Ids(World::Viewer()), (std::vector<std::string>{"aired", "early", "older", "secret", "theirs"}));
  world.DoWork();
  const auto after = ask();
  for (const auto& [question, answer] : before) EXPECT_EQ(answer, after.at(question)) << question;
  const v1::Submission older = world.See(World::Viewer(), World::NameOf("older"));
  EXPECT_EQ(older.state(), v1::SUBMISSION_STATE_SUPERSEDED);
  EXPECT_EQ(older.superseded_by(), World::NameOf("secret"));
}

}  // namespace
}  // namespace frontline::federation
