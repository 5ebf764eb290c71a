#include "storage/backup_manifest.h"

#include <algorithm>

#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "storage/sha256.h"

namespace frontline::storage {
namespace {

constexpr char kForm[] = "frontline-backup ";
constexpr char kHeader[] = "frontline-backup 1";

std::string EndLine(absl::string_view text) { return absl::StrCat("end ", absl::BytesToHexString(Sha256(text)), "\n"); }

// Anything else could reach out of the backup's folder.
bool IsPlainName(absl::string_view name) { return !name.empty() && name != "." && name != ".." && !absl::StrContains(name, '/'); }

bool IsHash(absl::string_view text) {
  return text.size() == 2 * kSha256Bytes && text.find_first_not_of("0123456789abcdef") == absl::string_view::npos;
}

bool ParseLine(absl::string_view line, BackupFile* file) {
  const std::vector<absl::string_view> parts = absl::StrSplit(line, absl::MaxSplits("  ", 2));
  if (parts.size() != 3 || !IsHash(parts[0]) || !absl::SimpleAtoi(parts[1], &file->size) || !IsPlainName(parts[2])) return false;
  file->sha256 = std::string(parts[0]);
  file->name = std::string(parts[2]);
  return true;
}

}  // namespace

uint64_t BackupManifest::TotalBytes() const {
  uint64_t total = 0;
  for (const BackupFile& file : files) total += file.size;
  return total;
}

std::string RenderManifest(const BackupManifest& manifest) {
  std::string text = absl::StrCat(kHeader, "\nstore ", manifest.store_id, "\n");
  for (const BackupFile& file : manifest.files) absl::StrAppend(&text, file.sha256, "  ", file.size, "  ", file.name, "\n");
  return absl::StrCat(text, EndLine(text));
}

absl::StatusOr<BackupManifest> ParseManifest(absl::string_view text) {
  const absl::Status damaged = absl::DataLossError("the backup's list of files is damaged");
  const size_t end = text.rfind("\nend ");
  if (end == absl::string_view::npos) return damaged;
  const absl::string_view body = text.substr(0, end + 1);
  if (text.substr(end + 1) != EndLine(body)) return damaged;
  const std::vector<absl::string_view> lines = absl::StrSplit(body.substr(0, body.size() - 1), '\n');
  if (lines[0] != kHeader) {
    if (!absl::StartsWith(lines[0], kForm)) return damaged;
    return absl::FailedPreconditionError("the backup is of a form that this program does not know: restore it with a newer one");
  }
  absl::string_view store = lines.size() < 2 ? absl::string_view() : lines[1];
  if (!absl::ConsumePrefix(&store, "store ")) return damaged;
  BackupManifest manifest;
  manifest.store_id = std::string(store);
  for (size_t i = 2; i < lines.size(); ++i) {
    BackupFile file;
    if (!ParseLine(lines[i], &file)) return damaged;
    // By name, so none comes twice.
    if (!manifest.files.empty() && manifest.files.back().name >= file.name) return damaged;
    manifest.files.push_back(std::move(file));
  }
  return manifest;
}

}  // namespace frontline::storage
