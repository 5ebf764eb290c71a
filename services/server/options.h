// The command line of frontlined.
#ifndef FRONTLINE_SERVICES_SERVER_OPTIONS_H_
#define FRONTLINE_SERVICES_SERVER_OPTIONS_H_

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "services/rpc/log.h"

namespace frontline::server {

struct Options {
  std::string data = "data";
  std::string listen = "127.0.0.1:50051";
  std::vector<std::string> services = {"all"};
  std::map<std::string, std::string> peers;  // area → address
  std::string metrics = "127.0.0.1:9464";    // empty: off
  // Files; empty: none.
  std::string tls_cert;
  std::string tls_key;
  std::string tls_client_ca;
  std::string peer_ca;
  std::string system_token;
  std::string backup_dir;  // empty: "backups" in the data folder
  rpc::LogLevel log_level = rpc::LogLevel::kInfo;
  double calls_per_second = 5000;
  double calls_burst = 10000;
  absl::Duration drain = absl::Seconds(10);
  bool new_admin_token = false;  // give the administrator a token and stop
  std::string restore;           // a backup to make the data folder from; empty: serve
};

struct CommandLine {
  Options options;
  // Set when there is nothing to run: what to print, and with what to end.
  std::optional<int> exit;
  std::string out;
  std::string error;  // one line
};

CommandLine ParseCommandLine(int argc, const char* const* argv);

}  // namespace frontline::server

#endif  // FRONTLINE_SERVICES_SERVER_OPTIONS_H_
