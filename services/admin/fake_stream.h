// For tests: a stream without a wire.
#ifndef FRONTLINE_SERVICES_ADMIN_FAKE_STREAM_H_
#define FRONTLINE_SERVICES_ADMIN_FAKE_STREAM_H_

#include <functional>
#include <utility>
#include <vector>

#include "services/rpc/registry.h"

namespace frontline::admin {

// Gives one request and keeps what is sent.
template <typename Request, typename Response>
class FakeStream : public rpc::RawStream {
 public:
  explicit FakeStream(Request request = Request()) : request_(std::move(request)) {}

  bool Receive(rpc::Message* request) override {
    if (received_) return false;
    received_ = true;
    static_cast<Request*>(request)->CopyFrom(request_);
    return true;
  }
  bool Send(const rpc::Message& response) override {
    if (cancelled_) return false;
    sent.push_back(static_cast<const Response&>(response));
    if (on_send) on_send();
    return !cancelled_;
  }
  bool cancelled() const override { return cancelled_; }
  bool WaitForChange(absl::Duration at_most) override { return on_wait && on_wait(at_most); }

  void Cancel() { cancelled_ = true; }

  std::vector<Response> sent;
  std::function<void()> on_send;
  std::function<bool(absl::Duration)> on_wait;  // in place of waiting; unset: the server stops

 private:
  const Request request_;
  bool received_ = false;
  bool cancelled_ = false;
};

}  // namespace frontline::admin

#endif  // FRONTLINE_SERVICES_ADMIN_FAKE_STREAM_H_
