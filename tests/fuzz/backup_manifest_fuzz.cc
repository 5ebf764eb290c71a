// Any text as the list of a backup's files, as it is and with a fitting end line: refused, or a list whose names stay within the folder and that is
// the same when written and read again.
#include <cstddef>
#include <cstdint>
#include <string>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "storage/backup_manifest.h"
#include "storage/sha256.h"
#include "tests/fuzz/must.h"

namespace frontline::fuzz {
namespace {

void Parse(absl::string_view text) {
  const absl::StatusOr<storage::BackupManifest> manifest = storage::ParseManifest(text);
  if (!manifest.ok()) {
    Must(absl::IsDataLoss(manifest.status()) || absl::IsFailedPrecondition(manifest.status()), "a refusal is one of the two documented");
    return;
  }
  for (const storage::BackupFile& file : manifest->files) {
    Must(!file.name.empty() && file.name != "." && file.name != ".." && file.name.find('/') == std::string::npos, "names stay within the folder");
  }
  const std::string rendered = storage::RenderManifest(*manifest);
  const absl::StatusOr<storage::BackupManifest> again = storage::ParseManifest(rendered);
  Must(again.ok() && storage::RenderManifest(*again) == rendered, "a list that was read can be written and read again");
}

}  // namespace
}  // namespace frontline::fuzz

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const absl::string_view text(reinterpret_cast<const char*>(data), size);
  frontline::fuzz::Parse(text);
  frontline::fuzz::Parse(absl::StrCat(text, "end ", absl::BytesToHexString(frontline::storage::Sha256(text)), "\n"));
  return 0;
}
