// Any bytes where the journal expects its own: audit entries, changes, replies, heads. Each read is fine or DATA_LOSS, and nothing worse.
// The input is a list of values: [family and key][length][bytes], the first byte choosing what the value is taken for.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "storage/journal.h"
#include "storage/key.h"
#include "storage/layout.h"
#include "tests/fuzz/must.h"

namespace frontline::fuzz {
namespace {

using storage::Cursor;
using storage::Family;
using storage::Range;

using Rows = std::map<std::pair<Family, std::string>, std::string>;

class RowsCursor : public Cursor {
 public:
  RowsCursor(const Rows& rows, Family family, const Range& range)
      : at_(rows.lower_bound({family, range.begin})), end_(rows.lower_bound({family, range.end})) {}
  bool Valid() const override { return at_ != end_; }
  void Next() override { ++at_; }
  absl::string_view key() const override { return at_->first.second; }
  absl::string_view value() const override { return at_->second; }
  absl::Status status() const override { return absl::OkStatus(); }

 private:
  Rows::const_iterator at_;
  const Rows::const_iterator end_;
};

class RowsReader : public storage::Reader {
 public:
  Rows rows;
  absl::StatusOr<std::optional<std::string>> Get(Family family, absl::string_view key) const override {
    auto found = rows.find({family, std::string(key)});
    return found == rows.end() ? std::nullopt : std::optional<std::string>(found->second);
  }
  std::unique_ptr<Cursor> Scan(Family family, const Range& range) const override { return std::make_unique<RowsCursor>(rows, family, range); }
};

void Add(uint8_t what, std::string value, RowsReader* reader) {
  std::string key;
  switch (what % 6) {
    case 0:
    case 1:
      storage::AppendUint(1 + what / 6 % 4, &key);
      reader->rows[{what % 6 == 0 ? Family::kAudit : Family::kFeed, key}] = std::move(value);
      break;
    case 2:
      reader->rows[{Family::kMeta, std::string(storage::kAuditHeadKey)}] = std::move(value);
      break;
    case 3:
      reader->rows[{Family::kMeta, std::string(storage::kFeedHeadKey)}] = std::move(value);
      break;
    case 4:
      key = std::string(storage::kReplyPrefix);
      storage::AppendInt(what / 6 % 2, &key);
      storage::AppendText("members/a", &key);
      storage::AppendText("1", &key);
      reader->rows[{Family::kMeta, key}] = std::move(value);
      break;
    default:
      reader->rows[{Family::kAudit, value}] = "";  // a key of any bytes
  }
}

void MustBe(const absl::Status& status) { Must(status.ok() || absl::IsDataLoss(status), "a read is fine or DATA_LOSS"); }

}  // namespace
}  // namespace frontline::fuzz

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace frontline;  // NOLINT
  fuzz::RowsReader reader;
  for (size_t at = 0; at + 2 <= size;) {
    const size_t length = std::min<size_t>(data[at + 1], size - at - 2);
    fuzz::Add(data[at], std::string(reinterpret_cast<const char*>(data) + at + 2, length), &reader);
    at += 2 + length;
  }
  fuzz::MustBe(storage::VerifyAudit(reader).status());
  fuzz::MustBe(storage::ReadAudit(reader, 0, 10).status());
  fuzz::MustBe(storage::AuditHead(reader).status());
  fuzz::MustBe(storage::LastChange(reader).status());
  fuzz::MustBe(storage::ReadChanges(reader, 0, 10).status());
  fuzz::MustBe(storage::FindReply(reader, "members/a", "1", absl::UnixEpoch()).status());
  return 0;
}
