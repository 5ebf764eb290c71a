// Where things lie within the families: the fixed keys of the meta family and the first bytes of table and index keys. All on disk:
// storage/README.md.
#ifndef FRONTLINE_STORAGE_LAYOUT_H_
#define FRONTLINE_STORAGE_LAYOUT_H_

#include <cstdint>
#include <string>

#include "absl/strings/string_view.h"

namespace frontline::storage {

// The meta family: one byte names the entry or, for replies, the part of the family.
inline constexpr absl::string_view kFormatKey("\x01", 1);
inline constexpr absl::string_view kFeedHeadKey("\x02", 1);
inline constexpr absl::string_view kAuditHeadKey("\x03", 1);
inline constexpr absl::string_view kSweptKey("\x04", 1);     // the reply key before which every reply has been swept
inline constexpr absl::string_view kReplyPrefix("\x10", 1);  // then [day of expiry][principal][request id]

// Every key of any family is less than this: ids stay under 0xff00, tags and prefixes under 0xff.
inline constexpr absl::string_view kFamilyEnd("\xff", 1);

inline constexpr uint16_t kMaxTableId = 0xfeff;

inline void AppendId(uint16_t id, std::string* key) {
  key->push_back(static_cast<char>(id >> 8));
  key->push_back(static_cast<char>(id & 0xff));
}

// The first two bytes as an id; false when there are fewer.
inline bool TakeId(absl::string_view* key, uint16_t* id) {
  if (key->size() < 2) return false;
  *id = static_cast<uint16_t>(static_cast<unsigned char>((*key)[0]) << 8 | static_cast<unsigned char>((*key)[1]));
  key->remove_prefix(2);
  return true;
}

// Ends the fields of an index entry; less than any element's first byte, so that a tuple sorts before the longer ones that start with it.
inline constexpr char kEndOfFields = '\x00';

}  // namespace frontline::storage

#endif  // FRONTLINE_STORAGE_LAYOUT_H_
