// For the tests of this folder: a store with a clock, people to call as, and the handlers on it.
#ifndef FRONTLINE_SERVICES_FEDERATION_STORE_FOR_TEST_H_
#define FRONTLINE_SERVICES_FEDERATION_STORE_FOR_TEST_H_

#include <gtest/gtest.h>

#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "services/base/ids.h"
#include "services/federation/background.h"
#include "services/federation/day.h"
#include "services/federation/handlers.h"
#include "services/rpc/fake_stream_for_test.h"
#include "services/rpc/store_for_test.h"

namespace frontline::federation {

inline constexpr char kBody[] = "bodies/police-federation";
inline constexpr char kRun[] = "0123456789abcdef";

using rpc::testing::FakeStream;
using rpc::testing::Parse;
using rpc::testing::Said;

using UploadFake = FakeStream<v1::UploadAttachmentRequest, v1::Attachment>;
using DownloadFake = FakeStream<v1::DownloadAttachmentRequest, v1::DownloadAttachmentResponse>;

// The messages that bring a file, in pieces of `piece` bytes.
inline std::vector<v1::UploadAttachmentRequest> Messages(const std::string& parent, const std::string& file_name, const std::string& bytes,
                                                         size_t piece = 300 * 1024) {
  std::vector<v1::UploadAttachmentRequest> messages(1);
  messages[0].set_parent(parent);
  v1::Attachment& attachment = *messages[0].mutable_attachment();
  attachment.set_file_name(file_name);
  attachment.set_content_type("application/pdf");
  attachment.set_size_bytes(static_cast<int64_t>(bytes.size()));
  attachment.set_sha256(absl::BytesToHexString(base::Sha256(bytes)));
  for (size_t start = 0; start < bytes.size(); start += piece) messages.emplace_back().set_chunk(bytes.substr(start, piece));
  messages.back().set_last(true);
  return messages;
}

// One store with the handlers on it.
class World {
 public:
  static rpc::Call By(const std::string& member, rpc::Role role, bool national = false, const std::string& organisation = "") {
    return rpc::testing::CallBy(member, {{organisation.empty() ? std::string(rpc::OrganisationOf(member)) : organisation, role, national}});
  }
  static rpc::Call Lead(const std::string& body = kBody) { return By(body + "/members/lead", frontline::identity::v1::ROLE_STAFF_REPRESENTATIVE); }
  static rpc::Call Officer() { return By("forces/kent/members/officer", frontline::identity::v1::ROLE_PROCUREMENT_OFFICER); }
  static rpc::Call Viewer() { return By("forces/kent/members/viewer", frontline::identity::v1::ROLE_VIEWER); }

  template <typename Request, typename Response>
  absl::StatusOr<Response> Write(absl::Status (*handler)(const Call&, const Request&, Transaction&, Response*), const rpc::Call& call,
                                 const std::string& request) {
    Response response;
    const absl::Status status = rpc::testing::RunWrite<Request, Response>(*store_, call, Parse<Request>(request), &response, handler);
    if (!status.ok()) return status;
    return response;
  }
  template <typename Request, typename Response>
  absl::StatusOr<Response> Read(absl::Status (*handler)(const Call&, const Request&, const Snapshot&, Response*), rpc::Call call,
                                const Request& request) {
    Response response;
    call.now = now_;
    const absl::Status status = handler(call, request, store_->Read(), &response);
    if (!status.ok()) return status;
    return response;
  }

  absl::StatusOr<v1::Submission> Get(const rpc::Call& call, const std::string& name) {
    v1::GetSubmissionRequest request;
    request.set_name(name);
    return Read(GetSubmission, call, request);
  }
  absl::StatusOr<v1::ListSubmissionsResponse> List(const rpc::Call& call, const std::string& request = "") {
    return Read(ListSubmissions, call, Parse<v1::ListSubmissionsRequest>(request));
  }
  // The ids that a listing gives, page by page. `tokens` gets the length of each page's token, which is all that can be told of one.
  std::vector<std::string> Ids(const rpc::Call& call, const std::string& request = "", std::vector<size_t>* tokens = nullptr) {
    std::vector<std::string> ids;
    auto asked = Parse<v1::ListSubmissionsRequest>(request);
    do {
      absl::StatusOr<v1::ListSubmissionsResponse> page = Read(ListSubmissions, call, asked);
      EXPECT_TRUE(page.ok()) << page.status();
      if (!page.ok()) break;
      for (const v1::Submission& one : page->submissions()) ids.push_back(one.name().substr(one.name().rfind('/') + 1));
      asked.set_page_token(page->next_page_token());
      if (tokens != nullptr) tokens->push_back(asked.page_token().size());
    } while (!asked.page_token().empty());
    return ids;
  }

