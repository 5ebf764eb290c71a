#include "services/exchange/ocds_package.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "google/protobuf/util/json_util.h"
#include "services/base/errors.h"
#include "services/base/ids.h"
#include "services/exchange/ocds_merge.h"

namespace frontline::exchange {
namespace {

constexpr size_t kLongestOcid = 200;  // of an external id

using frontline::exchange::ocds::v1::Record;
using frontline::exchange::ocds::v1::Release;

template <typename Message>
bool ParseJson(const JsonItem& item, Message* message, Problems* problems) {
  google::protobuf::util::JsonParseOptions options;
  options.ignore_unknown_fields = true;
  const auto status = google::protobuf::util::JsonStringToMessage(item.text, message, options);
  if (!status.ok()) problems->push_back({item.path, absl::StrCat("does not fit the release schema: ", std::string(status.message()))});
  return status.ok();
}

// What a release is known by, in few bytes whatever its ids.
std::pair<std::string, std::string> KeyOf(const Release& release) {
  return {release.ocid(), release.id().size() > 64 ? base::Sha256(release.id()) : release.id()};
}

absl::Status TooMany(absl::string_view what, uint64_t most) {
  return base::InvalidField("(file)", absl::StrCat("holds more than ", most, " ", what, ": split it, the releases of one process in one file"));
}

}  // namespace

OcdsPackage::Parsed OcdsPackage::Parse(const JsonItem& item) {
  Parsed parsed;
  if (!item.record) {
    ParseJson(item, &parsed.release, &parsed.problems);
  } else {
    Record record;
    if (ParseJson(item, &record, &parsed.problems)) {
      std::vector<Release> releases(record.releases().begin(), record.releases().end());
      releases.erase(std::remove_if(releases.begin(), releases.end(), [](const Release& r) { return r.ocid().empty() && !r.has_tender(); }),
                     releases.end());
      const bool mixed = std::any_of(releases.begin(), releases.end(), [&](const Release& r) { return r.ocid() != releases[0].ocid(); });
      if (mixed) parsed.problems.push_back({item.path + ".releases", "must be of one process: their ocids differ"});
      if (record.has_compiled_release()) {
        parsed.release = record.compiled_release();
      } else if (!releases.empty()) {
        parsed.release = Merged(std::move(releases));
      } else {
        parsed.problems.push_back({item.path, "has no compiledRelease, and its releases are links: import the releases themselves"});
      }
      if (parsed.release.ocid().empty()) parsed.release.set_ocid(record.ocid());
    }
  }
  if (parsed.release.ocid().size() > kLongestOcid) {
    parsed.problems.push_back({item.path + ".ocid", absl::StrCat("must have at most ", kLongestOcid, " bytes")});
  }
  if (parsed.problems.empty() && parsed.release.ocid().empty()) parsed.problems.push_back({item.path + ".ocid", "is required"});
  return parsed;
}

absl::Status OcdsPackage::Check(JsonItems::Read read) {
  struct Together {
    uint64_t releases = 0;
    uint64_t bytes = 0;
  };
  JsonItems items(std::move(read));
  std::map<std::string, Together> processes;
  std::set<std::pair<std::string, std::string>> seen;
  while (true) {
    absl::StatusOr<std::optional<JsonItem>> item = items.Next();
    if (!item.ok()) return item.status();
    if (!item->has_value()) break;
    if (++items_ > most_.items) return TooMany("releases", most_.items);
    const Parsed parsed = Parse(**item);
    if (!parsed.problems.empty()) continue;
    const auto key = KeyOf(parsed.release);
    if (!seen.insert(key).second) {
      twice_.insert(key);
      continue;
    }
    Together& together = processes[parsed.release.ocid()];
    ++together.releases;
    together.bytes += parsed.release.SpaceUsedLong();
  }
  // All of these may have to wait for each other at once.
  uint64_t waiting = 0;
  for (const auto& [ocid, together] : processes) {
    if (together.releases < 2) continue;
    several_[ocid] = together.releases;
    waiting += together.bytes;
  }
  if (waiting > most_.waiting_bytes) return TooMany("MiB of releases that are to be merged with others", most_.waiting_bytes >> 20);
  return absl::OkStatus();
}

absl::Status OcdsPackage::Visit(JsonItems::Read read, const Visitor& visitor) {
  JsonItems items(std::move(read));
  std::map<std::string, std::vector<Release>> waiting;
  std::map<std::pair<std::string, std::string>, std::string> first_of;  // where the first of a pair stood
  while (true) {
    absl::StatusOr<std::optional<JsonItem>> item = items.Next();
    if (!item.ok()) return item.status();
    if (!item->has_value()) return absl::OkStatus();
    Parsed parsed = Parse(**item);
    const std::string ocid = parsed.release.ocid();
    const std::pair<std::string, std::string> pair = KeyOf(parsed.release);
    if (parsed.problems.empty() && twice_.count(pair) > 0) {
      const auto [first, added] = first_of.emplace(pair, (*item)->path);
      if (!added)
        parsed.problems.push_back({(*item)->path + ".ocid", absl::StrCat("is there twice with this release id: ", first->second, " has them too")});
    }
    if (!parsed.problems.empty()) {
      visitor.refused(std::move(parsed.problems), ocid);
      continue;
    }
    Process process;
    process.path = (*item)->path;
    if (const auto several = several_.find(ocid); several != several_.end()) {
      std::vector<Release>& together = waiting[ocid];
      together.push_back(std::move(parsed.release));
      if (together.size() < several->second) continue;
      process.releases = together.size();
      process.release = Merged(std::move(together));
      waiting.erase(ocid);
    } else {
      process.release = std::move(parsed.release);
    }
    if (!visitor.process(std::move(process))) return absl::CancelledError("stopped");
  }
}

}  // namespace frontline::exchange
