#include "services/rpc/server.h"

#include <arpa/inet.h>
#include <grpcpp/ext/proto_server_reflection_plugin.h>
#include <grpcpp/grpcpp.h>
#include <grpcpp/health_check_service_interface.h>

#include <condition_variable>
#include <mutex>
#include <thread>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/clock.h"
#include "services/base/errors.h"
#include "services/rpc/transport.h"

namespace frontline::rpc {

bool IsLoopback(absl::string_view listen) {
  if (absl::StartsWith(listen, "unix:")) return true;
  const absl::string_view host = listen.substr(0, listen.rfind(':'));
  if (host == "localhost" || host == "[::1]") return true;
  // A name may start like an address ("127.example.org").
  in_addr address = {};
  return inet_pton(AF_INET, std::string(host).c_str(), &address) == 1 && ntohl(address.s_addr) >> 24 == 127;
}

namespace {
// How long clients get to take their last answers and hang up.
constexpr absl::Duration kHangUp = absl::Milliseconds(250);
}  // namespace

class Server::Impl {
 public:
  Impl(const ServerOptions& options, Parts parts, std::vector<Service> services)
      : options_(options), parts_(std::move(parts)), services_(std::move(services)), telemetry_(std::make_shared<Telemetry>()) {}
  ~Impl() { Stop(absl::ZeroDuration()); }

  absl::Status Start();
  void Stop(absl::Duration grace);

  int port() const { return port_; }
  const MethodTable& methods() const { return methods_; }
  std::shared_ptr<Telemetry> telemetry() const { return telemetry_; }

 private:
  absl::Status Listen();
  void Measure();
  void WatchHealth();
  bool Ready(const Service& service) const { return parts_.store_health().ok() && (!service.ready || service.ready()); }

  const ServerOptions options_;
  const Parts parts_;
  const std::vector<Service> services_;
  const std::shared_ptr<Telemetry> telemetry_;
  MethodTable methods_;
  std::unique_ptr<Pipeline> pipeline_;
  std::vector<std::unique_ptr<RawService>> raw_;
  std::unique_ptr<grpc::Server> server_;
  int port_ = 0;
  size_t started_ = 0;  // services whose background work was started
  bool stopped_ = false;

