#include "clients/cli/session.h"

#include <cerrno>
#include <cstring>
#include <fstream>
#include <random>
#include <sstream>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/time/clock.h"
#include "clients/cli/error.h"

namespace frontline::cli {
namespace {

// How long a server that has only just started is waited for.
constexpr absl::Duration kPatience = absl::Seconds(15);

}  // namespace

Style Session::style() const {
  Style style;
  style.wide = output == Output::kWide;
  style.colour = terminal_.colour && terminal_.out_is_terminal;
  style.width = terminal_.out_is_terminal ? terminal_.width : 0;
  style.zone = clock_.zone;
  return style;
}

absl::StatusOr<Connection*> Session::connection() {
  if (connection_ == nullptr) {
    const absl::StatusOr<Config> config = LoadConfig(ConfigPath(environment_));
    if (!config.ok()) return UsageError(config.status().message());
    const absl::StatusOr<Target> target = ResolveTarget(flags, environment_, *config);
    if (!target.ok()) return UsageError(target.status().message());
    target_ = *target;
    server_ = target->server;
    absl::StatusOr<std::unique_ptr<Connection>> connected = Connect(*target);
    if (!connected.ok()) return UsageError(connected.status().message());
    connection_ = *std::move(connected);
  }
  return connection_.get();
}

absl::StatusOr<std::unique_ptr<Connection>> Session::ConnectAs(const std::string& token) {
  Target target = target_;
  target.token = token;
  return Connect(target);
}

absl::Status Session::Call(const google::protobuf::MethodDescriptor& method, const google::protobuf::Message& request,
                           google::protobuf::Message* response) {
  const absl::StatusOr<Connection*> connected = connection();
  if (!connected.ok()) return connected.status();
  const absl::Time end = absl::Now() + kPatience;
  for (;;) {
    const absl::Status status = (*connected)->Call(method, request, response);
    if (ReasonOf(status) != "NOT_READY" || absl::Now() > end) return status;
    absl::SleepFor(absl::Milliseconds(250));
  }
}

absl::Status Session::Call(const char* method, const google::protobuf::Message& request, google::protobuf::Message* response) {
  return Call(*FindMethod(method), request, response);
}

std::string Session::NewRequestId() {
  std::random_device random;
  return absl::StrFormat("frontctl-%08x%08x%08x", random(), random(), random());
}

std::unique_ptr<google::protobuf::Message> NewMessage(const google::protobuf::Descriptor& type) {
  return std::unique_ptr<google::protobuf::Message>(google::protobuf::MessageFactory::generated_factory()->GetPrototype(&type)->New());
}

absl::StatusOr<std::string> ReadFile(const std::string& path, std::istream& in) {
  std::stringstream content;
  if (path == "-") {
    content << in.rdbuf();
    return content.str();
  }
  std::ifstream file(path, std::ios::binary);
  if (file) content << file.rdbuf();
  if (!file || file.bad()) return UsageError(absl::StrCat("can't read '", path, "': ", std::strerror(errno == 0 ? EISDIR : errno)));
  return content.str();
}

}  // namespace frontline::cli
