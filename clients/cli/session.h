// What a command runs in: the terminal, the settings, the server.
#ifndef FRONTLINE_CLIENTS_CLI_SESSION_H_
#define FRONTLINE_CLIENTS_CLI_SESSION_H_

#include <google/protobuf/message.h>

#include <iosfwd>
#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "clients/cli/command.h"
#include "clients/cli/config.h"
#include "clients/cli/connection.h"
#include "clients/cli/flags.h"
#include "clients/cli/value.h"
#include "clients/cli/views.h"

namespace frontline::cli {

struct Terminal {
  std::istream& in;
  std::ostream& out;
  std::ostream& err;
  bool out_is_terminal = false;
  bool err_is_terminal = false;
  size_t width = 80;
  bool colour = false;
};

enum class Output { kTable, kWide, kJson, kName };

// Connects when first needed. Not thread-safe.
class Session {
 public:
  Session(Terminal& terminal, Environment environment, Clock clock, std::string program)
      : terminal_(terminal), environment_(std::move(environment)), clock_(clock), program_(std::move(program)) {}

  Terminal& terminal() const { return terminal_; }
  const Environment& environment() const { return environment_; }
  const Clock& clock() const { return clock_; }
  const std::string& program() const { return program_; }  // this program's file
  Output output = Output::kTable;
  TargetFlags flags;

  Style style() const;
  // The target's address once it is known, for errors.
  const std::string& server() const { return server_; }
  absl::StatusOr<Connection*> connection();
  // The same server, for another member's token.
  absl::StatusOr<std::unique_ptr<Connection>> ConnectAs(const std::string& token);
  // For tests.
  void set_connection(std::unique_ptr<Connection> connection) { connection_ = std::move(connection); }

  // Calls, and calls again for a while when the server says that it is not ready yet.
  absl::Status Call(const google::protobuf::MethodDescriptor& method, const google::protobuf::Message& request, google::protobuf::Message* response);
  // The same by the method's name ("identity.v1.IdentityService/WhoAmI").
  absl::Status Call(const char* method, const google::protobuf::Message& request, google::protobuf::Message* response);

  // A fresh request id.
  std::string NewRequestId();

 private:
  Terminal& terminal_;
  const Environment environment_;
  const Clock clock_;
  const std::string program_;
  std::string server_;
  Target target_;
  std::unique_ptr<Connection> connection_;
};

class Invocation {
 public:
  Invocation(const Command& command, const Arguments& arguments, Session& session) : command(command), arguments(arguments), session(session) {}
  const Command& command;
  const Arguments& arguments;
  Session& session;

  std::ostream& out() const { return session.terminal().out; }
  std::ostream& err() const { return session.terminal().err; }
};

std::unique_ptr<google::protobuf::Message> NewMessage(const google::protobuf::Descriptor& type);

// The content of a file; "-" is the standard input. INVALID_ARGUMENT, as a mistake of usage, when it can't be read.
absl::StatusOr<std::string> ReadFile(const std::string& path, std::istream& in);

}  // namespace frontline::cli

#endif  // FRONTLINE_CLIENTS_CLI_SESSION_H_
