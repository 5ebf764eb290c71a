#include "clients/cli/connection.h"

#include <grpcpp/create_channel.h>
#include <grpcpp/generic/generic_stub.h>
#include <grpcpp/security/credentials.h>
#include <grpcpp/support/proto_buffer_reader.h>

#include <atomic>
#include <chrono>
#include <fstream>
#include <sstream>

#include "absl/strings/cord.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "absl/time/clock.h"
#include "google/rpc/status.pb.h"

namespace frontline::cli {
namespace {

using google::protobuf::Message;
using google::protobuf::MethodDescriptor;

std::atomic<bool> interrupted{false};

std::unique_ptr<Message> New(const google::protobuf::Descriptor* type) {
  return std::unique_ptr<Message>(google::protobuf::MessageFactory::generated_factory()->GetPrototype(type)->New());
}

std::string PathOf(const MethodDescriptor& method) { return absl::StrCat("/", method.service()->full_name(), "/", method.name()); }

grpc::ByteBuffer ToBuffer(const Message& message) {
  const std::string bytes = message.SerializeAsString();
  const grpc::Slice slice(bytes);
  return grpc::ByteBuffer(&slice, 1);
}

bool FromBuffer(grpc::ByteBuffer* buffer, Message* message) {
  grpc::ProtoBufferReader reader(buffer);
  return reader.status().ok() && message->ParseFromZeroCopyStream(&reader);
}

absl::Status ToStatus(const grpc::Status& status) {
  if (status.ok()) return absl::OkStatus();
  if (interrupted) return absl::CancelledError("interrupted");
  absl::Status out(static_cast<absl::StatusCode>(status.error_code()), status.error_message());
  google::rpc::Status details;
  if (details.ParseFromString(status.error_details())) {
    for (const auto& detail : details.details()) out.SetPayload(detail.type_url(), absl::Cord(detail.value()));
  }
  return out;
}

absl::Status Unreadable() { return absl::InternalError("the server's answer could not be read; frontctl and frontlined are of different versions"); }

class GrpcConnection : public Connection {
 public:
  GrpcConnection(std::shared_ptr<grpc::Channel> channel, const Target& target) : stub_(std::move(channel)), target_(target) {}
  ~GrpcConnection() override {
    queue_.Shutdown();
    void* tag = nullptr;
    bool ok = false;
    while (queue_.Next(&tag, &ok)) {
    }
  }

  absl::Status Call(const MethodDescriptor& method, const Message& request, Message* response) override {
    absl::Status result;
    const absl::Status sent = CallAll({{&method, &request}}, 1, [&result, response](size_t, const absl::Status& status, const Message& answer) {
      result = status;
      if (status.ok()) response->CopyFrom(answer);
    });
    return sent.ok() ? result : sent;
  }

  absl::Status CallAll(const std::vector<Request>& requests, int in_flight,
                       const std::function<void(size_t, const absl::Status&, const Message&)>& done) override {
    struct Flight {
      grpc::ClientContext context;
      grpc::ByteBuffer response;
      grpc::Status status;
      std::unique_ptr<grpc::GenericClientAsyncResponseReader> reader;
    };
    std::vector<std::unique_ptr<Flight>> flights(requests.size());
    size_t sent = 0;
    size_t answered = 0;
    while (answered < sent || sent < requests.size()) {
      while (sent < requests.size() && sent - answered < static_cast<size_t>(in_flight)) {
        auto flight = std::make_unique<Flight>();
        Prepare(&flight->context, absl::Minutes(1));
        flight->reader = stub_.PrepareUnaryCall(&flight->context, PathOf(*requests[sent].method), ToBuffer(*requests[sent].message), &queue_);
        flight->reader->StartCall();
        flight->reader->Finish(&flight->response, &flight->status, reinterpret_cast<void*>(sent));
        flights[sent++] = std::move(flight);
      }
      void* tag = nullptr;
      bool ok = false;
      if (!Next(&tag, &ok)) {
        for (const auto& flight : flights) {
          if (flight != nullptr) flight->context.TryCancel();
        }
        continue;
      }
      const size_t index = reinterpret_cast<size_t>(tag);
      const std::unique_ptr<Flight> flight = std::move(flights[index]);
      const std::unique_ptr<Message> response = New(requests[index].method->output_type());
      absl::Status status = ToStatus(flight->status);
      if (status.ok() && !FromBuffer(&flight->response, response.get())) status = Unreadable();
      ++answered;
      done(index, status, *response);
      if (interrupted) sent = requests.size() > sent ? Drop(requests.size(), &answered, sent) : sent;
    }
    return interrupted ? absl::CancelledError("interrupted") : absl::OkStatus();
  }

