#include "storage/faulty_env.h"

#include <algorithm>
#include <utility>

#include "rocksdb/system_clock.h"

namespace frontline::storage {
namespace {

using rocksdb::FileOptions;
using rocksdb::IODebugContext;
using rocksdb::IOOptions;
using rocksdb::IOStatus;
using rocksdb::Slice;

std::string DirectoryOf(const std::string& name) {
  const size_t slash = name.find_last_of('/');
  return slash == std::string::npos ? "." : name.substr(0, slash);
}

class FaultySequentialFile : public rocksdb::FSSequentialFileOwnerWrapper {
 public:
  FaultySequentialFile(FaultyFileSystem* files, std::unique_ptr<rocksdb::FSSequentialFile> file)
      : FSSequentialFileOwnerWrapper(std::move(file)), files_(files) {}
  IOStatus Read(size_t n, const IOOptions& options, Slice* result, char* scratch, IODebugContext* debug) override {
    if (IOStatus status = files_->Turn(false); !status.ok()) return status;
    return FSSequentialFileOwnerWrapper::Read(n, options, result, scratch, debug);
  }

 private:
  FaultyFileSystem* const files_;
};

class FaultyRandomAccessFile : public rocksdb::FSRandomAccessFileOwnerWrapper {
 public:
  FaultyRandomAccessFile(FaultyFileSystem* files, std::unique_ptr<rocksdb::FSRandomAccessFile> file)
      : FSRandomAccessFileOwnerWrapper(std::move(file)), files_(files) {}
  IOStatus Read(uint64_t offset, size_t n, const IOOptions& options, Slice* result, char* scratch, IODebugContext* debug) const override {
    if (IOStatus status = files_->Turn(false); !status.ok()) return status;
    return FSRandomAccessFileOwnerWrapper::Read(offset, n, options, result, scratch, debug);
  }
  IOStatus MultiRead(rocksdb::FSReadRequest* requests, size_t count, const IOOptions& options, IODebugContext* debug) override {
    if (IOStatus status = files_->Turn(false); !status.ok()) return status;
    return FSRandomAccessFileOwnerWrapper::MultiRead(requests, count, options, debug);
  }
  IOStatus Prefetch(uint64_t offset, size_t n, const IOOptions& options, IODebugContext* debug) override {
    if (IOStatus status = files_->Turn(false); !status.ok()) return status;
    return FSRandomAccessFileOwnerWrapper::Prefetch(offset, n, options, debug);
  }

 private:
  FaultyFileSystem* const files_;
};

class FaultyWritableFile : public rocksdb::FSWritableFileOwnerWrapper {
 public:
  FaultyWritableFile(FaultyFileSystem* files, std::string name, std::unique_ptr<rocksdb::FSWritableFile> file)
      : FSWritableFileOwnerWrapper(std::move(file)), files_(files), name_(std::move(name)) {}
  IOStatus Append(const Slice& data, const IOOptions& options, IODebugContext* debug) override {
    bool torn = false;
    IOStatus turn = files_->TurnAppend(&torn);
    if (!turn.ok() && !torn) return turn;
    const Slice part(data.data(), torn ? data.size() / 2 : data.size());
    IOStatus status = FSWritableFileOwnerWrapper::Append(part, options, debug);
    if (status.ok()) files_->Appended(name_, part.size());
    return torn ? turn : status;
  }
  IOStatus Append(const Slice& data, const IOOptions& options, const rocksdb::DataVerificationInfo&, IODebugContext* debug) override {
    return Append(data, options, debug);
  }
  IOStatus Truncate(uint64_t size, const IOOptions& options, IODebugContext* debug) override {
    if (IOStatus status = files_->Turn(false); !status.ok()) return status;
    IOStatus status = FSWritableFileOwnerWrapper::Truncate(size, options, debug);
    if (status.ok()) files_->Truncated(name_, size);
    return status;
  }
  IOStatus Flush(const IOOptions& options, IODebugContext* debug) override {
    if (IOStatus status = files_->Turn(true); !status.ok()) return status;
    return FSWritableFileOwnerWrapper::Flush(options, debug);
  }
  IOStatus Sync(const IOOptions& options, IODebugContext* debug) override {
    return Hard([&] { return FSWritableFileOwnerWrapper::Sync(options, debug); });
  }
  IOStatus Fsync(const IOOptions& options, IODebugContext* debug) override {
    return Hard([&] { return FSWritableFileOwnerWrapper::Fsync(options, debug); });
  }
  IOStatus RangeSync(uint64_t offset, uint64_t bytes, const IOOptions& options, IODebugContext* debug) override {
    // Starts writing out; promises nothing.
    if (IOStatus status = files_->Turn(true); !status.ok()) return status;
    return FSWritableFileOwnerWrapper::RangeSync(offset, bytes, options, debug);
  }
  IOStatus Close(const IOOptions& options, IODebugContext* debug) override {
    IOStatus turn = files_->Turn(true);
    IOStatus status = FSWritableFileOwnerWrapper::Close(options, debug);
    return turn.ok() ? status : turn;
  }

