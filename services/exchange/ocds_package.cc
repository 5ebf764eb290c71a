#include "services/exchange/ocds_package.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "google/protobuf/util/json_util.h"
#include "services/exchange/ocds_notice.h"

namespace frontline::exchange {
namespace {

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

bool Earlier(const Release& a, const Release& b) { return a.date() < b.date(); }

Release Merged(std::vector<Release> releases) {
  std::stable_sort(releases.begin(), releases.end(), Earlier);
  Release merged = std::move(releases[0]);
  for (size_t r = 1; r < releases.size(); ++r) MergeLater(releases[r], &merged);
  return merged;
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
  if (parsed.problems.empty() && parsed.release.ocid().empty()) parsed.problems.push_back({item.path + ".ocid", "is required"});
  return parsed;
}

absl::Status OcdsPackage::Check(JsonItems::Read read) {
  JsonItems items(std::move(read));
  std::map<std::string, uint64_t> releases;
  std::set<std::pair<std::string, std::string>> seen;
  while (true) {
    absl::StatusOr<std::optional<JsonItem>> item = items.Next();
    if (!item.ok()) return item.status();
    if (!item->has_value()) break;
    ++items_;
    const Parsed parsed = Parse(**item);
    if (!parsed.problems.empty()) continue;
    if (!seen.emplace(parsed.release.ocid(), parsed.release.id()).second) {
      twice_.emplace(parsed.release.ocid(), parsed.release.id());
    } else {
      ++releases[parsed.release.ocid()];
    }
  }
  for (const auto& [ocid, count] : releases) {
    if (count > 1) several_[ocid] = count;
  }
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
    const std::pair<std::string, std::string> pair(ocid, parsed.release.id());
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
