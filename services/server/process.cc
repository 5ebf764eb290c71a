#include "services/server/process.h"

#include <grpcpp/grpcpp.h>
#include <unistd.h>

#include <algorithm>
#include <thread>
#include <utility>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/time/clock.h"
#include "services/base/errors.h"
#include "services/base/ids.h"
#include "services/rpc/server.h"
#include "services/server/address.h"
#include "services/server/data_folder.h"
#include "services/server/gauges.h"
#include "services/server/services.h"
#include "services/server/tls_files.h"
#include "services/server/version.h"

namespace frontline::server {
namespace {

// `text` with the port that the system chose in the place of 0.
std::string AddressWithPort(const std::string& text, int port) {
  const absl::StatusOr<Address> address = ParseAddress(text);
  if (!address.ok() || address->unix_socket) return text;
  return absl::StrCat(text.substr(0, text.rfind(':')), ":", port);
}

absl::StatusOr<std::string> SystemToken(const Options& options, base::Ids& ids) {
  // Without a peer nobody else has to know it.
  if (options.system_token.empty()) return absl::BytesToHexString(ids.Bytes(32));
  return ReadTokenFile(options.system_token);
}

absl::StatusOr<std::shared_ptr<grpc::Channel>> PeerChannel(const std::string& area, const std::string& address, const TlsTexts& tls) {
  grpc::ChannelArguments arguments;
  arguments.SetInt(GRPC_ARG_KEEPALIVE_TIME_MS, 60000);
  arguments.SetInt(GRPC_ARG_MAX_RECONNECT_BACKOFF_MS, 5000);
  if (!tls.peer_ca.empty()) {
    return grpc::CreateCustomChannel(address, grpc::SslCredentials({tls.peer_ca, tls.key, tls.certificate}), arguments);
  }
  if (!rpc::IsLoopback(address)) {
    return base::Precondition("TLS_MISSING", absl::StrCat("--peer ", area, "=", address,
                                                          " is another machine, and tokens go there: give --peer-ca, so that it is called over TLS"));
  }
  return grpc::CreateCustomChannel(address, grpc::InsecureChannelCredentials(), arguments);
}

}  // namespace

class Process::Impl {
 public:
  explicit Impl(const Options& options) : options_(options), log_(options.log_level, STDERR_FILENO), ids_(base::NewRandomIds()) {}
  ~Impl() { Stop("an error"); }

  absl::Status Start();
  std::string Greeting() const;
  void Stop(absl::string_view why);

 private:
  absl::Status OpenData();
  absl::Status ConnectPeers();
  ServiceParts PartsOfServices();
  std::vector<rpc::Service> MakeServices(const std::vector<const Area*>& chosen, ServiceParts parts);
  absl::Status Listen(std::vector<rpc::Service> services);
  absl::Status ServeMetrics();
  void Say(absl::string_view event, absl::string_view key, absl::string_view value) {
    log_.Write(std::move(rpc::LogLine(rpc::LogLevel::kInfo, clock_()).Text("event", event).Text(key, value).Text("version", kVersion)));
  }