  static std::string NameOf(const std::string& id, const std::string& body = kBody) { return body + "/submissions/" + id; }
  // A submission that its body's lead makes; `more` in the submission, `how` in the request ("lodge: true").
  absl::StatusOr<v1::Submission> TryMake(const std::string& id, const std::string& more = "", const std::string& how = "",
                                         const std::string& body = kBody) {
    const std::string title = absl::StrContains(more, "title:") ? "" : "title: 'Radios fail' ";
    const std::string text = absl::StrContains(more, "text:") ? "" : "text: 'In cellars' ";
    return Write(CreateSubmission, Lead(body),
                 absl::StrCat("parent: '", body, "' submission_id: '", id, "' ", how, " submission { ", title, text, more, "}"));
  }
  std::string Draft(const std::string& id, const std::string& more = "") { return Made(TryMake(id, more)); }
  std::string Open(const std::string& id, const std::string& more = "") { return Made(TryMake(id, more, "lodge: true")); }
  // Under an embargo that ends so many days from now.
  std::string Embargoed(const std::string& id, int days = 7, const std::string& more = "") {
    return Made(TryMake(id, absl::StrCat("embargo_until: '", Day(days), "' ", more), "lodge: true"));
  }
  std::string Day(int days) const { return DayOf(now_ + absl::Hours(24 * days)); }
  v1::Submission See(const rpc::Call& call, const std::string& name) {
    absl::StatusOr<v1::Submission> submission = Get(call, name);
    EXPECT_TRUE(submission.ok()) << submission.status();
    return submission.ok() ? *submission : v1::Submission();
  }
  absl::StatusOr<v1::Submission> Supersede(const std::string& name, const std::string& successor) {
    return Write(SupersedeSubmission, Lead(), "name: '" + name + "' successor: '" + successor + "'");
  }
  absl::StatusOr<v1::Submission> Withdraw(const std::string& name) {
    return Write(WithdrawSubmission, Lead(std::string(rpc::OrganisationOf(name))), "name: '" + name + "' reason: 'It was wrong'");
  }

  absl::Status Upload(rpc::Call call, UploadFake& fake) {
    call.store = store_.get();
    call.now = now_;
    rpc::Stream<v1::UploadAttachmentRequest, v1::Attachment> stream(fake);
    return UploadAttachment(kRun, call, stream);
  }
  // The attachment's name.
  std::string Attach(const std::string& parent, const std::string& file_name, const std::string& bytes) {
    UploadFake fake(Messages(parent, file_name, bytes));
    const absl::Status status = Upload(Lead(std::string(rpc::OrganisationOf(parent))), fake);
    EXPECT_TRUE(status.ok()) << status;
    return fake.sent.empty() ? "" : fake.sent[0].name();
  }
  absl::Status Download(rpc::Call call, const std::string& name, std::string* bytes, DownloadFake* fake = nullptr) {
    v1::DownloadAttachmentRequest request;
    request.set_name(name);
    DownloadFake own({request});
    DownloadFake& used = fake == nullptr ? own : *fake;
    call.store = store_.get();
    call.now = now_;
    rpc::Stream<v1::DownloadAttachmentRequest, v1::DownloadAttachmentResponse> stream(used);
    const absl::Status status = DownloadAttachment(call, stream);
    for (const auto& response : used.sent) *bytes += response.chunk();
    EXPECT_TRUE(!status.ok() || (!used.sent.empty() && used.sent.back().last()));
    return status;
  }

  void PassDays(int days) { now_ += absl::Hours(24 * days); }
  void DoWork() { EXPECT_TRUE(DoDueWork(*store_, kRun).ok()); }
  storage::RocksStore& store() { return *store_; }
  absl::Time now() const { return now_; }

 private:
  static std::string Made(const absl::StatusOr<v1::Submission>& submission) {
    EXPECT_TRUE(submission.ok()) << submission.status();
    return submission.ok() ? submission->name() : "";
  }

  absl::Time now_ = absl::FromUnixSeconds(1'790'000'000);  // 2026-09-21T14:13:20Z
  std::unique_ptr<storage::RocksStore> store_ = storage::NewMemoryStore([this] { return now_; });
};

class StoreTest : public ::testing::Test, protected World {};

}  // namespace frontline::federation

#endif  // FRONTLINE_SERVICES_FEDERATION_STORE_FOR_TEST_H_
