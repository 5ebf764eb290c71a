#include "storage/backup.h"

#include <algorithm>
#include <filesystem>
#include <memory>
#include <system_error>
#include <utility>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "rocksdb/env.h"
#include "rocksdb/file_system.h"
#include "rocksdb/utilities/checkpoint.h"
#include "storage/backup_manifest.h"
#include "storage/rocks_store.h"
#include "storage/sha256.h"

namespace frontline::storage {
namespace {

using rocksdb::Env;

constexpr size_t kChunk = 1 << 20;

// What a folder is called until it is whole. Nobody else's folder of that name is touched.
std::string PartialName(const std::string& folder) { return folder + ".partial"; }

absl::Status Failed(absl::string_view what, const std::string& path, const rocksdb::Status& status) {
  const std::string text = absl::StrCat(what, " ", path, ": ", status.ToString());
  return status.IsNoSpace() ? absl::ResourceExhaustedError(text) : absl::UnavailableError(text);
}

// Reads `path` to its end; gives the pieces to `sink` and fills in size and hash.
template <typename Sink>
absl::Status Digest(Env& env, const std::string& path, BackupFile* file, Sink sink) {
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

// For its owner only: a backup holds all that the data folder does.
absl::Status CloseToOthers(Env& env, const std::string& folder) {
  if (&env != Env::Default()) return absl::OkStatus();  // only the operating system's files have an owner
  std::error_code error;
  std::filesystem::permissions(folder, std::filesystem::perms::owner_all, error);
  if (!error) return absl::OkStatus();
  return absl::UnavailableError(absl::StrCat("making ", folder, " private: ", error.message()));
}

// A new folder, so closed.
absl::Status MakePrivate(Env& env, const std::string& folder) {
  if (env.FileExists(folder).ok()) {
    return absl::AlreadyExistsError(absl::StrCat(folder, " exists, perhaps left behind by a run that was broken off: remove it and try again"));
  }
  if (rocksdb::Status made = env.CreateDir(folder); !made.ok()) return Failed("making", folder, made);
  absl::Status closed = CloseToOthers(env, folder);
  if (!closed.ok()) env.DeleteDir(folder);
  return closed;
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

absl::StatusOr<BackupManifest> ReadManifest(Env& env, const std::string& folder) {
  const std::string path = absl::StrCat(folder, "/", kBackupManifest);
  if (!env.FileExists(path).ok()) {
    return absl::FailedPreconditionError(absl::StrCat(folder, " is not a complete backup: it has no ", kBackupManifest));
  }
  std::string text;
  if (rocksdb::Status status = rocksdb::ReadFileToString(&env, path, &text); !status.ok()) return Failed("reading", path, status);
  absl::StatusOr<BackupManifest> manifest = ParseManifest(text);
  if (!manifest.ok()) return absl::Status(manifest.status().code(), absl::StrCat(path, ": ", manifest.status().message()));
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
  BackupManifest manifest{store_id, {}};
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
    BackupFile file;
    file.name = name;
    if (absl::Status digested = Digest(env, absl::StrCat(folder, "/", name), &file, count); !digested.ok()) return digested;
    manifest.files.push_back(std::move(file));
  }
  if (absl::Status written = WriteWhole(env, absl::StrCat(folder, "/", kBackupManifest), RenderManifest(manifest)); !written.ok()) return written;
  return SyncFolder(env, folder);
}

absl::Status CopyFile(Env& env, const std::string& from, const std::string& to, const BackupFile& expected) {
  std::unique_ptr<rocksdb::WritableFile> output;
  rocksdb::Status status = env.NewWritableFile(to, &output, rocksdb::EnvOptions());
  if (!status.ok()) return Failed("writing", to, status);
  BackupFile copied;
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

absl::Status VerifyFiles(Env& env, const std::string& backup, const BackupManifest& manifest) {
  absl::StatusOr<std::vector<std::string>> names = FilesIn(env, backup);
  if (!names.ok()) return names.status();
  if (names->size() != manifest.files.size() + 1) {
    return absl::DataLossError(absl::StrCat("the backup holds ", names->size() - 1, " files and should hold ", manifest.files.size()));
  }
  for (const BackupFile& file : manifest.files) {
    const std::string path = absl::StrCat(backup, "/", file.name);
    if (!env.FileExists(path).ok()) return absl::DataLossError(absl::StrCat("the backup lacks ", file.name));
    BackupFile found;
    if (absl::Status digested = Digest(env, path, &found, Nowhere); !digested.ok()) return digested;
    if (found.size != file.size || found.sha256 != file.sha256) return absl::DataLossError(absl::StrCat("the backup's ", file.name, " is damaged"));
  }
  return absl::OkStatus();
}

// Gives the whole folder `partial` the name `folder`, for good.
absl::Status Publish(Env& env, const std::string& partial, const std::string& folder) {
  if (rocksdb::Status renamed = env.RenameFile(partial, folder); !renamed.ok()) return Failed("renaming", partial, renamed);
  absl::Status synced = SyncFolder(env, Parent(folder));
  if (!synced.ok()) Discard(env, folder);  // it may be gone after a power cut: no name for something of which that is so
  return synced;
}

// RESOURCE_EXHAUSTED unless the disk of `folder` has room for so much. A disk that can't say is taken to have it.
absl::Status CheckRoom(Env& env, const std::string& folder, uint64_t needed, absl::string_view what) {
  uint64_t free = 0;
  const rocksdb::IOStatus asked = env.GetFileSystem()->GetFreeSpace(Parent(folder), rocksdb::IOOptions(), &free, nullptr);
  if (!asked.ok() || free >= needed) return absl::OkStatus();
  return absl::ResourceExhaustedError(absl::StrCat(what, " needs ", (needed >> 20) + 1, " MiB and ", Parent(folder), " has ", free >> 20));
}

absl::Status FillRestored(Env& env, const std::string& backup, const BackupManifest& manifest, const std::string& folder) {
  for (const BackupFile& file : manifest.files) {
    absl::Status status = CopyFile(env, absl::StrCat(backup, "/", file.name), absl::StrCat(folder, "/", file.name), file);
    if (!status.ok()) return status;
  }
  return SyncFolder(env, folder);
}

}  // namespace

absl::Status WriteBackup(Database& database, const std::string& store_id, uint64_t reserve_bytes, const std::string& target,
                         const BackupProgress& progress) {
  Env& env = *database.env();
  const std::string folder = Trimmed(target);
  if (folder.empty()) return absl::InvalidArgumentError("the backup's folder has no name");
  if (env.FileExists(folder).ok()) return absl::AlreadyExistsError(absl::StrCat(folder, " exists: a backup goes into a new folder"));
  // On the same file system the tables are linked, not copied, but that is known only afterwards: ask for room for all.
  const uint64_t needed = database.Property("rocksdb.total-sst-files-size") + database.Property("rocksdb.cur-size-all-mem-tables") + reserve_bytes;
  if (absl::Status status = CheckRoom(env, folder, needed, "a backup"); !status.ok()) return status;
  // Within a private folder until it is whole and private itself: a folder of the name asked for is always a finished backup.
  const std::string partial = PartialName(folder);
  if (absl::Status status = MakePrivate(env, partial); !status.ok()) return status;
  const std::string data = partial + "/data";
  absl::Status status = FillBackup(database, store_id, data, progress);
  if (status.ok()) status = CloseToOthers(env, data);
  if (status.ok()) status = Publish(env, data, folder);
  Discard(env, data);
  Discard(env, data + ".tmp");  // RocksDB's, where it could not tidy up
  env.DeleteDir(partial);
  return status;
}

absl::Status RestoreBackup(Env& env, const std::string& source, const std::string& target) {
  const std::string backup = Trimmed(source);
  const std::string folder = Trimmed(target);
  if (folder.empty()) return absl::InvalidArgumentError("the data folder has no name");
  absl::StatusOr<BackupManifest> manifest = ReadManifest(env, backup);
  if (!manifest.ok()) return manifest.status();
  if (absl::Status status = VerifyFiles(env, backup, *manifest); !status.ok()) return status;
  if (env.FileExists(folder).ok()) {
    absl::StatusOr<std::vector<std::string>> present = FilesIn(env, folder);
    if (!present.ok()) return present.status();
    if (!present->empty()) return absl::AlreadyExistsError(absl::StrCat(folder, " is not empty: restore into a new folder"));
  }
  const uint64_t needed = manifest->TotalBytes() + RocksOptions().reserve_bytes;
  if (absl::Status status = CheckRoom(env, folder, needed, "the restored data"); !status.ok()) return status;
  const std::string partial = PartialName(folder);
  if (absl::Status status = MakePrivate(env, partial); !status.ok()) return status;
  absl::Status status = FillRestored(env, backup, *manifest, partial);
  if (status.ok()) status = Publish(env, partial, folder);  // an empty folder gives way
  if (!status.ok()) Discard(env, partial);
  return status;
}

absl::Status Restore(const std::string& backup, const std::string& folder) { return RestoreBackup(*Env::Default(), backup, folder); }

}  // namespace frontline::storage
