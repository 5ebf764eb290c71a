// For handler tests: a stream without a wire.
#ifndef FRONTLINE_SERVICES_RPC_FAKE_STREAM_FOR_TEST_H_
#define FRONTLINE_SERVICES_RPC_FAKE_STREAM_FOR_TEST_H_

#include <functional>
#include <utility>
#include <vector>

#include "services/rpc/registry.h"

namespace frontline::rpc::testing {

// Gives the requests that it was made with and keeps what is sent.
template <typename Request, typename Response>
class FakeStream : public RawStream {
 public:
  explicit FakeStream(Request request = Request()) : FakeStream(std::vector<Request>{std::move(request)}) {}
  explicit FakeStream(std::vector<Request> requests) : requests_(std::move(requests)) {}

  bool Receive(Message* request) override {
    if (on_receive) on_receive(next_);
    if (cancelled_ || next_ == requests_.size()) return false;
    static_cast<Request*>(request)->CopyFrom(requests_[next_++]);
    if (on_received) on_received(next_);
    return true;
  }
  bool Send(const Message& response) override {
    if (cancelled_) return false;
    sent.push_back(static_cast<const Response&>(response));
    if (on_send) on_send(sent.size());
    return !cancelled_;
  }
  bool cancelled() const override { return cancelled_; }
  bool WaitForChange(absl::Duration at_most) override { return on_wait && on_wait(at_most); }

  void Cancel() { cancelled_ = true; }

  std::vector<Response> sent;
  std::function<void(size_t number)> on_receive;   // before each, counted from 0
  std::function<void(size_t number)> on_received;  // after each, counted from 1
  std::function<void(size_t number)> on_send;      // after each, counted from 1
  std::function<bool(absl::Duration)> on_wait;     // in place of waiting; unset: the server stops

 private:
  const std::vector<Request> requests_;
  size_t next_ = 0;
  bool cancelled_ = false;
};

}  // namespace frontline::rpc::testing

#endif  // FRONTLINE_SERVICES_RPC_FAKE_STREAM_FOR_TEST_H_