  absl::StatusOr<bool> Health(const std::string& service) override {
    // grpc.health.v1.HealthCheckRequest{service = 1} and HealthCheckResponse{status = 1}, which Debian ships no code for.
    std::string request;
    if (!service.empty()) request = absl::StrCat("\x0a", std::string(1, static_cast<char>(service.size())), service);
    const grpc::Slice slice(request);
    grpc::ClientContext context;
    Prepare(&context, absl::Seconds(10));
    auto reader = stub_.PrepareUnaryCall(&context, "/grpc.health.v1.Health/Check", grpc::ByteBuffer(&slice, 1), &queue_);
    grpc::ByteBuffer response;
    grpc::Status status;
    reader->StartCall();
    reader->Finish(&response, &status, nullptr);
    void* tag = nullptr;
    bool ok = false;
    while (!Next(&tag, &ok)) context.TryCancel();
    if (!status.ok()) return ToStatus(status);
    grpc::Slice answer;
    if (!response.DumpToSingleSlice(&answer).ok()) return Unreadable();
    return std::string(reinterpret_cast<const char*>(answer.begin()), answer.size()) == std::string("\x08\x01", 2);
  }

  absl::Status Stream(const MethodDescriptor& method, const std::function<absl::StatusOr<bool>(Message*)>& next,
                      const std::function<absl::Status(const Message&)>& on_response) override {
    StreamCall call(this, method, next, on_response);
    return call.Run();
  }

 private:
  // One stream: reads and writes go on side by side.
  class StreamCall {
   public:
    StreamCall(GrpcConnection* connection, const MethodDescriptor& method, const std::function<absl::StatusOr<bool>(Message*)>& next,
               const std::function<absl::Status(const Message&)>& on_response)
        : connection_(*connection), method_(method), next_(next), on_response_(on_response) {}

    absl::Status Run() {
      connection_.Prepare(&context_, absl::InfiniteDuration());
      stream_ = connection_.stub_.PrepareCall(&context_, PathOf(method_), &connection_.queue_);
      stream_->StartCall(Tag(kStart));
      pending_ = 1;
      while (pending_ > 0) {
        void* tag = nullptr;
        bool ok = false;
        if (!connection_.Next(&tag, &ok)) {
          context_.TryCancel();
          continue;
        }
        --pending_;
        Handle(static_cast<Event>(reinterpret_cast<size_t>(tag)), ok);
      }
      return own_.ok() ? ToStatus(status_) : own_;
    }

   private:
    enum Event : size_t { kStart, kRead, kWrite, kWritesDone, kFinish };
    static void* Tag(Event event) { return reinterpret_cast<void*>(static_cast<size_t>(event)); }

    void Handle(Event event, bool ok) {
      switch (event) {
        case kStart:
          if (!ok) return Finish();
          Read();
          Write();
          return;
        case kRead:
          if (!ok) return Finish();
          HandleResponse();
          Read();
          return;
        case kWrite:
          if (ok) Write();  // otherwise the call is over, and the read says so
          return;
        case kWritesDone:
        case kFinish:
          return;
      }
    }
    void Read() {
      ++pending_;
      stream_->Read(&incoming_, Tag(kRead));
    }
    void Write() {
      const std::unique_ptr<Message> request = New(method_.input_type());
      const absl::StatusOr<bool> more = next_(request.get());
      if (!more.ok()) return Abort(more.status());
      ++pending_;
      if (*more) {
        stream_->Write(ToBuffer(*request), Tag(kWrite));
      } else {
        stream_->WritesDone(Tag(kWritesDone));
      }
    }
    void HandleResponse() {
      const std::unique_ptr<Message> response = New(method_.output_type());
      if (!FromBuffer(&incoming_, response.get())) return Abort(Unreadable());
      if (absl::Status status = on_response_(*response); !status.ok()) Abort(status);
    }
    void Abort(const absl::Status& status) {
      if (own_.ok()) own_ = status;
      context_.TryCancel();
    }
    void Finish() {
      if (finishing_) return;
      finishing_ = true;
      ++pending_;
      stream_->Finish(&status_, Tag(kFinish));
    }

    GrpcConnection& connection_;
    const MethodDescriptor& method_;
    const std::function<absl::StatusOr<bool>(Message*)>& next_;
    const std::function<absl::Status(const Message&)>& on_response_;
    grpc::ClientContext context_;
    std::unique_ptr<grpc::GenericClientAsyncReaderWriter> stream_;
    grpc::ByteBuffer incoming_;
    grpc::Status status_;
    absl::Status own_;
    int pending_ = 0;
    bool finishing_ = false;
  };