  const Options options_;
  const std::function<absl::Time()> clock_ = [] { return absl::Now(); };
  const absl::Time start_time_ = clock_();
  TlsTexts tls_;
  rpc::Log log_;
  const std::unique_ptr<base::Ids> ids_;
  rpc::ChangeSignal changes_;
  identity::AccessMark access_;
  std::unique_ptr<storage::RocksStore> store_;
  std::unique_ptr<rpc::ProcessPeers> peers_;
  std::unique_ptr<rpc::Authenticator> authenticator_;
  std::unique_ptr<rpc::Server> server_;
  std::unique_ptr<rpc::MetricsPort> metrics_;  // last: it reads what the others hold
};

absl::Status Process::Impl::Start() {
  absl::StatusOr<std::vector<const Area*>> chosen = ChooseAreas(options_, Areas());
  if (!chosen.ok()) return chosen.status();
  absl::StatusOr<TlsTexts> tls = ReadTlsFiles(options_, start_time_);
  if (!tls.ok()) return tls.status();
  tls_ = *std::move(tls);
  // Before the data folder is made or opened: what the command line has wrong leaves no trace.
  if (absl::Status status = ProbeAddress(options_.listen, "--listen"); !status.ok()) return status;
  if (!options_.metrics.empty()) {
    if (absl::Status status = ProbeAddress(options_.metrics, "--metrics"); !status.ok()) return status;
  }
  if (absl::Status status = ConnectPeers(); !status.ok()) return status;
  if (absl::Status status = OpenData(); !status.ok()) return status;
  const ServiceParts parts = PartsOfServices();
  authenticator_ = MakeAuthenticator(options_, parts, peers_.get());
  if (absl::Status status = Listen(MakeServices(*chosen, parts)); !status.ok()) return status;
  if (absl::Status status = ServeMetrics(); !status.ok()) return status;
  Say("serving", "services", absl::StrJoin(*chosen, ",", [](std::string* out, const Area* area) { absl::StrAppend(out, area->name); }));
  return absl::OkStatus();
}

absl::Status Process::Impl::ConnectPeers() {
  absl::StatusOr<std::string> token = SystemToken(options_, *ids_);
  if (!token.ok()) return token.status();
  peers_ = std::make_unique<rpc::ProcessPeers>(*std::move(token));
  for (const auto& [area, address] : options_.peers) {
    absl::StatusOr<std::shared_ptr<grpc::Channel>> channel = PeerChannel(area, address, tls_);
    if (!channel.ok()) return channel.status();
    peers_->Set(area, *std::move(channel));
  }
  return absl::OkStatus();
}

absl::Status Process::Impl::OpenData() {
  absl::StatusOr<std::unique_ptr<storage::RocksStore>> store = OpenStore(options_.data, clock_);
  if (!store.ok()) return store.status();
  store_ = *std::move(store);
  store_->set_on_commit([this] { changes_.Changed(); });
  return absl::OkStatus();
}

ServiceParts Process::Impl::PartsOfServices() {
  ServiceParts parts;
  parts.store = store_.get();
  parts.access = &access_;
  parts.data = options_.data;
  parts.backup_folder = BackupFolder(options_);
  parts.start_time = start_time_;
  parts.clock = clock_;
  return parts;
}

std::vector<rpc::Service> Process::Impl::MakeServices(const std::vector<const Area*>& chosen, ServiceParts parts) {
  std::vector<rpc::Service> services;
  // Those that do not run here are made too, for their tables: a store keeps what was written when they did.
  for (const Area& area : Areas()) {
    rpc::Service service = area.make(parts);
    parts.tables.insert(parts.tables.end(), service.tables.begin(), service.tables.end());
    if (std::find(chosen.begin(), chosen.end(), &area) != chosen.end()) services.push_back(std::move(service));
  }
  services.push_back(MakeAdmin(parts));
  return services;
}

absl::Status Process::Impl::Listen(std::vector<rpc::Service> services) {
  rpc::ServerOptions options;
  options.listen = options_.listen;
  options.tls_certificate = tls_.certificate;
  options.tls_key = tls_.key;
  options.tls_client_ca = tls_.client_ca;
  options.pipeline.calls_per_second = options_.calls_per_second;
  options.pipeline.burst = options_.calls_burst;
  options.pipeline.executor_threads = std::max(2u, std::thread::hardware_concurrency());
  rpc::Server::Parts parts;
  parts.store = store_.get();
  parts.authenticator = authenticator_.get();
  parts.ids = ids_.get();
  parts.peers = peers_.get();
  parts.log = &log_;
  parts.changes = &changes_;
  parts.clock = clock_;
  parts.store_health = [store = store_.get()] { return store->health(); };
  absl::StatusOr<std::unique_ptr<rpc::Server>> server = rpc::Server::Start(options, std::move(parts), std::move(services));
  if (!server.ok()) {
    // The one error of the server that has no reason of its own: somebody else took the port since it was looked at.
    const bool address = absl::IsUnavailable(server.status()) && base::ReasonOf(server.status()).empty();
    return address ? base::Precondition("ADDRESS_UNUSABLE", server.status().message()) : server.status();
  }
  server_ = *std::move(server);
  return absl::OkStatus();
}

absl::Status Process::Impl::ServeMetrics() {
  AddStoreGauges(store_.get(), server_->telemetry().get());
  if (options_.metrics.empty()) return absl::OkStatus();
  absl::Status status = rpc::MetricsPort::Start(options_.metrics, server_->telemetry(), &metrics_);
  if (!status.ok()) return base::Precondition("ADDRESS_UNUSABLE", status.message());
  return absl::OkStatus();
}

std::string Process::Impl::Greeting() const {
  std::string greeting = absl::StrCat("frontlined ", kVersion, " serving on ", AddressWithPort(options_.listen, server_->port()));
  if (metrics_ != nullptr) absl::StrAppend(&greeting, " (metrics on ", AddressWithPort(options_.metrics, metrics_->port()), ")");
  return greeting;
}

void Process::Impl::Stop(absl::string_view why) {
  if (server_ == nullptr) return;
  Say("stopping", "why", why);
  server_->Stop(options_.drain);
  metrics_.reset();
  server_.reset();
  authenticator_.reset();
  store_.reset();
  Say("stopped", "why", why);
}

absl::StatusOr<std::unique_ptr<Process>> Process::Start(const Options& options) {
  auto impl = std::make_unique<Impl>(options);
  if (absl::Status status = impl->Start(); !status.ok()) return status;
  return std::unique_ptr<Process>(new Process(std::move(impl)));
}

Process::Process(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Process::~Process() = default;
std::string Process::Greeting() const { return impl_->Greeting(); }
void Process::Stop(absl::string_view why) { impl_->Stop(why); }

}  // namespace frontline::server
