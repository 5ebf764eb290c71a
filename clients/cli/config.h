// Contexts: servers by name, with the token and the TLS files that go with each, kept in a file that is its owner's alone.
#ifndef FRONTLINE_CLIENTS_CLI_CONFIG_H_
#define FRONTLINE_CLIENTS_CLI_CONFIG_H_

#include <functional>
#include <map>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "clients/cli/connection.h"

namespace frontline::cli {

struct Context {
  std::string server = {};
  std::string token = {};       // either the token itself,
  std::string token_file = {};  // or the file that holds it
  std::string tls_ca = {};
  std::string tls_cert = {};
  std::string tls_key = {};
  bool plaintext = false;
};

struct Config {
  std::string current;  // the context in use; empty for none
  std::map<std::string, Context> contexts;
};

using Environment = std::function<std::string(const char* name)>;

// FRONTLINE_CONFIG, or frontline/config.json in $XDG_CONFIG_HOME or ~/.config.
std::string ConfigPath(const Environment& environment);
// Empty when there is no such file. INVALID_ARGUMENT for one that can't be read, or that holds a token and is readable by others.
absl::StatusOr<Config> LoadConfig(const std::string& path);
// In one step: the file is the old one or the new one, never a part; mode 0600.
absl::Status SaveConfig(const std::string& path, const Config& config);

// What the command line says; empty: not given.
struct TargetFlags {
  std::string context;
  std::string server = {};
  std::string token_file;
  std::string tls_ca = {};
  std::string tls_cert = {};
  std::string tls_key = {};
  bool plaintext = false;
  absl::Duration timeout = absl::InfiniteDuration();
};

// Flags first, then --context, the environment (FRONTLINE_SERVER, FRONTLINE_TOKEN_FILE, FRONTLINE_TOKEN), the context in use (FRONTLINE_CONTEXT or
// the current one), 127.0.0.1:50051. A context's token and TLS files are for its own server alone.
absl::StatusOr<Target> ResolveTarget(const TargetFlags& flags, const Environment& environment, const Config& config);

}  // namespace frontline::cli

#endif  // FRONTLINE_CLIENTS_CLI_CONFIG_H_
