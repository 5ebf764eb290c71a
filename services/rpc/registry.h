// Where a service says which plain function serves which method. The pipeline wraps each once (services/rpc/README.md has the order).
//
//   void RegisterNeeds(rpc::Registry& registry) {
//     registry.Read<GetNeedRequest, Need>("frontline.requirement.v1.NeedService/GetNeed", GetNeed);
//     registry.Write<CreateNeedRequest, Need>("frontline.requirement.v1.NeedService/CreateNeed", CreateNeed);
//   }
//
// Request fields that the pipeline knows by name, in every method: `request_id` (idempotency), `etag` stays the handler's.
#ifndef FRONTLINE_SERVICES_RPC_REGISTRY_H_
#define FRONTLINE_SERVICES_RPC_REGISTRY_H_

#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "google/protobuf/message.h"
#include "services/rpc/call.h"
#include "storage/store.h"
#include "storage/table.h"

namespace frontline::rpc {

using google::protobuf::Message;

// A stream as its handler sees it: blocking, on a thread of the bounded stream pool, one handler per stream. Thread-compatible.
class RawStream {
 public:
  virtual ~RawStream() = default;
  virtual bool Receive(Message* request) = 0;      // false at the client's end of stream, or when the call is over
  virtual bool Send(const Message& response) = 0;  // false when the call is over (cancelled, deadline, disconnect): return soon
  virtual bool cancelled() const = 0;
  // Waits until `deadline`, or until a write to the store became durable, or until the call is over. True: go on and look.
  virtual bool WaitForChange(absl::Duration at_most) = 0;
};
template <typename Request, typename Response>
class Stream {
 public:
  explicit Stream(RawStream& raw) : raw_(raw) {}
  bool Receive(Request* request) { return raw_.Receive(request); }
  bool Send(const Response& response) { return raw_.Send(response); }
  bool cancelled() const { return raw_.cancelled(); }
  bool WaitForChange(absl::Duration at_most) { return raw_.WaitForChange(at_most); }

 private:
  RawStream& raw_;
};

// The shapes, without types. Exactly one of the functions is set.
struct Handler {
  std::string method;
  const Message* request = nullptr;  // prototypes
  const Message* response = nullptr;
  bool long_read = false;  // read: on the executor instead of the calling thread
  std::function<absl::Status(const Call&, const Message&, const storage::Snapshot&, Message*)> read;
  std::function<absl::Status(const Call&, const Message&, storage::Transaction&, Message*)> write;
  // Runs on the executor, without the writer; what it returns is the mutation's body.
  using Prepared = std::function<absl::Status(storage::Transaction&, Message*)>;
  std::function<absl::StatusOr<Prepared>(const Call&, const Message&)> prepare;
  std::function<absl::Status(const Call&, RawStream&)> stream;
};

class Registry {
 public:
  virtual ~Registry() = default;

  // A read: runs on the calling thread; must be short (bounded by a page).
  template <typename Request, typename Response>
  void Read(absl::string_view method, absl::Status (*handler)(const Call&, const Request&, const storage::Snapshot&, Response*)) {
    AddRead<Request, Response>(method, handler, false);
  }
  // As above for anything callable, so that a service can bind its own state.
  template <typename Request, typename Response, typename Function>
  void ReadWith(absl::string_view method, Function handler) {
    AddRead<Request, Response>(method, std::move(handler), false);
  }
  // A long read (a match, a listing that filters much): runs on the bounded executor.
  template <typename Request, typename Response, typename Function>
  void LongRead(absl::string_view method, Function handler) {
    AddRead<Request, Response>(method, std::move(handler), true);
  }
  // A write: runs on the writer, in one transaction with its audit, feed and idempotency records. Pure.
  template <typename Request, typename Response, typename Function>
  void Write(absl::string_view method, Function handler) {
    Handler entry = Entry<Request, Response>(method);
    entry.write = [handler = std::move(handler)](const Call& call, const Message& request, storage::Transaction& tx,
                                                 Message* response) -> absl::Status {
      return handler(call, static_cast<const Request&>(request), tx, static_cast<Response*>(response));
    };
    Add(std::move(entry));
  }
  // A write that first needs a peer's data or long work: `prepare(call, request) → StatusOr<Data>` on the executor, then `write(call, request, data,
  // tx, response)`.
  template <typename Request, typename Data, typename Response, typename Prepare, typename Function>
  void PreparedWrite(absl::string_view method, Prepare prepare, Function handler) {
    Handler entry = Entry<Request, Response>(method);
    entry.prepare = [prepare = std::move(prepare), handler = std::move(handler)](const Call& call,
                                                                                 const Message& raw) -> absl::StatusOr<Handler::Prepared> {
      const Request& request = static_cast<const Request&>(raw);
      absl::StatusOr<Data> data = prepare(call, request);
      if (!data.ok()) return data.status();
      // The pipeline keeps `call` and `raw` alive until the mutation is done.
      return Handler::Prepared(
          [&call, &request, handler, data = std::make_shared<Data>(*std::move(data))](storage::Transaction& tx, Message* response) {
            return handler(call, request, *data, tx, static_cast<Response*>(response));
          });
    };
    Add(std::move(entry));
  }
  // Any streaming method: `handler(call, Stream<Request, Response>&)`, on a thread of the stream pool. It commits, if at all, through call.store.
  template <typename Request, typename Response, typename Function>
  void Streaming(absl::string_view method, Function handler) {
    Handler entry = Entry<Request, Response>(method);
    entry.stream = [handler = std::move(handler)](const Call& call, RawStream& raw) -> absl::Status {
      Stream<Request, Response> stream(raw);
      return handler(call, stream);
    };
    Add(std::move(entry));
  }

 protected:
  // Refuses, when the server starts, a method that does not exist, has another type, lacks access, or is registered twice.
  virtual void Add(Handler handler) = 0;

 private:
  template <typename Request, typename Response>
  static Handler Entry(absl::string_view method) {
    Handler entry;
    entry.method = std::string(method);
    entry.request = &Request::default_instance();
    entry.response = &Response::default_instance();
    return entry;
  }
  template <typename Request, typename Response, typename Function>
  void AddRead(absl::string_view method, Function handler, bool long_read) {
    Handler entry = Entry<Request, Response>(method);
    entry.long_read = long_read;
    entry.read = [handler = std::move(handler)](const Call& call, const Message& request, const storage::Snapshot& snapshot,
                                                Message* response) -> absl::Status {
      return handler(call, static_cast<const Request&>(request), snapshot, static_cast<Response*>(response));
    };
    Add(std::move(entry));
  }
};

// One microservice, as services/server puts it into a process.
struct Service {
  std::string area;                   // "requirement"
  std::vector<std::string> services;  // proto services it serves in full: "frontline.requirement.v1.NeedService"
  std::vector<const storage::AnyTable*> tables;
  std::function<void(Registry&)> handlers;
  std::function<absl::Status(const Call& system)> start;  // optional: background work, once the server listens (call.peers works); must not block
  std::function<bool()> ready;                            // optional: false while it can't serve yet (health says NOT_SERVING)
  std::function<void()> stop;                             // optional: ends background work; called once before the store closes
};

}  // namespace frontline::rpc

#endif  // FRONTLINE_SERVICES_RPC_REGISTRY_H_
