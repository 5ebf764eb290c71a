#include "storage/backup.h"

#include <algorithm>
#include <memory>
#include <utility>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "rocksdb/env.h"
#include "rocksdb/file_system.h"
#include "rocksdb/utilities/checkpoint.h"
#include "storage/rocks_store.h"
#include "storage/sha256.h"

// The manifest is text, so that a backup can be checked by hand (sha256sum knows the middle part):
//   frontline-backup 1
//   store <store id>
//   <sha-256 in hex>  <size in bytes>  <file name>      one line for each other file, by name
//   end <sha-256 in hex of all lines before>
namespace frontline::storage {
namespace {

using rocksdb::Env;

constexpr char kHeader[] = "frontline-backup 1";
constexpr size_t kChunk = 1 << 20;

struct File {
  std::string name;
  uint64_t size = 0;
  std::string sha256;  // hex
};

struct Manifest {
  std::string store_id;
  std::vector<File> files;
};

absl::Status Failed(absl::string_view what, const std::string& path, const rocksdb::Status& status) {
  return absl::UnavailableError(absl::StrCat(what, " ", path, ": ", status.ToString()));
}

// Reads `path` to its end; gives the pieces to `sink` and fills in size and hash.
template <typename Sink>
absl::Status Digest(Env& env, const std::string& path, File* file, Sink sink) {
  std::unique_ptr<rocksdb::SequentialFile> input;
  rocksdb::Status status = env.NewSequentialFile(path, &input, rocksdb::EnvOptions());
  if (!status.ok()) return Failed("reading", path, status);
  Sha256Stream sha;
  const std::unique_ptr<char[]> buffer(new char[kChunk]);
  file->size = 0;
  while (true) {
    rocksdb::Slice piece;
    status = input->Read(kChunk, &piece, buffer.get());
    if (!status.ok()) return Failed("reading", path, status);
    if (piece.empty()) break;
    sha.Add(AsView(piece));
    file->size += piece.size();
    if (absl::Status sunk = sink(piece); !sunk.ok()) return sunk;
  }
  file->sha256 = absl::BytesToHexString(sha.Finish());
  return absl::OkStatus();
}

absl::Status Nowhere(const rocksdb::Slice&) { return absl::OkStatus(); }

absl::Status SyncFolder(Env& env, const std::string& path) {
  std::unique_ptr<rocksdb::Directory> directory;
  rocksdb::Status status = env.NewDirectory(path, &directory);
  if (status.ok()) status = directory->Fsync();
  return status.ok() ? absl::OkStatus() : Failed("syncing", path, status);
}

// Removes a folder of files; what can't be removed stays.
void Discard(Env& env, const std::string& folder) {
  std::vector<std::string> names;
  if (!env.GetChildren(folder, &names).ok()) return;
  for (const std::string& name : names) {
    if (name != "." && name != "..") env.DeleteFile(absl::StrCat(folder, "/", name));
  }
  env.DeleteDir(folder);
}

absl::StatusOr<std::vector<std::string>> FilesIn(Env& env, const std::string& folder) {
  std::vector<std::string> names;
  if (rocksdb::Status status = env.GetChildren(folder, &names); !status.ok()) return Failed("listing", folder, status);
  names.erase(std::remove_if(names.begin(), names.end(), [](const std::string& name) { return name == "." || name == ".."; }), names.end());
  std::sort(names.begin(), names.end());
  return names;
}

// Where `folder` lies, for free space and for making the rename last.
std::string Parent(const std::string& folder) {
  const size_t slash = folder.find_last_of('/');
  if (slash == std::string::npos) return ".";
  return slash == 0 ? "/" : folder.substr(0, slash);
}

std::string Trimmed(const std::string& folder) {
  absl::string_view trimmed = folder;
  while (trimmed.size() > 1 && absl::ConsumeSuffix(&trimmed, "/")) continue;
  return std::string(trimmed);
}

std::string Render(const Manifest& manifest) {
  std::string text = absl::StrCat(kHeader, "\nstore ", manifest.store_id, "\n");
  for (const File& file : manifest.files) absl::StrAppend(&text, file.sha256, "  ", file.size, "  ", file.name, "\n");
  return absl::StrCat(text, "end ", absl::BytesToHexString(Sha256(text)), "\n");
}

absl::StatusOr<Manifest> ReadManifest(Env& env, const std::string& folder) {
  const std::string path = absl::StrCat(folder, "/", kBackupManifest);
  if (!env.FileExists(path).ok()) {
    return absl::FailedPreconditionError(absl::StrCat(folder, " is not a complete backup: it has no ", kBackupManifest));
  }
  std::string text;
  if (rocksdb::Status status = rocksdb::ReadFileToString(&env, path, &text); !status.ok()) return Failed("reading", path, status);
  const absl::Status damaged = absl::DataLossError(absl::StrCat("the backup's ", kBackupManifest, " is damaged"));
  const size_t end = text.rfind("end ");
  if (end == std::string::npos || text.substr(end) != absl::StrCat("end ", absl::BytesToHexString(Sha256(text.substr(0, end))), "\n")) return damaged;
  std::vector<std::string> lines = absl::StrSplit(text.substr(0, end), '\n', absl::SkipEmpty());
  Manifest manifest;
  if (lines.size() < 2 || lines[0] != kHeader) {
    return absl::FailedPreconditionError(absl::StrCat("the backup in ", folder, " is of a form that this program does not know"));
  }
  absl::string_view store = lines[1];
  if (!absl::ConsumePrefix(&store, "store ")) return damaged;
  manifest.store_id = std::string(store);
  for (size_t i = 2; i < lines.size(); ++i) {
    const std::vector<std::string> parts = absl::StrSplit(lines[i], absl::MaxSplits("  ", 2));
    File file;
    if (parts.size() != 3 || !absl::SimpleAtoi(parts[1], &file.size) || parts[2].find('/') != std::string::npos) return damaged;
    file.sha256 = parts[0];
    file.name = parts[2];
    manifest.files.push_back(std::move(file));
  }
  return manifest;
}

absl::Status WriteWhole(Env& env, const std::string& path, const std::string& text) {
  rocksdb::Status status = rocksdb::WriteStringToFile(&env, text, path, /*should_sync=*/true);
  return status.ok() ? absl::OkStatus() : Failed("writing", path, status);
}

absl::Status FillBackup(Database& database, const std::string& store_id, const std::string& folder, const BackupProgress& progress) {
  Env& env = *database.env();
  rocksdb::Checkpoint* raw = nullptr;
  rocksdb::Status status = rocksdb::Checkpoint::Create(database.rocks(), &raw);
  const std::unique_ptr<rocksdb::Checkpoint> checkpoint(raw);
  if (status.ok()) status = checkpoint->CreateCheckpoint(folder);
  if (!status.ok()) return Failed("copying the store to", folder, status);
  Manifest manifest{store_id, {}};
  absl::StatusOr<std::vector<std::string>> names = FilesIn(env, folder);
  if (!names.ok()) return names.status();
  uint64_t total = 0;
  for (const std::string& name : *names) {
    uint64_t size = 0;
    if (env.GetFileSize(absl::StrCat(folder, "/", name), &size).ok()) total += size;
  }
  uint64_t done = 0;
  const auto count = [&](const rocksdb::Slice& piece) {
    done += piece.size();
    if (progress) progress(done, std::max(done, total));
    return absl::OkStatus();
  };
  for (const std::string& name : *names) {
    File file;
    file.name = name;
    if (absl::Status digested = Digest(env, absl::StrCat(folder, "/", name), &file, count); !digested.ok()) return digested;
    manifest.files.push_back(std::move(file));
  }
  if (absl::Status written = WriteWhole(env, absl::StrCat(folder, "/", kBackupManifest), Render(manifest)); !written.ok()) return written;
  return SyncFolder(env, folder);
}

absl::Status CopyFile(Env& env, const std::string& from, const std::string& to, const File& expected) {
  std::unique_ptr<rocksdb::WritableFile> output;
  rocksdb::Status status = env.NewWritableFile(to, &output, rocksdb::EnvOptions());
  if (!status.ok()) return Failed("writing", to, status);
  File copied;
  absl::Status digested = Digest(env, from, &copied, [&](const rocksdb::Slice& piece) {
    const rocksdb::Status appended = output->Append(piece);
    return appended.ok() ? absl::OkStatus() : Failed("writing", to, appended);
  });
  if (!digested.ok()) return digested;
  if (status = output->Sync(); status.ok()) status = output->Close();
  if (!status.ok()) return Failed("writing", to, status);
  // Looked at before already; this is about what was read this time.
  if (copied.sha256 != expected.sha256) return absl::DataLossError(absl::StrCat("the backup's ", expected.name, " changed while it was read"));
  return absl::OkStatus();
}

absl::Status VerifyFiles(Env& env, const std::string& backup, const Manifest& manifest) {
  absl::StatusOr<std::vector<std::string>> names = FilesIn(env, backup);
  if (!names.ok()) return names.status();
  if (names->size() != manifest.files.size() + 1) {
    return absl::DataLossError(absl::StrCat("the backup holds ", names->size() - 1, " files and should hold ", manifest.files.size()));
  }
  for (const File& file : manifest.files) {
    const std::string path = absl::StrCat(backup, "/", file.name);
    if (!env.FileExists(path).ok()) return absl::DataLossError(absl::StrCat("the backup lacks ", file.name));
    File found;
    if (absl::Status digested = Digest(env, path, &found, Nowhere); !digested.ok()) return digested;
    if (found.size != file.size || found.sha256 != file.sha256) return absl::DataLossError(absl::StrCat("the backup's ", file.name, " is damaged"));
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status WriteBackup(Database& database, const std::string& store_id, uint64_t reserve_bytes, const std::string& target,
                         const BackupProgress& progress) {
  Env& env = *database.env();
  const std::string folder = Trimmed(target);
  if (folder.empty()) return absl::InvalidArgumentError("the backup's folder has no name");
  if (env.FileExists(folder).ok()) return absl::AlreadyExistsError(absl::StrCat(folder, " exists: a backup goes into a new folder"));
  // On the same file system the tables are linked, not copied, but that is known only afterwards: ask for room for all.
  const uint64_t needed = database.Property("rocksdb.total-sst-files-size") + database.Property("rocksdb.cur-size-all-mem-tables");
  uint64_t free = 0;
  const rocksdb::IOStatus asked = env.GetFileSystem()->GetFreeSpace(Parent(folder), rocksdb::IOOptions(), &free, nullptr);
  if (asked.ok() && free < needed + reserve_bytes) {
    return absl::ResourceExhaustedError(
        absl::StrCat("a backup needs ", (needed + reserve_bytes) >> 20, " MiB and ", Parent(folder), " has ", free >> 20));
  }
  // Under another name until it is whole: a folder of the name asked for is always a finished backup.
  const std::string partial = folder + ".partial";
  Discard(env, partial);
  absl::Status status = FillBackup(database, store_id, partial, progress);
  if (status.ok()) {
    const rocksdb::Status renamed = env.RenameFile(partial, folder);
    status = renamed.ok() ? SyncFolder(env, Parent(folder)) : Failed("renaming", partial, renamed);
  }
  if (!status.ok()) Discard(env, partial);
  return status;
}

absl::Status Restore(const std::string& backup, const std::string& target) {
  Env& env = *Env::Default();
  const std::string folder = Trimmed(target);
  if (folder.empty()) return absl::InvalidArgumentError("the data folder has no name");
  absl::StatusOr<Manifest> manifest = ReadManifest(env, backup);
  if (!manifest.ok()) return manifest.status();
  if (absl::Status status = VerifyFiles(env, backup, *manifest); !status.ok()) return status;
  if (env.FileExists(folder).ok()) {
    absl::StatusOr<std::vector<std::string>> present = FilesIn(env, folder);
    if (!present.ok()) return present.status();
    if (!present->empty()) return absl::AlreadyExistsError(absl::StrCat(folder, " is not empty: restore into a new folder"));
    env.DeleteDir(folder);
  }
  const std::string partial = folder + ".partial";
  Discard(env, partial);
  absl::Status status;
  if (rocksdb::Status made = env.CreateDir(partial); !made.ok()) return Failed("making", partial, made);
  for (const File& file : manifest->files) {
    status = CopyFile(env, absl::StrCat(backup, "/", file.name), absl::StrCat(partial, "/", file.name), file);
    if (!status.ok()) break;
  }
  if (status.ok()) status = SyncFolder(env, partial);
  if (status.ok()) {
    const rocksdb::Status renamed = env.RenameFile(partial, folder);
    status = renamed.ok() ? SyncFolder(env, Parent(folder)) : Failed("renaming", partial, renamed);
  }
  if (!status.ok()) Discard(env, partial);
  return status;
}

}  // namespace frontline::storage
