#include <google/protobuf/arena.h>

#include <memory>
#include <utility>

#include "services/base/errors.h"
#include "services/rpc/mutation.h"
#include "services/rpc/status.h"
#include "services/rpc/transport.h"
#include "services/rpc/wire.h"

namespace frontline::rpc {
namespace {

class UnaryCall : public grpc::ServerUnaryReactor {
 public:
  UnaryCall(Pipeline* pipeline, const Method* method, grpc::CallbackServerContext* context, const grpc::ByteBuffer* in, grpc::ByteBuffer* out)
      : pipeline_(*pipeline), method_(*method), in_(in), out_(out), incoming_(IncomingOf(*context)) {}

  void Start() {
    pipeline_.Admit(method_, incoming_, &call_, [this](absl::Status status) { Admitted(std::move(status)); });
  }
  void OnDone() override { delete this; }

 private:
  // OnDone does next to nothing: gRPC may call it on the thread that has just sent the answer. Otherwise it wakes another one for it, in every call,
  // which then frees what this one allocated, under the allocator's locks.
  bool InternalInlineable() override { return true; }

  void Admitted(absl::Status status) {
    if (!status.ok()) return Close(status);  // a refused caller's request is not looked at
    Message* request = method_.handler.request->New(&arena_);
    if (status = Parse(*in_, request); !status.ok()) return Close(status);
    request_ = request;
    if (status = pipeline_.Examine(method_, &call_, request_); !status.ok()) return Close(status);
    response_ = method_.handler.response->New(&arena_);
    pipeline_.CheckParent(method_, call_, *request_, [this](absl::Status stands) { stands.ok() ? Begin() : Close(stands); });
  }

  void Begin() {
    if (method_.handler.write) return Write();
    if (method_.handler.prepare) return BeginPrepare();
    if (!method_.handler.long_read) return Read();
    Submit(&UnaryCall::Read);
  }

  void Submit(void (UnaryCall::*work)()) {
    const auto run = [this, work] {
      if (call_.deadline > pipeline_.Now()) return (this->*work)();
      Close(absl::DeadlineExceededError("The deadline passed before the call could begin. Try again with more time."));
    };
    if (!pipeline_.executor(incoming_.in_process).TrySubmit(run)) Close(base::Overloaded("too many long calls at once", absl::Seconds(1)));
  }

  void Read() {
    const storage::Snapshot snapshot = pipeline_.store().Read();
    const absl::Status status = method_.handler.read(call_, *request_, snapshot, response_);
    if (status.ok()) *out_ = ToBuffer(*response_);
    if (!status.ok() || !Pipeline::AuditedAlone(method_)) return Close(status);
    pipeline_.store().Commit(pipeline_.AuditOf(method_, call_, request_, "OK"), [this](absl::Status audited) { Close(audited); });
  }

  void Write() {
    hashes_ = HashesOf(method_, *request_);
    Commit([this](storage::Transaction& tx, Message* response) { return method_.handler.write(call_, *request_, tx, response); });
  }

  void BeginPrepare() {
    hashes_ = HashesOf(method_, *request_);
    Submit(&UnaryCall::Prepare);
  }

  void Prepare() {
    // A repeated request is answered as it was, even if what it was prepared from has changed since.
    absl::StatusOr<std::optional<std::string>> earlier = EarlierReply(pipeline_.store().Read(), method_, call_, hashes_, call_.now);
    if (!earlier.ok()) return Close(earlier.status());
    if (earlier->has_value()) {
      *out_ = ToBuffer(**earlier);
      return Close(absl::OkStatus());
    }
    absl::StatusOr<Handler::Prepared> prepared = method_.handler.prepare(call_, *request_);
    if (!prepared.ok()) return Close(prepared.status());
    Commit(*std::move(prepared));
  }

  void Commit(Handler::Prepared body) {
    pipeline_.store().Commit([this, body = std::move(body)](
                                 storage::Transaction& tx) { return WriteOnce(method_, call_, *request_, hashes_, tx, body, response_, &reply_); },
                             [this](absl::Status status) {
                               if (status.ok()) *out_ = ToBuffer(reply_);
                               Close(status);
                             });
  }

  // The last thing that happens here: gRPC may delete this as soon as Finish is called.
  void Close(const absl::Status& status) {
    pipeline_.Close(method_, call_, request_, status.ok() ? method_.response_name.In(*response_) : "", status, /*audited=*/false);
    Finish(ToGrpc(status, call_.trace_id));
  }

  Pipeline& pipeline_;
  const Method& method_;
  const grpc::ByteBuffer* const in_;
  grpc::ByteBuffer* const out_;
  const Incoming incoming_;
  Call call_;
  google::protobuf::Arena arena_;
  Message* request_ = nullptr;   // null until it has been read
  Message* response_ = nullptr;  // null until the caller may call
  RequestHashes hashes_;
  std::string reply_;
};

}  // namespace

grpc::ServerUnaryReactor* StartUnary(Pipeline* pipeline, const Method* method, grpc::CallbackServerContext* context, const grpc::ByteBuffer* request,
                                     grpc::ByteBuffer* response) {
  auto* call = new UnaryCall(pipeline, method, context, request, response);
  call->Start();
  return call;
}

}  // namespace frontline::rpc
