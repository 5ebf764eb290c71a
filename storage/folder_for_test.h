// A folder of the operating system that goes with its owner. For tests.
#ifndef FRONTLINE_STORAGE_FOLDER_FOR_TEST_H_
#define FRONTLINE_STORAGE_FOLDER_FOR_TEST_H_

#include <stdlib.h>

#include <filesystem>
#include <string>
#include <system_error>

namespace frontline::storage {

class FolderForTest {
 public:
  FolderForTest() {
    std::string pattern = (std::filesystem::temp_directory_path() / "frontline_test.XXXXXX").string();
    if (mkdtemp(pattern.data()) != nullptr) path_ = pattern;
  }
  ~FolderForTest() {
    std::error_code ignored;
    if (!path_.empty()) std::filesystem::remove_all(path_, ignored);
  }
  FolderForTest(const FolderForTest&) = delete;
  FolderForTest& operator=(const FolderForTest&) = delete;

  const std::string& path() const { return path_; }
  std::string Under(const std::string& name) const { return path_ + "/" + name; }

 private:
  std::string path_;
};

}  // namespace frontline::storage

#endif  // FRONTLINE_STORAGE_FOLDER_FOR_TEST_H_
