#include <condition_variable>
#include <memory>
#include <mutex>
#include <utility>

#include "absl/strings/str_cat.h"
#include "services/base/errors.h"
#include "services/rpc/mutation.h"
#include "services/rpc/status.h"
#include "services/rpc/transport.h"
#include "services/rpc/wire.h"

namespace frontline::rpc {
namespace {

using grpc::ByteBuffer;

// How long a client may leave its stream's thread waiting, for a message or for room to send one.
constexpr auto kLongestStall = std::chrono::minutes(2);

// Any streaming shape: on the wire a stream of one message is a stream. The first message is awaited before a thread is taken.
class StreamCall : public grpc::ServerBidiReactor<ByteBuffer, ByteBuffer>, public RawStream {
 public:
  StreamCall(Pipeline* pipeline, const Method* method, grpc::CallbackServerContext* context)
      : pipeline_(*pipeline), method_(*method), context_(context), incoming_(IncomingOf(*context)), seen_(pipeline_.changes().generation()) {}

  void Start() {
    pipeline_.Admit(method_, incoming_, &call_, [this](absl::Status status) {
      if (!status.ok()) return Close(std::move(status));
      StartRead(&in_);
    });
  }

  // --- gRPC's side ---
  void OnDone() override { delete this; }
  void OnCancel() override {
    {
      std::lock_guard<std::mutex> lock(mutex_);
      cancelled_ = true;
    }
    moved_.notify_all();
    pipeline_.changes().Wake();
  }
  void OnReadDone(bool ok) override {
    std::unique_lock<std::mutex> lock(mutex_);
    reading_ = false;
    read_ok_ = ok;
    if (started_) {
      moved_.notify_all();
      return;
    }
    started_ = true;
    lock.unlock();
    if (!pipeline_.streams().TrySubmit([this] { Run(); })) Close(base::Overloaded("too many streams at once", absl::Seconds(5)));
  }
  void OnWriteDone(bool ok) override {
    std::lock_guard<std::mutex> lock(mutex_);
    writing_ = false;
    write_ok_ = ok;
    moved_.notify_all();
  }

  // --- the handler's side ---
  bool Receive(Message* request) override {
    if (first_ != nullptr) {
      request->GetReflection()->Swap(request, first_.get());
      first_.reset();
      return true;
    }
    if (!read_ok_) return false;  // it had ended before
    {
      std::unique_lock<std::mutex> lock(mutex_);
      if (Over()) return false;
      reading_ = true;
      lock.unlock();
      in_.Clear();
      StartRead(&in_);
      lock.lock();
      if (!Await(lock, &reading_) || !read_ok_) return false;
    }
    if (absl::Status status = Accept(request, /*first=*/false); !status.ok()) {
      Refuse(std::move(status));
      return false;
    }
    return true;
  }
  bool Send(const Message& response) override {
    out_ = ToBuffer(response);
    std::unique_lock<std::mutex> lock(mutex_);
    if (Over()) return false;
    writing_ = true;
    lock.unlock();
    StartWrite(&out_);
    lock.lock();
    return Await(lock, &writing_) && write_ok_;
  }
  bool cancelled() const override {
    std::lock_guard<std::mutex> lock(mutex_);
    return Over();
  }
  bool WaitForChange(absl::Duration at_most) override {
    const auto over = [this] { return cancelled() || pipeline_.draining(); };
    pipeline_.changes().Wait(seen_, std::min(at_most, call_.deadline - pipeline_.Now()), over);
    seen_ = pipeline_.changes().generation();
    return !over();
  }

 private:
  bool Over() const { return cancelled_ || !refused_.ok(); }

  void Refuse(absl::Status status) {
    std::lock_guard<std::mutex> lock(mutex_);
    if (refused_.ok()) refused_ = std::move(status);
  }

