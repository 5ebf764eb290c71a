// A file system that fails on request and forgets what was never synced. For tests.
#ifndef FRONTLINE_STORAGE_FAULTY_ENV_H_
#define FRONTLINE_STORAGE_FAULTY_ENV_H_

#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "rocksdb/env.h"
#include "rocksdb/file_system.h"

namespace frontline::storage {

enum class Fault {
  kNone,
  kEio,     // the call fails and does nothing
  kEnospc,  // the same, for want of room; only calls that take room fail
  kTorn,    // an append writes its first half and fails; other calls don't
};

// Wraps another file system. Counts every call that could fail (open, read, append, sync, close, rename, link, delete, truncate, list, stat, lock,
// directory sync) and lets one, or all from one on, fail. Thread-safe, but for Crash.
class FaultyFileSystem : public rocksdb::FileSystemWrapper {
 public:
  explicit FaultyFileSystem(const std::shared_ptr<rocksdb::FileSystem>& target) : FileSystemWrapper(target) {}
  static const char* kClassName() { return "FaultyFileSystem"; }
  const char* Name() const override { return kClassName(); }

  // The `nth` call from now on that `fault` concerns fails (1: the next); with `lasting`, all later ones too, as on a disk that died.
  void Arm(Fault fault, uint64_t nth, bool lasting);
  void Disarm();
  // Calls since Arm or Disarm that the armed fault concerns (with none armed: all).
  uint64_t calls() const;
  bool fired() const;
  // What GetFreeSpace answers; nullopt: what the target says.
  void SetFreeBytes(std::optional<uint64_t> bytes);

  // What becomes, in a power cut, of names that were made or renamed since the last sync of their directory.
  enum class Names {
    kLost,  // new files are gone, renames undone: all that POSIX promises
    kKept,  // the file system's journal got that far: the names are there, whatever the files hold
  };
  // What a power cut leaves: of each file its synced part and `keep_percent` of what was appended after; of names, as `names` says. Deletions
  // stand. No store may be open on it.
  void Crash(int keep_percent, Names names);

  // The classes of calls, for those who wrap files. `room`: the call may need room on the disk.
  rocksdb::IOStatus Turn(bool room) { return Turn(room, nullptr); }
  rocksdb::IOStatus TurnAppend(bool* torn) { return Turn(true, torn); }
  void Appended(const std::string& name, uint64_t bytes);
  void Truncated(const std::string& name, uint64_t size);
  void Synced(const std::string& name);
  void DirectorySynced(const std::string& name);

  rocksdb::IOStatus NewSequentialFile(const std::string& name, const rocksdb::FileOptions& options, std::unique_ptr<rocksdb::FSSequentialFile>* file,
                                      rocksdb::IODebugContext* debug) override;
  rocksdb::IOStatus NewRandomAccessFile(const std::string& name, const rocksdb::FileOptions& options,
                                        std::unique_ptr<rocksdb::FSRandomAccessFile>* file, rocksdb::IODebugContext* debug) override;
  rocksdb::IOStatus NewWritableFile(const std::string& name, const rocksdb::FileOptions& options, std::unique_ptr<rocksdb::FSWritableFile>* file,
                                    rocksdb::IODebugContext* debug) override;
  rocksdb::IOStatus ReopenWritableFile(const std::string& name, const rocksdb::FileOptions& options, std::unique_ptr<rocksdb::FSWritableFile>* file,
                                       rocksdb::IODebugContext* debug) override;
  rocksdb::IOStatus ReuseWritableFile(const std::string& name, const std::string& old_name, const rocksdb::FileOptions& options,
                                      std::unique_ptr<rocksdb::FSWritableFile>* file, rocksdb::IODebugContext* debug) override;
  rocksdb::IOStatus NewDirectory(const std::string& name, const rocksdb::IOOptions& options, std::unique_ptr<rocksdb::FSDirectory>* directory,
                                 rocksdb::IODebugContext* debug) override;
  rocksdb::IOStatus FileExists(const std::string& name, const rocksdb::IOOptions& options, rocksdb::IODebugContext* debug) override;
  rocksdb::IOStatus GetChildren(const std::string& name, const rocksdb::IOOptions& options, std::vector<std::string>* children,
                                rocksdb::IODebugContext* debug) override;
  rocksdb::IOStatus DeleteFile(const std::string& name, const rocksdb::IOOptions& options, rocksdb::IODebugContext* debug) override;
  rocksdb::IOStatus Truncate(const std::string& name, size_t size, const rocksdb::IOOptions& options, rocksdb::IODebugContext* debug) override;
  rocksdb::IOStatus CreateDir(const std::string& name, const rocksdb::IOOptions& options, rocksdb::IODebugContext* debug) override;
  rocksdb::IOStatus CreateDirIfMissing(const std::string& name, const rocksdb::IOOptions& options, rocksdb::IODebugContext* debug) override;
  rocksdb::IOStatus DeleteDir(const std::string& name, const rocksdb::IOOptions& options, rocksdb::IODebugContext* debug) override;
  rocksdb::IOStatus GetFileSize(const std::string& name, const rocksdb::IOOptions& options, uint64_t* size, rocksdb::IODebugContext* debug) override;
  rocksdb::IOStatus RenameFile(const std::string& from, const std::string& to, const rocksdb::IOOptions& options,
                               rocksdb::IODebugContext* debug) override;
  rocksdb::IOStatus LinkFile(const std::string& from, const std::string& to, const rocksdb::IOOptions& options,
                             rocksdb::IODebugContext* debug) override;
  rocksdb::IOStatus LockFile(const std::string& name, const rocksdb::IOOptions& options, rocksdb::FileLock** lock,
                             rocksdb::IODebugContext* debug) override;
  rocksdb::IOStatus GetFreeSpace(const std::string& path, const rocksdb::IOOptions& options, uint64_t* bytes,
                                 rocksdb::IODebugContext* debug) override;

 private:
  struct Extent {
    uint64_t size = 0;
    uint64_t synced = 0;
  };
  struct Rename {
    std::string from;
    std::string to;
    bool from_synced;                     // the old name was durable: it comes back
    std::optional<std::string> replaced;  // what `to` held before
  };
  rocksdb::IOStatus Turn(bool room, bool* torn);
  void Created(const std::string& name);
  void Renamed(Rename rename);
  void UndoRename(const Rename& rename);
  std::unique_ptr<rocksdb::FSWritableFile> Wrapped(const std::string& name, std::unique_ptr<rocksdb::FSWritableFile> file);

  mutable std::mutex mutex_;
  Fault fault_ = Fault::kNone;
  uint64_t nth_ = 0;
  bool lasting_ = false;
  bool fired_ = false;
  uint64_t calls_ = 0;
  std::optional<uint64_t> free_bytes_;
  std::map<std::string, Extent> files_;   // those written through this wrapper
  std::set<std::string> unsynced_names_;  // made since the last sync of their directory
  std::vector<Rename> unsynced_renames_;  // in order
};

// A faulty file system over files in memory, with its environment.
struct FaultyEnv {
  std::shared_ptr<FaultyFileSystem> files;
  std::shared_ptr<rocksdb::Env> env;
};
FaultyEnv NewFaultyMemoryEnv();
// Over the operating system's files.
FaultyEnv NewFaultyDiskEnv();

}  // namespace frontline::storage

#endif  // FRONTLINE_STORAGE_FAULTY_ENV_H_
