// The releases of an OCDS file, joined by contracting process. Pure but for the reading.
#ifndef FRONTLINE_SERVICES_EXCHANGE_OCDS_PACKAGE_H_
#define FRONTLINE_SERVICES_EXCHANGE_OCDS_PACKAGE_H_

#include <cstdint>
#include <functional>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "frontline/exchange/ocds/v1/ocds.pb.h"
#include "services/exchange/json_items.h"
#include "services/intake/problem.h"

namespace frontline::exchange {

using intake::Problems;

// A contracting process of the file: its one release, or several merged in the order of their dates.
struct Process {
  frontline::exchange::ocds::v1::Release release;
  std::string path;       // of the release that came last in the file
  uint64_t releases = 1;  // how many it was made of
};

// Two readings of one file: the first finds what is wrong with the file as a whole, and which processes have several releases; the second gives the
// processes. Not thread-safe.
class OcdsPackage {
 public:
  struct Visitor {
    std::function<bool(Process)> process;                            // false: stop
    std::function<void(Problems, const std::string& ocid)> refused;  // an item that is no release, or is there twice
  };

  // What is kept in memory is bounded: of each release its ids, of processes with several releases all of these.
  struct Most {
    uint64_t items = 1'000'000;
    uint64_t waiting_bytes = 512 << 20;
  };
  OcdsPackage() : OcdsPackage(Most()) {}
  explicit OcdsPackage(Most most) : most_(most) {}

  // INVALID_ARGUMENT for what JsonItems refuses, and for a file that takes too much memory.
  absl::Status Check(JsonItems::Read read);
  uint64_t items() const { return items_; }
  // After Check, on the same file from its start. CANCELLED when the visitor stopped it.
  absl::Status Visit(JsonItems::Read read, const Visitor& visitor);

 private:
  struct Parsed {
    frontline::exchange::ocds::v1::Release release;
    Problems problems;
  };
  static Parsed Parse(const JsonItem& item);

  const Most most_;
  uint64_t items_ = 0;
  std::map<std::string, uint64_t> several_;              // ocid → releases, of those with more than one
  std::set<std::pair<std::string, std::string>> twice_;  // (ocid, release id) that are there more than once
};

}  // namespace frontline::exchange

#endif  // FRONTLINE_SERVICES_EXCHANGE_OCDS_PACKAGE_H_
