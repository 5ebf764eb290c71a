// For tests: a real server on a port of this machine, which serves the tests' own contract (testdata) over a store in memory.
#ifndef FRONTLINE_SERVICES_RPC_THING_SERVER_FOR_TEST_H_
#define FRONTLINE_SERVICES_RPC_THING_SERVER_FOR_TEST_H_

#include <grpcpp/grpcpp.h>

#include <atomic>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "frontline/rpctest/v1/test_service.grpc.pb.h"
#include "services/rpc/gate_for_test.h"
#include "services/rpc/resource.h"
#include "services/rpc/server.h"
#include "services/rpc/status.h"
#include "storage/journal.h"
#include "storage/rocks_store.h"

namespace frontline::rpc::testing {

using rpctest::v1::Chunk;
using rpctest::v1::Count;
using rpctest::v1::CreateThingRequest;
using rpctest::v1::GetThingRequest;
using rpctest::v1::ListThingsRequest;
using rpctest::v1::TellThingRequest;
using rpctest::v1::Thing;
using rpctest::v1::ThingService;
using rpctest::v1::UpdateThingRequest;

// Knows a few tokens, each the name of who shows it.
class FakeAuthenticator : public Authenticator {
 public:
  FakeAuthenticator();
  ~FakeAuthenticator() override;
  void ByToken(absl::string_view token, absl::Time now, Done done) override;
  void ByCertificate(absl::string_view common_name, absl::Time now, Done done) override;

  // Answers on another thread, after the call has been left waiting. Set before the server starts.
  bool later = false;

 private:
  void Answer(absl::StatusOr<std::shared_ptr<const Principal>> answer, Done done);

  std::map<std::string, std::shared_ptr<const Principal>> known_;
  std::mutex mutex_;
  std::vector<std::thread> threads_;
};

// What the handlers do beside their work. Set before the server starts.
struct Hooks {
  std::function<void()> count;                      // in CountThings
  std::function<absl::Status()> create;             // in CreateThing, on the writer
  std::function<absl::StatusOr<int>()> prepare;     // in ImportThing, before the writer
  std::function<void(const Call&)> who_am_i;        // in WhoAmI
  std::function<absl::Status(const Call&)> tell;    // in TellThing and HideThing, on the writer
  std::function<void(bool)> follow_end;             // when Follow's handler is about to return: whether the call is over
  std::function<void(absl::string_view)> uploaded;  // for each piece that Upload receives
  std::function<void()> upload_end;                 // when Upload's handler is about to return
};

class ThingServer {
 public:
  ThingServer();
  ~ThingServer();

  // Before Start.
  ServerOptions options;
  Hooks hooks;
  FakeAuthenticator authenticator;
  std::function<absl::Status()> store_health = [] { return absl::OkStatus(); };
  std::function<void(Service*)> change;  // of the service before it is served

  absl::Status Start();
  // Ends the server, then gives all that it logged.
  std::string StopAndReadLog();

  Server& server() { return *server_; }
  bool running() const { return server_ != nullptr; }
  storage::RocksStore& store() { return *store_; }
  std::string address() const { return "127.0.0.1:" + std::to_string(server_->port()); }
  const std::shared_ptr<grpc::Channel>& channel() const { return channel_; }
  ThingService::Stub& stub() { return *stub_; }
  std::string system_token() const { return peers_->token(); }
  // The server's clock stands still unless it is put forward.
  absl::Time now() const { return absl::FromUnixNanos(clock_.load()); }
  void Advance(absl::Duration by) { clock_.fetch_add(absl::ToInt64Nanoseconds(by)); }
  std::vector<storage::AuditEntry> Audit();
  int created() const { return created_.load(); }  // how often CreateThing's handler ran

 private:
  Service ThingsService();

  std::atomic<int64_t> clock_;
  std::atomic<int> created_{0};
  int log_fd_;
  std::unique_ptr<storage::RocksStore> store_;
  std::unique_ptr<base::Ids> ids_;
  std::unique_ptr<ProcessPeers> peers_;
  std::unique_ptr<Log> log_;
  ChangeSignal changes_;
  std::unique_ptr<Server> server_;
  std::shared_ptr<grpc::Channel> channel_;
  std::unique_ptr<ThingService::Stub> stub_;
};

// A context with the token, and a deadline after which a hanging test fails.
std::unique_ptr<grpc::ClientContext> ContextOf(const std::string& token);

// One call by the holder of `token` (empty: nobody).
template <typename Request, typename Response>
absl::Status CallAs(const std::string& token, ThingService::Stub& stub,
                    grpc::Status (ThingService::Stub::*method)(grpc::ClientContext*, const Request&, Response*), const Request& request,
                    Response* response) {
  const auto context = ContextOf(token);
  return FromGrpc((stub.*method)(context.get(), request, response));
}

CreateThingRequest NewThing(const std::string& parent, const std::string& request_id = "");
GetThingRequest Named(const std::string& name);

}  // namespace frontline::rpc::testing

#endif  // FRONTLINE_SERVICES_RPC_THING_SERVER_FOR_TEST_H_
