#include "services/server/options.h"

#include <CLI/CLI.hpp>
#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "services/server/address.h"
#include "services/server/exit_code.h"
#include "services/server/version.h"

namespace frontline::server {
namespace {

const std::map<std::string, rpc::LogLevel> kLogLevels = {
    {"debug", rpc::LogLevel::kDebug}, {"info", rpc::LogLevel::kInfo}, {"warning", rpc::LogLevel::kWarning}, {"error", rpc::LogLevel::kError}};

constexpr char kFooter[] =
    "The first start makes the data folder and writes the first administrator's token to DIR/admin.token.\n"
    "SIGTERM or Ctrl-C lets the calls under way end, then stops.\n\n"
    "Examples:\n"
    "  frontlined --data /var/lib/frontline\n"
    "  frontlined --data /var/lib/frontline --listen 0.0.0.0:50051 --tls-cert server.pem --tls-key server.key\n"
    "  frontlined --services=matching --peer identity=10.0.0.2:50051 --peer requirement=10.0.0.3:50051 ...\n"
    "  frontlined --restore /backups/20261124t090000z --data /var/lib/frontline-restored\n"
    "  frontlined --new-admin-token --data /var/lib/frontline";

// "" when `text` is an address; otherwise what is wrong, as CLI11's checks say it.
std::string AddressCheck(const std::string& text) {
  const absl::StatusOr<Address> address = ParseAddress(text);
  return address.ok() ? "" : OneLine(address.status());
}

// As it stands on the command line, before it is looked at.
struct Raw {
  std::vector<std::string> peers;
  std::string metrics;
  double drain_seconds = 10;
};

void Define(CLI::App& app, Options& options, Raw& raw) {
  app.footer(kFooter);
  app.set_version_flag("--version", absl::StrCat("frontlined ", kVersion));
  app.set_config("--config")->description("A file with these options, one a line: listen = \"127.0.0.1:50051\"");
  app.allow_config_extras(CLI::config_extras_mode::error);  // a misspelt option is no option
  app.add_option("--data", options.data, "The data folder; made when it is not there")->type_name("DIR")->capture_default_str();
  app.add_option("--listen", options.listen, "Where to serve; port 0 takes a free one. Other than loopback needs TLS")
      ->type_name("ADDR")
      ->capture_default_str()
      ->check(AddressCheck);
  app.add_option("--services", options.services, "What to serve, parted by commas; \"all\": all but those at a --peer. admin is always there")
      ->type_name("NAMES")
      ->delimiter(',')
      ->capture_default_str();
  app.add_option("--peer", raw.peers, "Where a service that does not run here is reached; once for each")->type_name("SERVICE=ADDR")->take_all();
  app.add_option("--metrics", raw.metrics, "Where to serve Prometheus's metrics, or \"off\"")
      ->type_name("ADDR")
      ->capture_default_str()
      ->check([](const std::string& text) { return text == "off" ? "" : AddressCheck(text); });
  app.add_option("--tls-cert", options.tls_cert, "The server's certificate, with its chain (PEM)")->type_name("FILE");
  app.add_option("--tls-key", options.tls_key, "The key of the certificate (PEM)")->type_name("FILE");
  app.add_option("--tls-client-ca", options.tls_client_ca, "Clients may sign in with a certificate that one of these signed (PEM)")
      ->type_name("FILE");
  app.add_option("--peer-ca", options.peer_ca, "Call peers over TLS, and trust what one of these signed (PEM)")->type_name("FILE");
  app.add_option("--system-token", options.system_token, "A file with the token that this process shows to peers when it acts for itself")
      ->type_name("FILE");
  app.add_option("--backup-dir", options.backup_dir, "Where backups go; by default DIR/backups, better another disk")->type_name("DIR");
  app.add_option("--log-level", options.log_level, "The least that is logged, to stderr as JSON: debug, info, warning, error")
      ->type_name("LEVEL")
      ->default_str("info")
      ->transform(CLI::CheckedTransformer(kLogLevels, CLI::ignore_case).description(""));
  app.add_option("--calls-per-second", options.calls_per_second, "Calls that one member may make, on average; 0: no limit")
      ->type_name("N")
      ->capture_default_str()
      ->check(CLI::Range(0.0, 1e9).description(""));
  app.add_option("--calls-burst", options.calls_burst, "Calls that one member may make at once")
      ->type_name("N")
      ->capture_default_str()
      ->check(CLI::Range(1.0, 1e9).description(""));
  app.add_option("--drain", raw.drain_seconds, "How long calls under way may take to end when it stops")
      ->type_name("SECONDS")
      ->capture_default_str()
      ->check(CLI::Range(0.0, 3600.0).description(""));
  CLI::Option* restore = app.add_option("--restore", options.restore, "Make the data folder, which must be new or empty, from this backup, and stop");
  restore->type_name("BACKUP");
  app.add_flag("--new-admin-token", options.new_admin_token,
               "Write a new token of the first administrator to DIR/admin.token, and stop; for when all are lost. Nothing may serve the folder")
      ->excludes(restore);
}

// "" or what is wrong with the options as a whole.
std::string Settle(Options& options, const Raw& raw) {
  options.metrics = raw.metrics == "off" ? "" : raw.metrics;
  options.drain = absl::Seconds(raw.drain_seconds);
  for (const std::string& peer : raw.peers) {
    const size_t equals = peer.find('=');
    if (equals == std::string::npos || equals == 0) return absl::StrCat("--peer: '", peer, "' is not of the form SERVICE=ADDR");
    const std::string address = peer.substr(equals + 1);
    if (const std::string wrong = AddressCheck(address); !wrong.empty()) return absl::StrCat("--peer: ", wrong);
    if (!options.peers.emplace(peer.substr(0, equals), address).second) return absl::StrCat("--peer names ", peer.substr(0, equals), " twice");
  }
  if (options.tls_cert.empty() != options.tls_key.empty()) return "--tls-cert and --tls-key need each other";
  if (!options.tls_client_ca.empty() && options.tls_cert.empty()) return "--tls-client-ca needs --tls-cert and --tls-key";
  if (options.data.empty()) return "--data needs a folder";
  return "";
}

}  // namespace

CommandLine ParseCommandLine(int argc, const char* const* argv) {
  CommandLine line;
  Raw raw;
  raw.metrics = line.options.metrics;
  CLI::App app("Frontline's server: finds who could meet what the front line needs, and says why.", "frontlined");
  Define(app, line.options, raw);
  try {
    app.parse(argc, argv);
  } catch (const CLI::CallForHelp&) {
    line.out = app.help();
    line.exit = 0;
  } catch (const CLI::CallForVersion& version) {
    line.out = absl::StrCat(version.what(), "\n");
    line.exit = 0;
  } catch (const CLI::ParseError& error) {
    line.error = error.what();
  }
  if (!line.exit.has_value() && line.error.empty()) line.error = Settle(line.options, raw);
  if (!line.error.empty()) {
    line.error = absl::StrCat(OneLine(absl::InvalidArgumentError(line.error)), "; try --help");
    line.exit = static_cast<int>(ExitCode::kUsage);
  }
  return line;
}

}  // namespace frontline::server
