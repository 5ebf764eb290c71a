// Any bytes as a key: taken apart, they either are refused or give back, encoded again, exactly the bytes that were taken.
#include <cstddef>
#include <cstdint>
#include <string>

#include "storage/journal.h"
#include "storage/key.h"
#include "storage/table.h"
#include "tests/fuzz/must.h"

namespace frontline::fuzz {
namespace {

using storage::Reply;
using storage::Table;

// Takes one element off `key` with whichever function takes it, encoded again in `*again`.
bool Take(absl::string_view* key, std::string* again) {
  absl::string_view rest = *key;
  std::string text;
  int64_t number = 0;
  uint64_t count = 0;
  again->clear();
  if (storage::TakeText(&rest, &text)) {
    storage::AppendText(text, again);
  } else if (rest = *key; storage::TakeInt(&rest, &number)) {
    storage::AppendInt(number, again);
  } else if (rest = *key; storage::TakeUint(&rest, &count)) {
    storage::AppendUint(count, again);
  } else {
    return false;
  }
  *key = rest;
  return true;
}

void Elements(absl::string_view key) {
  while (!key.empty()) {
    const absl::string_view before = key;
    absl::string_view skipped = key;
    std::string again;
    const bool taken = Take(&key, &again);
    Must(storage::SkipElement(&skipped) == taken, "what is skipped is what can be taken");
    if (!taken) return;
    Must(skipped.size() == key.size(), "skipping and taking go equally far");
    Must(before.substr(0, before.size() - key.size()) == again, "an element is encoded in one way only");
  }
}

// As an entry of an index, in which the name of a record is looked for.
void IndexEntry(absl::string_view key) {
  static const auto* table = new Table<Reply>(
      {.id = 1, .kind = "sample", .indexes = {{.id = 1, .fields = [](absl::string_view, const Reply&) { return storage::Keys{}; }}}});
  const absl::StatusOr<std::string> name = table->NameIn(key, "");
  Must(name.ok() || absl::IsDataLoss(name.status()), "an entry names a record or is DATA_LOSS");
  if (name.ok()) Must(key.size() >= name->size() && key.substr(key.size() - name->size()) == *name, "the name is the end of the key");
}

}  // namespace
}  // namespace frontline::fuzz

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const absl::string_view key(reinterpret_cast<const char*>(data), size);
  frontline::fuzz::Elements(key);
  frontline::fuzz::IndexEntry(key);
  std::string entry("\x00\x01\x00\x01", 4);
  frontline::fuzz::IndexEntry(entry.append(key.data(), key.size()));
  return 0;
}