 private:
  template <typename Sync>
  IOStatus Hard(Sync sync) {
    if (IOStatus status = files_->Turn(true); !status.ok()) return status;
    IOStatus status = sync();
    if (status.ok()) files_->Synced(name_);
    return status;
  }

  FaultyFileSystem* const files_;
  const std::string name_;
};

class FaultyDirectory : public rocksdb::FSDirectoryWrapper {
 public:
  FaultyDirectory(FaultyFileSystem* files, std::string name, std::unique_ptr<rocksdb::FSDirectory> directory)
      : FSDirectoryWrapper(std::move(directory)), files_(files), name_(std::move(name)) {}
  IOStatus Fsync(const IOOptions& options, IODebugContext* debug) override {
    if (IOStatus status = files_->Turn(true); !status.ok()) return status;
    IOStatus status = FSDirectoryWrapper::Fsync(options, debug);
    if (status.ok()) files_->DirectorySynced(name_);
    return status;
  }
  IOStatus FsyncWithDirOptions(const IOOptions& options, IODebugContext* debug, const rocksdb::DirFsyncOptions&) override {
    return Fsync(options, debug);
  }

 private:
  FaultyFileSystem* const files_;
  const std::string name_;
};

// After a failed flush RocksDB rests for a second before it goes on: too long for a test that makes hundreds fail.
class ImpatientClock : public rocksdb::SystemClockWrapper {
 public:
  ImpatientClock() : SystemClockWrapper(rocksdb::SystemClock::Default()) {}
  const char* Name() const override { return "ImpatientClock"; }
  void SleepForMicroseconds(int micros) override { SystemClockWrapper::SleepForMicroseconds(std::min(micros, 1000)); }
};

class ImpatientEnv : public rocksdb::EnvWrapper {
 public:
  explicit ImpatientEnv(const std::shared_ptr<rocksdb::FileSystem>& files) : EnvWrapper(std::shared_ptr<rocksdb::Env>(NewCompositeEnv(files))) {
    file_system_ = files;
    system_clock_ = std::make_shared<ImpatientClock>();
  }
  const char* Name() const override { return "ImpatientEnv"; }
};

FaultyEnv Over(const std::shared_ptr<rocksdb::FileSystem>& target) {
  FaultyEnv faulty;
  faulty.files = std::make_shared<FaultyFileSystem>(target);
  faulty.env = std::make_shared<ImpatientEnv>(faulty.files);
  return faulty;
}

}  // namespace

void FaultyFileSystem::Arm(Fault fault, uint64_t nth, bool lasting) {
  std::lock_guard<std::mutex> lock(mutex_);
  fault_ = fault;
  nth_ = nth;
  lasting_ = lasting;
  fired_ = false;
  calls_ = 0;
}

void FaultyFileSystem::Disarm() { Arm(Fault::kNone, 0, false); }

uint64_t FaultyFileSystem::calls() const {
  std::lock_guard<std::mutex> lock(mutex_);
  return calls_;
}

bool FaultyFileSystem::fired() const {
  std::lock_guard<std::mutex> lock(mutex_);
  return fired_;
}

void FaultyFileSystem::SetFreeBytes(std::optional<uint64_t> bytes) {
  std::lock_guard<std::mutex> lock(mutex_);
  free_bytes_ = bytes;
}

IOStatus FaultyFileSystem::Turn(bool room, bool* torn) {
  std::lock_guard<std::mutex> lock(mutex_);
  // After a torn append a lasting fault fails everything, as a dying disk does.
  const bool dead = fired_ && lasting_;
  if (fault_ == Fault::kEnospc && !room) return IOStatus::OK();
  if (fault_ == Fault::kTorn && torn == nullptr && !dead) return IOStatus::OK();
  ++calls_;
  if (fault_ == Fault::kNone || (calls_ != nth_ && !dead)) return IOStatus::OK();
  const bool first = !fired_;
  fired_ = true;
  if (fault_ == Fault::kEnospc) return IOStatus::NoSpace("injected: no space left on device");
  if (fault_ == Fault::kTorn && torn != nullptr && first) *torn = true;
  return IOStatus::IOError("injected: input/output error");
}

void FaultyFileSystem::Appended(const std::string& name, uint64_t bytes) {
  std::lock_guard<std::mutex> lock(mutex_);
  files_[name].size += bytes;
}

void FaultyFileSystem::Truncated(const std::string& name, uint64_t size) {
  std::lock_guard<std::mutex> lock(mutex_);
  Extent& extent = files_[name];
  extent.size = size;
  extent.synced = std::min(extent.synced, size);
}

void FaultyFileSystem::Synced(const std::string& name) {
  std::lock_guard<std::mutex> lock(mutex_);
  Extent& extent = files_[name];
  extent.synced = extent.size;
}

void FaultyFileSystem::DirectorySynced(const std::string& name) {
  std::lock_guard<std::mutex> lock(mutex_);
  std::erase_if(unsynced_names_, [&name](const std::string& file) { return DirectoryOf(file) == name; });
  std::erase_if(unsynced_renames_, [&name](const Rename& rename) { return DirectoryOf(rename.to) == name; });
}

void FaultyFileSystem::Created(const std::string& name) {
  std::lock_guard<std::mutex> lock(mutex_);
  files_[name] = Extent();
  unsynced_names_.insert(name);
}

void FaultyFileSystem::Renamed(Rename rename) {
  std::lock_guard<std::mutex> lock(mutex_);
  // A folder takes its files with it.
  const auto moved = [&rename](const std::string& name) -> std::optional<std::string> {
    if (name == rename.from) return rename.to;
    if (name.compare(0, rename.from.size() + 1, rename.from + "/") == 0) return rename.to + name.substr(rename.from.size());
    return std::nullopt;
  };
  std::map<std::string, Extent> files;
  for (const auto& [name, extent] : files_) {
    if (name != rename.to) files[moved(name).value_or(name)] = extent;
  }
  std::set<std::string> names;
  for (const std::string& name : unsynced_names_) {
    if (name == rename.from) rename.from_synced = false;
    if (name != rename.from && name != rename.to) names.insert(moved(name).value_or(name));
  }
  files_ = std::move(files);
  unsynced_names_ = std::move(names);
  unsynced_renames_.push_back(std::move(rename));
}

void FaultyFileSystem::UndoRename(const Rename& rename) {
  rocksdb::FileSystem& files = *target();
  if (rename.from_synced) {
    files.RenameFile(rename.to, rename.from, IOOptions(), nullptr).PermitUncheckedError();
  } else {
    files.DeleteFile(rename.to, IOOptions(), nullptr).PermitUncheckedError();
  }
  if (!rename.replaced.has_value()) return;
  std::unique_ptr<rocksdb::FSWritableFile> file;
  if (!files.NewWritableFile(rename.to, FileOptions(), &file, nullptr).ok()) return;
  file->Append(*rename.replaced, IOOptions(), nullptr).PermitUncheckedError();
  file->Close(IOOptions(), nullptr).PermitUncheckedError();
}

void FaultyFileSystem::Crash(int keep_percent, Names names) {
  std::lock_guard<std::mutex> lock(mutex_);
  for (auto& [name, extent] : files_) {
    const uint64_t kept = extent.synced + (extent.size - extent.synced) * static_cast<uint64_t>(keep_percent) / 100;
    if (names == Names::kLost && unsynced_names_.count(name) > 0) {
      target()->DeleteFile(name, IOOptions(), nullptr).PermitUncheckedError();
    } else if (kept < extent.size) {
      target()->Truncate(name, kept, IOOptions(), nullptr).PermitUncheckedError();
    }
  }
  if (names == Names::kLost) {
    for (; !unsynced_renames_.empty(); unsynced_renames_.pop_back()) UndoRename(unsynced_renames_.back());
  }
  files_.clear();
  unsynced_names_.clear();
  unsynced_renames_.clear();
}

std::unique_ptr<rocksdb::FSWritableFile> FaultyFileSystem::Wrapped(const std::string& name, std::unique_ptr<rocksdb::FSWritableFile> file) {
  return std::make_unique<FaultyWritableFile>(this, name, std::move(file));
}

IOStatus FaultyFileSystem::NewSequentialFile(const std::string& name, const FileOptions& options, std::unique_ptr<rocksdb::FSSequentialFile>* file,
                                             IODebugContext* debug) {
  if (IOStatus status = Turn(false); !status.ok()) return status;
  std::unique_ptr<rocksdb::FSSequentialFile> opened;
  IOStatus status = target()->NewSequentialFile(name, options, &opened, debug);
  if (status.ok()) *file = std::make_unique<FaultySequentialFile>(this, std::move(opened));
  return status;
}

IOStatus FaultyFileSystem::NewRandomAccessFile(const std::string& name, const FileOptions& options,
                                               std::unique_ptr<rocksdb::FSRandomAccessFile>* file, IODebugContext* debug) {
  if (IOStatus status = Turn(false); !status.ok()) return status;
  std::unique_ptr<rocksdb::FSRandomAccessFile> opened;
  IOStatus status = target()->NewRandomAccessFile(name, options, &opened, debug);
  if (status.ok()) *file = std::make_unique<FaultyRandomAccessFile>(this, std::move(opened));
  return status;
}

IOStatus FaultyFileSystem::NewWritableFile(const std::string& name, const FileOptions& options, std::unique_ptr<rocksdb::FSWritableFile>* file,
                                           IODebugContext* debug) {
  if (IOStatus status = Turn(true); !status.ok()) return status;
  std::unique_ptr<rocksdb::FSWritableFile> opened;
  IOStatus status = target()->NewWritableFile(name, options, &opened, debug);
  if (!status.ok()) return status;
  Created(name);
  *file = Wrapped(name, std::move(opened));
  return status;
}

IOStatus FaultyFileSystem::ReopenWritableFile(const std::string& name, const FileOptions& options, std::unique_ptr<rocksdb::FSWritableFile>* file,
                                              IODebugContext* debug) {
  if (IOStatus status = Turn(true); !status.ok()) return status;
  std::unique_ptr<rocksdb::FSWritableFile> opened;
  uint64_t size = 0;
  const bool present = target()->GetFileSize(name, IOOptions(), &size, nullptr).ok();
  IOStatus status = target()->ReopenWritableFile(name, options, &opened, debug);
  if (!status.ok()) return status;
  if (!present) {
    Created(name);
  } else {
    std::lock_guard<std::mutex> lock(mutex_);
    files_.try_emplace(name, Extent{size, size});
  }
  *file = Wrapped(name, std::move(opened));
  return status;
}

IOStatus FaultyFileSystem::ReuseWritableFile(const std::string& name, const std::string& old_name, const FileOptions& options,
                                             std::unique_ptr<rocksdb::FSWritableFile>* file, IODebugContext* debug) {
  if (IOStatus status = Turn(true); !status.ok()) return status;
  std::unique_ptr<rocksdb::FSWritableFile> opened;
  IOStatus status = target()->ReuseWritableFile(name, old_name, options, &opened, debug);
  if (!status.ok()) return status;
  Created(name);
  *file = Wrapped(name, std::move(opened));
  return status;
}

IOStatus FaultyFileSystem::NewDirectory(const std::string& name, const IOOptions& options, std::unique_ptr<rocksdb::FSDirectory>* directory,
                                        IODebugContext* debug) {
  if (IOStatus status = Turn(false); !status.ok()) return status;
  std::unique_ptr<rocksdb::FSDirectory> opened;
  IOStatus status = target()->NewDirectory(name, options, &opened, debug);
  if (status.ok()) *directory = std::make_unique<FaultyDirectory>(this, name, std::move(opened));
  return status;
}

IOStatus FaultyFileSystem::FileExists(const std::string& name, const IOOptions& options, IODebugContext* debug) {
  // RocksDB 7.8 ends the program when it can't tell whether there is a folder of archived logs (an assert on the wrong variable, in
  // WalManager::GetSortedWalFiles). access(2) on a folder whose parent is open does not fail, so nothing is lost by leaving it out.
  const bool archive = name.size() >= 8 && name.compare(name.size() - 8, 8, "/archive") == 0;
  if (archive) return target()->FileExists(name, options, debug);
  if (IOStatus status = Turn(false); !status.ok()) return status;
  return target()->FileExists(name, options, debug);
}

IOStatus FaultyFileSystem::GetChildren(const std::string& name, const IOOptions& options, std::vector<std::string>* children, IODebugContext* debug) {
  if (IOStatus status = Turn(false); !status.ok()) return status;
  return target()->GetChildren(name, options, children, debug);
}

IOStatus FaultyFileSystem::DeleteFile(const std::string& name, const IOOptions& options, IODebugContext* debug) {
  if (IOStatus status = Turn(false); !status.ok()) return status;
  IOStatus status = target()->DeleteFile(name, options, debug);
  std::lock_guard<std::mutex> lock(mutex_);
  files_.erase(name);
  unsynced_names_.erase(name);
  return status;
}

IOStatus FaultyFileSystem::Truncate(const std::string& name, size_t size, const IOOptions& options, IODebugContext* debug) {
  if (IOStatus status = Turn(false); !status.ok()) return status;
  IOStatus status = target()->Truncate(name, size, options, debug);
  if (status.ok()) Truncated(name, size);
  return status;
}

IOStatus FaultyFileSystem::CreateDir(const std::string& name, const IOOptions& options, IODebugContext* debug) {
  if (IOStatus status = Turn(true); !status.ok()) return status;
  return target()->CreateDir(name, options, debug);
}

IOStatus FaultyFileSystem::CreateDirIfMissing(const std::string& name, const IOOptions& options, IODebugContext* debug) {
  if (IOStatus status = Turn(true); !status.ok()) return status;
  return target()->CreateDirIfMissing(name, options, debug);
}

IOStatus FaultyFileSystem::DeleteDir(const std::string& name, const IOOptions& options, IODebugContext* debug) {
  if (IOStatus status = Turn(false); !status.ok()) return status;
  return target()->DeleteDir(name, options, debug);
}

IOStatus FaultyFileSystem::GetFileSize(const std::string& name, const IOOptions& options, uint64_t* size, IODebugContext* debug) {
  if (IOStatus status = Turn(false); !status.ok()) return status;
  return target()->GetFileSize(name, options, size, debug);
}

IOStatus FaultyFileSystem::RenameFile(const std::string& from, const std::string& to, const IOOptions& options, IODebugContext* debug) {
  if (IOStatus status = Turn(true); !status.ok()) return status;
  Rename rename{from, to, true, std::nullopt};
  std::unique_ptr<rocksdb::FSSequentialFile> old;
  uint64_t size = 0;
  if (target()->GetFileSize(to, IOOptions(), &size, nullptr).ok() && target()->NewSequentialFile(to, FileOptions(), &old, nullptr).ok()) {
    std::string buffer(size, '\0');
    Slice held;
    if (old->Read(size, IOOptions(), &held, buffer.data(), nullptr).ok()) rename.replaced = held.ToString();
  }
  IOStatus status = target()->RenameFile(from, to, options, debug);
  if (status.ok()) Renamed(std::move(rename));
  return status;
}

IOStatus FaultyFileSystem::LinkFile(const std::string& from, const std::string& to, const IOOptions& options, IODebugContext* debug) {
  if (IOStatus status = Turn(true); !status.ok()) return status;
  IOStatus status = target()->LinkFile(from, to, options, debug);
  if (!status.ok()) return status;
  std::lock_guard<std::mutex> lock(mutex_);
  auto known = files_.find(from);
  if (known != files_.end()) files_[to] = Extent(known->second);
  unsynced_names_.insert(to);
  return status;
}

IOStatus FaultyFileSystem::LockFile(const std::string& name, const IOOptions& options, rocksdb::FileLock** lock, IODebugContext* debug) {
  if (IOStatus status = Turn(false); !status.ok()) return status;
  return target()->LockFile(name, options, lock, debug);
}

IOStatus FaultyFileSystem::GetFreeSpace(const std::string& path, const IOOptions& options, uint64_t* bytes, IODebugContext* debug) {
  {
    std::lock_guard<std::mutex> lock(mutex_);
    if (free_bytes_.has_value()) {
      *bytes = *free_bytes_;
      return IOStatus::OK();
    }
  }
  return target()->GetFreeSpace(path, options, bytes, debug);
}

FaultyEnv NewFaultyMemoryEnv() {
  const std::unique_ptr<rocksdb::Env> memory(rocksdb::NewMemEnv(rocksdb::Env::Default()));
  return Over(memory->GetFileSystem());
}

FaultyEnv NewFaultyDiskEnv() { return Over(rocksdb::FileSystem::Default()); }

}  // namespace frontline::storage