  // Waits until `*under_way` is false; false when the client let it wait too long. The operation itself is always waited for: gRPC may have only one
  // of each kind, and ends those of a cancelled call at once.
  bool Await(std::unique_lock<std::mutex>& lock, const bool* under_way) {
    const bool in_time = moved_.wait_for(lock, kLongestStall, [under_way] { return !*under_way; });
    if (in_time) return true;
    if (refused_.ok()) refused_ = absl::DeadlineExceededError("The client left the stream waiting for too long. Open it again.");
    lock.unlock();
    context_->TryCancel();
    lock.lock();
    moved_.wait(lock, [under_way] { return !*under_way; });
    return false;
  }

  // Takes the message that was read.
  absl::Status Accept(Message* request, bool first) {
    if (in_.Length() > kMostStreamBytes) {
      return base::InvalidField("(request)", absl::StrCat("must have at most ", kMostStreamBytes, " bytes, has ", in_.Length()));
    }
    if (absl::Status status = Parse(in_, request); !status.ok()) return status;
    in_.Clear();
    // Later messages are chunks, which need not name the resource again; one that does is asked like the first.
    if (first || !method_.resource.In(*request).empty()) {
      if (absl::Status status = pipeline_.Authorise(method_, call_, *request); !status.ok()) return status;
    }
    std::vector<base::Violation> violations;
    method_.request_rules->Check(request, "", &violations);
    return violations.empty() ? absl::OkStatus() : base::InvalidFields(violations);
  }

  void Run() {
    request_.reset(method_.handler.request->New());
    absl::Status status;
    if (read_ok_) {
      first_.reset(method_.handler.request->New());
      status = Accept(first_.get(), /*first=*/true);
    } else if (cancelled()) {
      status = absl::CancelledError("The caller left.");
    } else {
      // A stream of nothing still needs the right to be opened.
      status = pipeline_.Authorise(method_, call_, *request_);
    }
    if (status.ok()) {
      if (first_ != nullptr) request_->CopyFrom(*first_);
      call_.request_id = method_.request_id.In(*request_);
      status = method_.handler.stream(call_, *this);
    }
    {
      std::lock_guard<std::mutex> lock(mutex_);
      if (!refused_.ok()) status = refused_;
      if (status.ok() && cancelled_) status = absl::CancelledError("The caller left.");
    }
    Audit(&status);
    Close(std::move(status));
  }

  // One that failed half way may have written: it is kept whatever came of it.
  void Audit(absl::Status* status) {
    if (!Pipeline::AuditedAlone(method_)) return;
    const absl::Status audited =
        storage::CommitAndWait(pipeline_.store(), pipeline_.AuditOf(method_, call_, request_.get(), CodeName(status->code())));
    if (status->ok()) *status = audited;
  }

  void Close(absl::Status status) {
    pipeline_.Close(method_, call_, request_.get(), "", status);
    Finish(ToGrpc(status, call_.trace_id));  // may delete this
  }

  Pipeline& pipeline_;
  const Method& method_;
  grpc::CallbackServerContext* const context_;
  const Incoming incoming_;
  Call call_;
  std::unique_ptr<Message> request_;  // a copy of the first message, for the audit and the log
  std::unique_ptr<Message> first_;    // not received yet
  uint64_t seen_;                     // generation of the store that the handler has looked at
  ByteBuffer in_;
  ByteBuffer out_;

  mutable std::mutex mutex_;
  std::condition_variable moved_;
  bool started_ = false;
  bool reading_ = false;
  bool read_ok_ = true;
  bool writing_ = false;
  bool write_ok_ = true;
  bool cancelled_ = false;
  absl::Status refused_;  // what the pipeline ends the call with, whatever the handler says
};

}  // namespace

grpc::ServerBidiReactor<ByteBuffer, ByteBuffer>* StartStream(Pipeline* pipeline, const Method* method, grpc::CallbackServerContext* context) {
  auto* call = new StreamCall(pipeline, method, context);
  call->Start();
  return call;
}

}  // namespace frontline::rpc
