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

// Any streaming shape: on the wire a stream of one message is a stream. The first message is awaited before a thread is taken.
class StreamCall : public grpc::ServerBidiReactor<ByteBuffer, ByteBuffer>, public RawStream {
 public:
  StreamCall(Pipeline* pipeline, const Method* method, grpc::CallbackServerContext* context)
      : pipeline_(*pipeline), method_(*method), context_(context), incoming_(IncomingOf(*context)), seen_(pipeline_.changes().generation()) {}

  void Start() {
    pipeline_.Admit(method_, incoming_, &call_, [this](absl::Status status) {
      if (!status.ok()) return Close(std::move(status), /*audited=*/false);
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
    if (!pipeline_.streams().TrySubmit([this] { Run(); })) {
      Close(base::Overloaded("too many streams at once", absl::Seconds(5)), /*audited=*/false);
    }
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
      if (!Await(lock, &reading_)) {
        // An end of the call, with what it says, ends the read too.
        Stalled();
        return false;
      }
      if (!read_ok_) {
        // A stream also ends because its caller left, which gRPC may tell a moment later by OnCancel.
        cancelled_ = cancelled_ || context_->IsCancelled();
        return false;
      }
    }
    absl::Status status = Take(request);
    if (status.ok()) status = Examine(request, /*first=*/false);
    const bool good = status.ok();
    if (!good) Refuse(std::move(status));
    return good;
  }
  bool Send(const Message& response) override {
    out_ = ToBuffer(response);
    std::unique_lock<std::mutex> lock(mutex_);
    if (Over()) return false;
    writing_ = true;
    lock.unlock();
    StartWrite(&out_);
    lock.lock();
    if (Await(lock, &writing_)) return write_ok_;
    // Nothing can follow what the client does not take, not even the status: the call is cut off.
    Stalled();
    lock.unlock();
    context_->TryCancel();
    lock.lock();
    moved_.wait(lock, [this] { return !writing_; });
    return false;
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

  // Waits until `*under_way` is false; false when the client let it wait too long.
  bool Await(std::unique_lock<std::mutex>& lock, const bool* under_way) {
    return moved_.wait_for(lock, absl::ToChronoMilliseconds(pipeline_.longest_stall()), [under_way] { return !*under_way; });
  }
  void Stalled() {
    if (refused_.ok()) refused_ = absl::DeadlineExceededError("The client left the stream waiting for too long. Open it again.");
  }

  // Takes the message that was read.
  absl::Status Take(Message* request) {
    if (in_.Length() > kMostStreamBytes) {
      return base::InvalidField("(request)", absl::StrCat("must have at most ", kMostStreamBytes, " bytes, has ", in_.Length()));
    }
    const absl::Status status = Parse(in_, request);
    in_.Clear();
    return status;
  }

  // Asks of a message whether it may be, and is as it must be.
  absl::Status Examine(Message* request, bool first) {
    // Later messages are chunks, which need not name the resource again; one that does is asked like the first.
    if (first || !method_.resource.In(*request).empty()) {
      if (absl::Status status = pipeline_.Authorise(method_, call_, *request); !status.ok()) return status;
    }
    std::vector<base::Violation> violations;
    method_.request_rules->Check(request, "", &violations);
    return violations.empty() ? absl::OkStatus() : base::InvalidFields(violations);
  }

  // The first message, or the lack of one, if the caller may begin.
  absl::Status Begin() {
    if (read_ok_) {
      first_.reset(method_.handler.request->New());
      if (absl::Status status = Take(first_.get()); !status.ok()) return status;
      request_ = std::move(first_);
      if (absl::Status status = Examine(request_.get(), /*first=*/true); !status.ok()) return status;
      first_.reset(request_->New());
      first_->CopyFrom(*request_);
      call_.request_id = method_.request_id.In(*request_);
      return absl::OkStatus();
    }
    if (cancelled()) return absl::CancelledError("The caller left.");
    // A stream of nothing still needs the right to be opened.
    return pipeline_.Authorise(method_, call_, *method_.handler.request);
  }

  void Run() {
    if (absl::Status status = Begin(); !status.ok()) return Close(std::move(status), /*audited=*/false);
    absl::Status status = method_.handler.stream(call_, *this);
    {
      std::lock_guard<std::mutex> lock(mutex_);
      if (!refused_.ok()) status = refused_;
      if (status.ok() && cancelled_) status = absl::CancelledError("The caller left.");
    }
    const bool audited = Pipeline::AuditedAlone(method_);
    if (audited) Audit(&status);
    Close(std::move(status), audited);
  }

  // One that failed half way may have written: it is kept whatever came of it.
  void Audit(absl::Status* status) {
    const absl::Status kept = storage::CommitAndWait(pipeline_.store(), pipeline_.AuditOf(method_, call_, request_.get(), CodeName(status->code())));
    if (status->ok()) *status = kept;
  }

  void Close(absl::Status status, bool audited) {
    pipeline_.Close(method_, call_, request_.get(), "", status, audited);
    Finish(ToGrpc(status, call_.trace_id));  // may delete this, unless a read is still under way
  }

  Pipeline& pipeline_;
  const Method& method_;
  grpc::CallbackServerContext* const context_;
  const Incoming incoming_;
  Call call_;
  std::unique_ptr<Message> request_;  // a copy of the first message, for the audit and the log; null until it has been read
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
