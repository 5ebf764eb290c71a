// The items of a large JSON file one by one, so that a package of any size takes the memory of one release. protobuf's JSON parser, which reads the
// items, takes whole texts only; this finds where they begin and end, and holds the whole file to JSON's grammar (RFC 8259) on the way.
#ifndef FRONTLINE_SERVICES_EXCHANGE_JSON_ITEMS_H_
#define FRONTLINE_SERVICES_EXCHANGE_JSON_ITEMS_H_

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace frontline::exchange {

inline constexpr size_t kMostItemBytes = 4 << 20;
inline constexpr int kDeepestJson = 40;

struct JsonItem {
  std::string path;  // "releases[3]", "records[0]", "[7]"
  std::string text;  // valid JSON
  bool record = false;
};

// Reads a release package (its member `releases`), a record package (`records`), or a bare array. Not thread-safe.
class JsonItems {
 public:
  using Read = std::function<size_t(char*, size_t)>;  // as Spool::Read
  explicit JsonItems(Read read) : read_(std::move(read)) {}

  // The next item; nullopt at the end of the file. INVALID_ARGUMENT, naming the path and the byte, for what is not JSON or not UTF-8, ends too early,
  // has half a surrogate pair, nests deeper than kDeepestJson, holds an item of more than kMostItemBytes, or is none of the three forms. After an
  // error or the end, not to be called.
  absl::StatusOr<std::optional<JsonItem>> Next();

 private:
  enum class State { kStart, kInObject, kInItems, kEnd };

  int Peek();  // the next byte, -1 at the end
  int Take();
  void SkipSpace();
  absl::Status Error(absl::string_view what) const;
  absl::Status Expect(char wanted);
  absl::Status Literal(absl::string_view rest);
  absl::Status Number();
  absl::Status String(std::string* value);
  absl::Status Escape(std::string* value);  // after the backslash
  int Hex();                                // four digits; -1 when they are not
  absl::Status Utf8(unsigned char first, std::string* value);
  absl::Status Value(int depth);
  absl::Status Members(int depth);
  absl::Status Elements(int depth);
  absl::StatusOr<bool> Open(absl::string_view key);  // at the value of a member of the package; true: items begin
  absl::StatusOr<std::optional<JsonItem>> Item();
  absl::Status Finish();
  std::string Path() const;

  Read read_;
  std::vector<char> buffer_ = std::vector<char>(1 << 16);
  size_t at_ = 0;
  size_t end_ = 0;
  uint64_t offset_ = 0;  // of the next byte in the file
  State state_ = State::kStart;
  bool bare_ = false;   // the file is an array
  bool found_ = false;  // `releases` or `records` was there
  bool first_ = true;   // of the members or the items
  std::string list_;    // "releases"
  size_t index_ = 0;
  std::string* capture_ = nullptr;  // gets the bytes that are taken
  std::vector<std::string> steps_;  // where in the value being read
};

}  // namespace frontline::exchange

#endif  // FRONTLINE_SERVICES_EXCHANGE_JSON_ITEMS_H_
