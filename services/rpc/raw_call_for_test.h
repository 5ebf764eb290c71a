// For tests: a call of any method, in bytes, so that what no generated client would send can be sent.
#ifndef FRONTLINE_SERVICES_RPC_RAW_CALL_FOR_TEST_H_
#define FRONTLINE_SERVICES_RPC_RAW_CALL_FOR_TEST_H_

#include <grpcpp/generic/generic_stub.h>
#include <grpcpp/grpcpp.h>

#include <chrono>
#include <memory>
#include <string>

namespace frontline::rpc::testing {

class RawCall {
 public:
  // `method`: "/grpc.health.v1.Health/Check".
  RawCall(const std::shared_ptr<grpc::Channel>& channel, const std::string& method, const std::string& token = "") : stub_(channel) {
    if (!token.empty()) context_.AddMetadata("authorization", "Bearer " + token);
    context_.set_deadline(std::chrono::system_clock::now() + std::chrono::seconds(30));
    call_ = stub_.PrepareCall(&context_, method, &queue_);
    call_->StartCall(this);
    Done();
  }
  ~RawCall() {
    context_.TryCancel();
    if (!finished_) Finish();
    queue_.Shutdown();
    void* tag = nullptr;
    bool ok = false;
    while (queue_.Next(&tag, &ok)) {
    }
  }

  bool Send(const std::string& bytes) {
    grpc::Slice slice(bytes);
    call_->Write(grpc::ByteBuffer(&slice, 1), this);
    return Done();
  }
  bool Read(std::string* bytes) {
    grpc::ByteBuffer buffer;
    call_->Read(&buffer, this);
    if (!Done()) return false;
    grpc::Slice slice;
    if (!buffer.DumpToSingleSlice(&slice).ok()) return false;
    bytes->assign(reinterpret_cast<const char*>(slice.begin()), slice.size());
    return true;
  }
  void HalfClose() {
    call_->WritesDone(this);
    Done();
  }
  grpc::Status Finish() {
    grpc::Status status;
    call_->Finish(&status, this);
    Done();
    finished_ = true;
    return status;
  }
  grpc::ClientContext& context() { return context_; }

 private:
  bool Done() {
    void* tag = nullptr;
    bool ok = false;
    return queue_.Next(&tag, &ok) && ok;
  }

  grpc::GenericStub stub_;
  grpc::ClientContext context_;
  grpc::CompletionQueue queue_;
  std::unique_ptr<grpc::GenericClientAsyncReaderWriter> call_;
  bool finished_ = false;
};

// One message there and one back.
inline grpc::Status CallRaw(const std::shared_ptr<grpc::Channel>& channel, const std::string& method, const std::string& token,
                            const std::string& request, std::string* response) {
  RawCall call(channel, method, token);
  call.Send(request);
  call.HalfClose();
  call.Read(response);
  return call.Finish();
}

}  // namespace frontline::rpc::testing

#endif  // FRONTLINE_SERVICES_RPC_RAW_CALL_FOR_TEST_H_
