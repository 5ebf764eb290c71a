#include <algorithm>
#include <set>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "services/base/errors.h"
#include "services/server/services.h"

namespace frontline::server {
namespace {

constexpr char kAdmin[] = "admin";
// Every process asks it who calls.
constexpr char kIdentity[] = "identity";

bool Known(const std::vector<Area>& areas, const std::string& name) {
  return name == kAdmin || std::any_of(areas.begin(), areas.end(), [&](const Area& area) { return area.name == name; });
}

absl::Status Unknown(absl::string_view option, const std::string& name, const std::vector<Area>& areas) {
  const std::string names = absl::StrJoin(areas, ", ", [](std::string* out, const Area& area) { absl::StrAppend(out, area.name); });
  return base::Precondition("SERVICE_UNKNOWN", absl::StrCat(option, ": there is no service '", name, "'; there are ", names, " and ", kAdmin));
}

absl::Status Missing(const std::string& needed, absl::string_view by) {
  return base::Precondition("PEER_MISSING", absl::StrCat(by, " needs ", needed, ", which does not run here: say where it does with --peer ", needed,
                                                         "=HOST:PORT, or add it to --services"));
}

// What calls a peer for this process itself; empty when nothing does.
std::string ActsAtPeer(const Options& options, const std::vector<const Area*>& chosen) {
  for (const Area* area : chosen) {
    const bool at_peer = std::any_of(area->needs.begin(), area->needs.end(), [&](const std::string& name) { return options.peers.count(name) > 0; });
    if (area->acts_for_itself && at_peer) return area->name;
  }
  if (!options.tls_client_ca.empty() && options.peers.count(kIdentity) > 0) return "--tls-client-ca";
  return "";
}

}  // namespace

absl::StatusOr<std::vector<const Area*>> ChooseAreas(const Options& options, const std::vector<Area>& areas) {
  const std::set<std::string> asked(options.services.begin(), options.services.end());
  const bool all = asked.count("all") > 0;
  for (const std::string& name : asked) {
    if (name != "all" && !Known(areas, name)) return Unknown("--services", name, areas);
  }
  for (const auto& [name, address] : options.peers) {
    if (name == kAdmin || !Known(areas, name)) return Unknown("--peer", name, areas);
    if (asked.count(name) > 0) {
      return base::Precondition("OPTIONS_INVALID", absl::StrCat("--services and --peer both name ", name, ": it runs either here or there"));
    }
  }
  std::vector<const Area*> chosen;
  std::set<std::string> here;
  for (const Area& area : areas) {
    const bool elsewhere = options.peers.count(area.name) > 0;
    if (asked.count(area.name) == 0 && (!all || elsewhere)) continue;
    chosen.push_back(&area);
    here.insert(area.name);
  }
  const auto reachable = [&](const std::string& name) { return here.count(name) > 0 || options.peers.count(name) > 0; };
  if (!reachable(kIdentity)) return Missing(kIdentity, "every process");
  for (const Area* area : chosen) {
    for (const std::string& needed : area->needs) {
      if (!reachable(needed)) return Missing(needed, area->name);
    }
  }
  const std::string acting = ActsAtPeer(options, chosen);
  if (!acting.empty() && options.system_token.empty()) {
    return base::Precondition("OPTIONS_INVALID", absl::StrCat(acting,
                                                              " calls peers for this process itself: give --system-token, a file with the token of a "
                                                              "member that has the role system nationally"));
  }
  return chosen;
}

}  // namespace frontline::server
