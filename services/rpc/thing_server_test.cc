// The server that the other tests talk to, and a first test that it serves.
#include <sys/mman.h>
#include <unistd.h>

#include <utility>

#include "absl/time/clock.h"
#include "services/base/errors.h"
#include "services/rpc/thing_server_for_test.h"
#include "storage/table.h"
#include "storage/testing.h"

namespace frontline::rpc::testing {
namespace {

namespace i = frontline::identity::v1;

const storage::Table<Thing>& Things() {
  static const auto* const table = new storage::Table<Thing>({.id = 90, .kind = "thing", .indexes = {}});
  return *table;
}

Principal Member(const std::string& organisation, Role role, bool national = false) {
  return Principal(organisation + "/members/1", {{organisation, role, national}});
}

constexpr char kExpired[] = "The token has expired. Ask for another one.";

}  // namespace

FakeAuthenticator::FakeAuthenticator() {
  const auto add = [this](const std::string& token, Principal who) { known_[token] = std::make_shared<const Principal>(std::move(who)); };
  add("kent", Member("forces/kent", i::ROLE_PROCUREMENT_OFFICER));
  add("kent-viewer", Principal("forces/kent/members/2", {{"forces/kent", i::ROLE_VIEWER, false}}));
  add("essex", Member("forces/essex", i::ROLE_PROCUREMENT_OFFICER));
  add("national", Member("national/centre", i::ROLE_ADMINISTRATOR, true));
  add("powerless", Principal("forces/kent/members/3", {}));
}

FakeAuthenticator::~FakeAuthenticator() {
  for (std::thread& thread : threads_) thread.join();
}

void FakeAuthenticator::Answer(absl::StatusOr<std::shared_ptr<const Principal>> answer, Done done) {
  if (!later) return done(std::move(answer));
  std::lock_guard<std::mutex> lock(mutex_);
  threads_.emplace_back([answer = std::move(answer), done = std::move(done)] { done(answer); });
}

void FakeAuthenticator::ByToken(absl::string_view token, absl::Time, Done done) {
  if (token == "expired") return Answer(base::Unauthenticated(kExpired), std::move(done));
  const auto found = known_.find(std::string(token));
  if (found == known_.end()) return Answer(base::Unauthenticated("The token is not known. Ask for another one."), std::move(done));
  Answer(found->second, std::move(done));
}

void FakeAuthenticator::ByCertificate(absl::string_view common_name, absl::Time, Done done) {
  if (common_name != "records.kent.example") return Answer(base::Unauthenticated("No member has this certificate. Ask for one."), std::move(done));
  Answer(std::make_shared<const Principal>(Principal("forces/kent/members/records", {{"forces/kent", i::ROLE_SYSTEM, false}})), std::move(done));
}

ThingServer::ThingServer()
    : clock_(absl::ToUnixNanos(absl::Now())),
      log_fd_(memfd_create("log", 0)),
      store_(storage::NewMemoryStore([this] { return now(); })),
      ids_(base::NewSeededIds(1)),
      peers_(std::make_unique<ProcessPeers>("the process's own token")) {
  options.listen = "127.0.0.1:0";
  options.health_every = absl::Milliseconds(1);
  store_->set_on_commit([this] { changes_.Changed(); });
}

ThingServer::~ThingServer() {
  if (server_ != nullptr) StopAndReadLog();
  log_.reset();
  store_.reset();
  close(log_fd_);
}

absl::Status ThingServer::Start() {
  log_ = std::make_unique<Log>(LogLevel::kDebug, log_fd_);
  Server::Parts parts;
  parts.store = store_.get();
  parts.authenticator = &authenticator;
  parts.ids = ids_.get();
  parts.peers = peers_.get();
  parts.log = log_.get();
  parts.changes = &changes_;
  parts.clock = [this] { return now(); };
  parts.store_health = [this] { return store_health(); };
  Service service = ThingsService();
  if (change) change(&service);
  absl::StatusOr<std::unique_ptr<Server>> server = Server::Start(options, std::move(parts), {std::move(service)});
  if (!server.ok()) return server.status();
  server_ = *std::move(server);
  channel_ = grpc::CreateChannel(address(), grpc::InsecureChannelCredentials());
  stub_ = ThingService::NewStub(channel_);
  return absl::OkStatus();
}

std::string ThingServer::StopAndReadLog() {
  server_->Stop(absl::ZeroDuration());
  server_.reset();
  log_.reset();
  std::string text(static_cast<size_t>(lseek(log_fd_, 0, SEEK_END)), '\0');
  EXPECT_EQ(pread(log_fd_, text.data(), text.size(), 0), static_cast<ssize_t>(text.size()));
  return text;
}

std::vector<storage::AuditEntry> ThingServer::Audit() {
  // Behind whatever was written before.
  EXPECT_TRUE(storage::CommitAndWait(*store_, [](storage::Transaction&) { return absl::OkStatus(); }).ok());
  return *storage::ReadAudit(store_->Read(), 0, 1000);
}

Service ThingServer::ThingsService() {
  Service service;
  service.area = "things";
  service.services = {"frontline.rpctest.v1.ThingService"};
  service.tables = {&Things()};
  service.handlers = [this](Registry& registry) {
    const std::string prefix = "frontline.rpctest.v1.ThingService/";
    registry.ReadWith<GetThingRequest, Thing>(
        prefix + "GetThing", [](const Call&, const GetThingRequest& request, const storage::Snapshot& snapshot, Thing* response) -> absl::Status {
          absl::StatusOr<Thing> thing = Things().Get(snapshot, request.name());
          if (!thing.ok()) return base::NotFound(request.name());
          *response = *thing;
          response->set_etag(EtagOf(*thing));
          return absl::OkStatus();
        });
    registry.LongRead<ListThingsRequest, Count>(prefix + "CountThings",
                                                [this](const Call&, const ListThingsRequest&, const storage::Snapshot&, Count*) {
                                                  if (hooks.count) hooks.count();
                                                  return absl::OkStatus();
                                                });
    registry.Write<CreateThingRequest, Thing>(
        prefix + "CreateThing",
        [this](const Call& call, const CreateThingRequest& request, storage::Transaction& tx, Thing* response) -> absl::Status {
          ++created_;
          *response = request.thing();
          response->set_name(request.parent() + "/things/" + call.ids->ResourceId());
          if (absl::Status status = Things().Create(tx, response->name(), *response); !status.ok()) return status;
          return hooks.create ? hooks.create() : absl::OkStatus();
        });
    registry.PreparedWrite<CreateThingRequest, int, Thing>(
        prefix + "ImportThing", [this](const Call&, const CreateThingRequest&) { return hooks.prepare ? hooks.prepare() : 7; },
        [](const Call& call, const CreateThingRequest& request, int prepared, storage::Transaction& tx, Thing* response) -> absl::Status {
          *response = request.thing();
          response->set_name(request.parent() + "/things/" + call.ids->ResourceId());
          response->set_count(prepared);
          return Things().Create(tx, response->name(), *response);
        });
    registry.Write<UpdateThingRequest, Thing>(
        prefix + "UpdateThing", [](const Call&, const UpdateThingRequest& request, storage::Transaction& tx, Thing* response) -> absl::Status {
          absl::StatusOr<Thing> thing = Things().Get(tx, request.thing().name());
          if (!thing.ok()) return base::NotFound(request.thing().name());
          if (absl::Status status = CheckEtag(request.thing().etag(), *thing, thing->name()); !status.ok()) return status;
          if (absl::Status status = ApplyMask(request.update_mask(), request.thing(), &*thing); !status.ok()) return status;
          *response = *thing;
          response->set_etag(EtagOf(*thing));
          return Things().Update(tx, thing->name(), *thing);
        });
    registry.ReadWith<GetThingRequest, Thing>(prefix + "WhoAmI",
                                              [this](const Call& call, const GetThingRequest&, const storage::Snapshot&, Thing* response) {
                                                if (hooks.who_am_i) hooks.who_am_i(call);
                                                response->set_name(call.principal.member());
                                                return absl::OkStatus();
                                              });
    registry.ReadWith<GetThingRequest, Thing>(prefix + "Ping",
                                              [](const Call&, const GetThingRequest&, const storage::Snapshot&, Thing*) { return absl::OkStatus(); });
    registry.Write<TellThingRequest, Thing>(
        prefix + "TellThing", [this](const Call& call, const TellThingRequest& request, storage::Transaction& tx, Thing* response) -> absl::Status {
          *response = request.thing();
          response->set_name(request.place() + "/things/made");
          if (absl::Status status = Things().Put(tx, response->name(), *response); !status.ok()) return status;
          return hooks.tell ? hooks.tell(call) : absl::OkStatus();
        });
    registry.Write<UpdateThingRequest, Thing>(
        prefix + "HideThing", [this](const Call& call, const UpdateThingRequest& request, storage::Transaction& tx, Thing* response) -> absl::Status {
          *response = request.thing();
          if (absl::Status status = Things().Put(tx, response->name(), *response); !status.ok()) return status;
          return hooks.tell ? hooks.tell(call) : absl::OkStatus();
        });
    const auto follow = [this](const Call& call, Stream<GetThingRequest, Count>& stream) {
      GetThingRequest request;
      if (!stream.Receive(&request)) return absl::OkStatus();
      Count count;
      do {
        const absl::StatusOr<uint64_t> last = storage::LastChange(call.store->Read());
        if (!last.ok()) return last.status();
        count.set_count(static_cast<int64_t>(*last));
      } while (stream.Send(count) && stream.WaitForChange(absl::Minutes(10)));
      return absl::OkStatus();
    };
    registry.Streaming<GetThingRequest, Count>(prefix + "Follow", [this, follow](const Call& call, Stream<GetThingRequest, Count>& stream) {
      const absl::Status status = follow(call, stream);
      if (hooks.follow_end) hooks.follow_end(stream.cancelled());
      return status;
    });
    registry.Streaming<GetThingRequest, Count>(prefix + "Dump", [](const Call&, Stream<GetThingRequest, Count>& stream) {
      stream.Send(Count());
      return absl::OkStatus();
    });
    registry.Streaming<Chunk, Count>(prefix + "Upload", [this](const Call&, Stream<Chunk, Count>& stream) {
      Chunk chunk;
      Count count;
      while (stream.Receive(&chunk)) {
        if (hooks.uploaded) hooks.uploaded(chunk.data());
        count.set_count(count.count() + static_cast<int64_t>(chunk.data().size()));
      }
      if (hooks.upload_end) hooks.upload_end();
      stream.Send(count);
      return absl::OkStatus();
    });
    registry.Streaming<Chunk, Count>(prefix + "Echo", [](const Call&, Stream<Chunk, Count>& stream) {
      Chunk chunk;
      Count count;
      while (stream.Receive(&chunk)) {
        count.set_count(static_cast<int64_t>(chunk.data().size()));
        if (!stream.Send(count)) break;
      }
      return absl::OkStatus();
    });
  };
  return service;
}

std::unique_ptr<grpc::ClientContext> ContextOf(const std::string& token) {
  auto context = std::make_unique<grpc::ClientContext>();
  if (!token.empty()) context->AddMetadata("authorization", "Bearer " + token);
  context->set_deadline(std::chrono::system_clock::now() + std::chrono::seconds(60));
  return context;
}

CreateThingRequest NewThing(const std::string& parent, const std::string& request_id) {
  CreateThingRequest request;
  request.set_parent(parent);
  request.set_request_id(request_id);
  request.mutable_thing()->set_wanted(rpctest::v1::STATE_OPEN);
  request.mutable_thing()->set_text("a thing");
  return request;
}

GetThingRequest Named(const std::string& name) {
  GetThingRequest request;
  request.set_name(name);
  return request;
}

TEST(ThingServerTest, WhatIsWrittenIsRead) {
  ThingServer things;
  ASSERT_TRUE(things.Start().ok());
  Thing made, read;
  ASSERT_TRUE(CallAs("kent", things.stub(), &ThingService::Stub::CreateThing, NewThing("forces/kent"), &made).ok());
  ASSERT_TRUE(CallAs("kent", things.stub(), &ThingService::Stub::GetThing, Named(made.name()), &read).ok());
  EXPECT_EQ(read.text(), "a thing");
  EXPECT_EQ(CallAs("kent", things.stub(), &ThingService::Stub::GetThing, Named("forces/kent/things/none"), &read).code(),
            absl::StatusCode::kNotFound);
}

}  // namespace frontline::rpc::testing