  void Prepare(grpc::ClientContext* context, absl::Duration limit) const {
    if (!target_.token.empty()) context->AddMetadata("authorization", absl::StrCat("Bearer ", target_.token));
    if (target_.timeout < limit) limit = target_.timeout;
    if (target_.timeout != absl::InfiniteDuration()) limit = target_.timeout;
    if (limit != absl::InfiniteDuration()) context->set_deadline(absl::ToChronoTime(absl::Now() + limit));
  }
  // False, once in a while, for an interrupt to be seen.
  bool Next(void** tag, bool* ok) {
    for (;;) {
      const auto until = std::chrono::system_clock::now() + std::chrono::milliseconds(100);
      if (queue_.AsyncNext(tag, ok, until) == grpc::CompletionQueue::GOT_EVENT) return true;
      if (interrupted) return false;
    }
  }
  // What was not sent yet is dropped: as good as answered.
  static size_t Drop(size_t all, size_t* answered, size_t sent) {
    *answered += all - sent;
    return all;
  }

  grpc::GenericStub stub_;
  const Target target_;
  grpc::CompletionQueue queue_;
};

absl::StatusOr<std::string> ReadPem(const std::string& file) {
  if (file.empty()) return std::string();
  std::ifstream in(file, std::ios::binary);
  std::stringstream content;
  content << in.rdbuf();
  if (!in || content.str().empty()) return absl::InvalidArgumentError(absl::StrCat("the TLS file '", file, "' can't be read"));
  return content.str();
}

absl::StatusOr<std::shared_ptr<grpc::ChannelCredentials>> Credentials(const Target& target) {
  if (!UsesTls(target)) {
    if (!target.token.empty() && !IsLocal(target.server)) {
      return absl::FailedPreconditionError(absl::StrCat("the token is not sent to ", target.server,
                                                        " unencrypted, where anybody on the way could read it. Leave --plaintext out, or give the "
                                                        "server's authority with --tls-ca FILE."));
    }
    return grpc::InsecureChannelCredentials();
  }
  if (target.tls_cert.empty() != target.tls_key.empty()) return absl::InvalidArgumentError("--tls-cert and --tls-key go together");
  grpc::SslCredentialsOptions options;
  for (const auto& [file, pem] : {std::pair<const std::string&, std::string&>(target.tls_ca, options.pem_root_certs),
                                  {target.tls_cert, options.pem_cert_chain},
                                  {target.tls_key, options.pem_private_key}}) {
    absl::StatusOr<std::string> content = ReadPem(file);
    if (!content.ok()) return content.status();
    pem = *std::move(content);
  }
  return grpc::SslCredentials(options);
}

}  // namespace

bool IsLocal(absl::string_view server) {
  if (absl::StartsWith(server, "unix:")) return true;
  absl::ConsumePrefix(&server, "dns:///");
  absl::ConsumePrefix(&server, "ipv4:");
  if (absl::StartsWith(server, "[::1]") || server == "::1") return true;
  const absl::string_view host = server.substr(0, server.rfind(':'));
  if (host == "localhost") return true;
  // "127.0.0.1", not "127.example.org".
  const std::vector<absl::string_view> parts = absl::StrSplit(host, '.');
  int number = 0;
  if (parts.size() != 4 || parts[0] != "127") return false;
  for (absl::string_view part : parts) {
    if (part.empty() || part.size() > 3 || !absl::SimpleAtoi(part, &number) || number < 0 || number > 255) return false;
  }
  return true;
}

bool UsesTls(const Target& target) {
  if (target.plaintext) return false;
  return !target.tls_ca.empty() || !target.tls_cert.empty() || !IsLocal(target.server);
}

absl::StatusOr<std::unique_ptr<Connection>> Connect(const Target& target) {
  const auto credentials = Credentials(target);
  if (!credentials.ok()) return credentials.status();
  grpc::ChannelArguments arguments;
  arguments.SetMaxReceiveMessageSize(64 << 20);
  // An HTTP proxy is for the web: never between frontctl and its server.
  arguments.SetInt(GRPC_ARG_ENABLE_HTTP_PROXY, 0);
  return std::make_unique<GrpcConnection>(grpc::CreateCustomChannel(target.server, *credentials, arguments), target);
}

void Interrupt() { interrupted = true; }

}  // namespace frontline::cli
