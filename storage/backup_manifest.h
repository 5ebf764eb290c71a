// The list of a backup's files, with their hashes: what makes damage show before a restore. Text, so that a backup can be checked by hand:
//
//   frontline-backup 1
//   store <store id>
//   <sha-256 in hex>  <size in bytes>  <file name>      one line for each other file, by name
//   end <sha-256 in hex of all lines before>
#ifndef FRONTLINE_STORAGE_BACKUP_MANIFEST_H_
#define FRONTLINE_STORAGE_BACKUP_MANIFEST_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace frontline::storage {

struct BackupFile {
  std::string name;  // of a file right in the backup's folder
  uint64_t size = 0;
  std::string sha256;  // hex
};

struct BackupManifest {
  std::string store_id;
  std::vector<BackupFile> files;

  uint64_t TotalBytes() const;
};

std::string RenderManifest(const BackupManifest& manifest);
// DATA_LOSS when the text is damaged; FAILED_PRECONDITION when it is whole but of a form that this program does not know.
absl::StatusOr<BackupManifest> ParseManifest(absl::string_view text);

}  // namespace frontline::storage

#endif  // FRONTLINE_STORAGE_BACKUP_MANIFEST_H_
