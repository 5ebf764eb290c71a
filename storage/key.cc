#include "storage/key.h"

namespace frontline::storage {
namespace {

// The first byte of an element. Never change one: they are on disk. All are > 0x00, which ends a tuple (see table.cc).
constexpr char kTextTag = 0x02;
constexpr char kIntTag = 0x03;
constexpr char kUintTag = 0x04;

// Within a text 0x00 is written 00 ff, and 00 01 ends it: less than any continuation, whatever follows the element.
constexpr char kEscape = '\x00';
constexpr char kEscapedZero = '\xff';
constexpr char kEnd = '\x01';

constexpr uint64_t kSignBit = uint64_t{1} << 63;

void AppendBigEndian(char tag, uint64_t number, std::string* key) {
  char bytes[9];
  bytes[0] = tag;
  for (int i = 8; i >= 1; --i) {
    bytes[i] = static_cast<char>(number & 0xff);
    number >>= 8;
  }
  key->append(bytes, sizeof(bytes));
}

bool TakeBigEndian(char tag, absl::string_view* key, uint64_t* number) {
  if (key->size() < 9 || (*key)[0] != tag) return false;
  *number = 0;
  for (int i = 1; i <= 8; ++i) *number = (*number << 8) | static_cast<unsigned char>((*key)[i]);
  key->remove_prefix(9);
  return true;
}

}  // namespace

void AppendText(absl::string_view text, std::string* key) {
  key->reserve(key->size() + text.size() + 3);
  key->push_back(kTextTag);
  size_t start = 0;
  while (true) {
    const size_t zero = text.find('\0', start);
    if (zero == absl::string_view::npos) break;
    key->append(text.data() + start, zero - start);
    key->push_back(kEscape);
    key->push_back(kEscapedZero);
    start = zero + 1;
  }
  key->append(text.data() + start, text.size() - start);
  key->push_back(kEscape);
  key->push_back(kEnd);
}

void AppendInt(int64_t number, std::string* key) { AppendBigEndian(kIntTag, static_cast<uint64_t>(number) ^ kSignBit, key); }

void AppendUint(uint64_t number, std::string* key) { AppendBigEndian(kUintTag, number, key); }

bool TakeText(absl::string_view* key, std::string* text) {
  if (key->empty() || (*key)[0] != kTextTag) return false;
  text->clear();
  size_t start = 1;
  while (true) {
    const size_t zero = key->find('\0', start);
    if (zero == absl::string_view::npos || zero + 1 >= key->size()) return false;
    text->append(key->data() + start, zero - start);
    const char next = (*key)[zero + 1];
    start = zero + 2;
    if (next == kEnd) break;
    if (next != kEscapedZero) return false;
    text->push_back('\0');
  }
  key->remove_prefix(start);
  return true;
}

bool TakeInt(absl::string_view* key, int64_t* number) {
  uint64_t bits;
  if (!TakeBigEndian(kIntTag, key, &bits)) return false;
  *number = static_cast<int64_t>(bits ^ kSignBit);
  return true;
}

bool TakeUint(absl::string_view* key, uint64_t* number) { return TakeBigEndian(kUintTag, key, number); }

bool SkipElement(absl::string_view* key) {
  if (key->empty()) return false;
  if ((*key)[0] == kIntTag || (*key)[0] == kUintTag) {
    if (key->size() < 9) return false;
    key->remove_prefix(9);
    return true;
  }
  if ((*key)[0] != kTextTag) return false;
  size_t start = 1;
  while (true) {
    const size_t zero = key->find('\0', start);
    if (zero == absl::string_view::npos || zero + 1 >= key->size()) return false;
    const char next = (*key)[zero + 1];
    start = zero + 2;
    if (next == kEnd) break;
    if (next != kEscapedZero) return false;
  }
  key->remove_prefix(start);
  return true;
}

}  // namespace frontline::storage
