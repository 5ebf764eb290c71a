// Channels to the services, for a process that has some of them and knows where the others run. Thread-safe once the server has started.
#ifndef FRONTLINE_SERVICES_RPC_PEERS_H_
#define FRONTLINE_SERVICES_RPC_PEERS_H_

#include <map>
#include <memory>
#include <string>

#include "services/rpc/call.h"

namespace grpc {
class Channel;
}

namespace frontline::rpc {

class ProcessPeers : public Peers {
 public:
  // `token`: what this process shows when it acts for itself.
  explicit ProcessPeers(std::string token) : token_(std::move(token)) {}

  // Where `area` is to be reached. Called before the server starts, and by it.
  void Set(const std::string& area, std::shared_ptr<grpc::Channel> channel) { channels_[area] = std::move(channel); }
  std::shared_ptr<grpc::ChannelInterface> Channel(absl::string_view area) const override;
  void ActAsSystem(grpc::ClientContext* context) const override;
  const std::string& token() const { return token_; }

 private:
  const std::string token_;
  std::map<std::string, std::shared_ptr<grpc::Channel>> channels_;
};

}  // namespace frontline::rpc

#endif  // FRONTLINE_SERVICES_RPC_PEERS_H_