  std::mutex mutex_;
  std::condition_variable wake_;
  bool draining_ = false;
  std::thread health_;
};

absl::Status Server::Impl::Start() {
  // Debian builds Abseil with the detector of deadlocks on: it keeps a graph of all that gRPC locks, in each call.
  absl::SetMutexDeadlockDetectionMode(absl::OnDeadlockCycle::kIgnore);
  for (const Service& service : services_) methods_.AddService(service);
  if (absl::Status status = methods_.Check(); !status.ok()) return status;
  Pipeline::Parts parts;
  parts.store = parts_.store;
  parts.authenticator = parts_.authenticator;
  parts.ids = parts_.ids;
  parts.peers = parts_.peers;
  parts.log = parts_.log;
  parts.changes = parts_.changes;
  parts.clock = parts_.clock;
  parts.system_token = parts_.peers->token();
  pipeline_ = std::make_unique<Pipeline>(std::move(parts), options_.pipeline);
  Measure();
  if (absl::Status status = Listen(); !status.ok()) return status;
  for (const Service& service : services_) parts_.peers->Set(service.area, server_->InProcessChannel(grpc::ChannelArguments()));
  for (const Service& service : services_) {
    ++started_;
    if (!service.start) continue;
    if (absl::Status status = service.start(pipeline_->SystemCall()); !status.ok()) return status;
  }
  health_ = std::thread([this] { WatchHealth(); });
  return absl::OkStatus();
}

absl::Status Server::Impl::Listen() {
  if (options_.tls_certificate.empty() != options_.tls_key.empty() || (options_.tls_certificate.empty() && !options_.tls_client_ca.empty())) {
    return base::Precondition("TLS_INCOMPLETE",
                              "TLS takes a certificate and its key, and an authority for clients only beside them. Give both, or none.");
  }
  if (options_.tls_certificate.empty() && !IsLoopback(options_.listen)) {
    return base::Precondition("TLS_MISSING", absl::StrCat("without TLS the server listens on loopback only, and ", options_.listen,
                                                          " is not. Give a certificate and its key."));
  }
  std::shared_ptr<grpc::ServerCredentials> credentials = grpc::InsecureServerCredentials();
  if (!options_.tls_certificate.empty()) {
    // A client without a certificate may still come with a token.
    grpc::SslServerCredentialsOptions tls(options_.tls_client_ca.empty() ? GRPC_SSL_DONT_REQUEST_CLIENT_CERTIFICATE
                                                                         : GRPC_SSL_REQUEST_CLIENT_CERTIFICATE_AND_VERIFY);
    tls.pem_key_cert_pairs.push_back({options_.tls_key, options_.tls_certificate});
    tls.pem_root_certs = options_.tls_client_ca;
    credentials = grpc::SslServerCredentials(tls);
  }
  grpc::EnableDefaultHealthCheckService(true);
  grpc::reflection::InitProtoReflectionServerBuilderPlugin();
  grpc::ServerBuilder builder;
  builder.AddListeningPort(options_.listen, credentials, &port_);
  builder.SetMaxReceiveMessageSize(static_cast<int>(options_.max_message_bytes));
  builder.AddChannelArgument(GRPC_ARG_MAX_METADATA_SIZE, options_.max_metadata_bytes);
  builder.AddChannelArgument(GRPC_ARG_MAX_CONCURRENT_STREAMS, options_.max_streams);
  // Two processes on one port would share its connections; the second is to be told.
  builder.AddChannelArgument(GRPC_ARG_ALLOW_REUSEPORT, 0);
  builder.AddChannelArgument(GRPC_ARG_KEEPALIVE_TIME_MS, 60000);
  builder.AddChannelArgument(GRPC_ARG_KEEPALIVE_TIMEOUT_MS, 20000);
  builder.AddChannelArgument(GRPC_ARG_HTTP2_MIN_RECV_PING_INTERVAL_WITHOUT_DATA_MS, 10000);
  // Only reflection is served by threads that wait; one is enough for it.
  builder.SetSyncServerOption(grpc::ServerBuilder::NUM_CQS, 1);
  builder.SetSyncServerOption(grpc::ServerBuilder::MIN_POLLERS, 1);
  builder.SetSyncServerOption(grpc::ServerBuilder::MAX_POLLERS, 1);
  for (const google::protobuf::ServiceDescriptor* service : methods_.services()) {
    raw_.push_back(std::make_unique<RawService>(*service, methods_, pipeline_.get()));
    builder.RegisterService(raw_.back().get());
  }
  server_ = builder.BuildAndStart();
  if (server_ == nullptr || (port_ == 0 && !absl::StartsWith(options_.listen, "unix:"))) {
    server_.reset();
    return absl::UnavailableError(absl::StrCat("can't listen on ", options_.listen,
                                               ": the port is in use, the address is not this machine's, or the TLS files do not fit together"));
  }
  server_->GetHealthCheckService()->SetServingStatus(false);
  return absl::OkStatus();
}

void Server::Impl::Measure() {
  for (const auto& [name, method] : methods_.methods()) telemetry_->AddMethod(name, &method->metrics);
  // Read by whoever asks for the metrics: these live as long as the process that holds the port.
  Pipeline* pipeline = pipeline_.get();
  telemetry_->AddGauge({"frontline_executor_queued", "Long calls that wait for a thread.", false,
                        [pipeline] { return static_cast<double>(pipeline->executor(false).queued() + pipeline->executor(true).queued()); }});
  telemetry_->AddGauge(
      {"frontline_streams_open", "Streams that hold a thread.", false, [pipeline] { return static_cast<double>(pipeline->streams().busy()); }});
  telemetry_->AddGauge({"frontline_audits_dropped_total", "Refused calls that were too many to audit.", true,
                        [pipeline] { return static_cast<double>(pipeline->audits_dropped()); }});
  telemetry_->AddGauge({"frontline_log_dropped_total", "Log lines that came too fast to write.", true,
                        [log = parts_.log] { return static_cast<double>(log->dropped()); }});
}

void Server::Impl::WatchHealth() {
  grpc::HealthCheckServiceInterface* health = server_->GetHealthCheckService();
  std::unique_lock<std::mutex> lock(mutex_);
  while (!draining_) {
    bool all = true;
    for (const Service& service : services_) {
      const bool ready = Ready(service);
      all = all && ready;
      for (const std::string& name : service.services) health->SetServingStatus(name, ready);
    }
    health->SetServingStatus("", all);
    wake_.wait_for(lock, absl::ToChronoMilliseconds(options_.health_every), [this] { return draining_; });
  }
  health->SetServingStatus(false);
}

void Server::Impl::Stop(absl::Duration grace) {
  if (std::exchange(stopped_, true)) return;
  {
    std::lock_guard<std::mutex> lock(mutex_);
    draining_ = true;
  }
  wake_.notify_all();
  if (health_.joinable()) health_.join();
  if (pipeline_ != nullptr) pipeline_->Drain();
  // Background work first: it calls the others, as long as they answer.
  for (size_t i = started_; i-- > 0;) {
    if (services_[i].stop) services_[i].stop();
  }
  if (server_ == nullptr) return;
  const absl::Time end = absl::Now() + grace;
  if (pipeline_ != nullptr) pipeline_->WaitUntilIdle(grace);
  // Answers are on their way; who stays connected without asking anything is not waited for.
  server_->Shutdown(absl::ToChronoTime(std::min(end, absl::Now() + kHangUp)));
  server_->Wait();
}

absl::StatusOr<std::unique_ptr<Server>> Server::Start(const ServerOptions& options, Parts parts, std::vector<Service> services) {
  auto impl = std::make_unique<Impl>(options, std::move(parts), std::move(services));
  if (absl::Status status = impl->Start(); !status.ok()) return status;
  return std::unique_ptr<Server>(new Server(std::move(impl)));
}

Server::Server(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Server::~Server() = default;
int Server::port() const { return impl_->port(); }
const MethodTable& Server::methods() const { return impl_->methods(); }
std::shared_ptr<Telemetry> Server::telemetry() const { return impl_->telemetry(); }
void Server::Stop(absl::Duration grace) { impl_->Stop(grace); }

}  // namespace frontline::rpc
