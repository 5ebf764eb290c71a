// For anonymity_test.py: prints every version of every key that lies in a data folder of a server that is stopped, log included, one on a line:
// FAMILY KEY VALUE SEQUENCE TYPE, key and value in hex ("-" for an empty one). As somebody would read it who has the disk and RocksDB's own
// functions, and more than ours ever show.
#include <cstdio>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/escaping.h"
#include "rocksdb/db.h"
#include "rocksdb/utilities/debug.h"

namespace {

std::string Hex(const std::string& bytes) { return bytes.empty() ? "-" : absl::BytesToHexString(bytes); }

int Print(const std::string& folder) {
  const char* const names[] = {"default", "records", "indexes", "feed", "audit", "meta"};
  std::vector<rocksdb::ColumnFamilyDescriptor> families;
  for (const char* name : names) families.emplace_back(name, rocksdb::ColumnFamilyOptions());
  std::vector<rocksdb::ColumnFamilyHandle*> handles;
  rocksdb::DB* raw = nullptr;
  const rocksdb::Status opened = rocksdb::DB::OpenForReadOnly(rocksdb::DBOptions(), folder, families, &handles, &raw);
  if (!opened.ok()) {
    std::fprintf(stderr, "folder_versions: %s\n", opened.ToString().c_str());
    return 1;
  }
  const std::unique_ptr<rocksdb::DB> db(raw);
  int code = 0;
  for (size_t i = 0; i < handles.size(); ++i) {
    std::vector<rocksdb::KeyVersion> versions;
    const rocksdb::Status read =
        rocksdb::GetAllKeyVersions(db.get(), handles[i], rocksdb::Slice(), rocksdb::Slice(std::string(8, '\xff')), size_t{1} << 24, &versions);
    if (!read.ok()) {
      std::fprintf(stderr, "folder_versions: %s: %s\n", names[i], read.ToString().c_str());
      code = 1;
    }
    for (const rocksdb::KeyVersion& version : versions) {
      std::printf("%s %s %s %llu %s\n", names[i], Hex(version.user_key).c_str(), Hex(version.value).c_str(),
                  static_cast<unsigned long long>(version.sequence), version.GetTypeName().c_str());
    }
  }
  for (rocksdb::ColumnFamilyHandle* handle : handles) db->DestroyColumnFamilyHandle(handle);
  return code;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) {
    std::fprintf(stderr, "usage: folder_versions FOLDER\n");
    return 2;
  }
  return Print(argv[1]);
}
