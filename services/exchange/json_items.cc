#include "services/exchange/json_items.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "services/base/errors.h"

namespace frontline::exchange {
namespace {

constexpr size_t kLongestKey = 60;  // of those that a path names

std::string Step(const std::string& key) { return key.size() > kLongestKey || key.empty() ? "(member)" : key; }

}  // namespace

int JsonItems::Peek() {
  if (at_ == end_) {
    at_ = 0;
    end_ = read_(buffer_.data(), buffer_.size());
    if (end_ == 0) return -1;
  }
  return static_cast<unsigned char>(buffer_[at_]);
}

int JsonItems::Take() {
  const int byte = Peek();
  if (byte < 0) return byte;
  ++at_;
  ++offset_;
  // What is too much is counted, not kept: white space and digits may go on for ever.
  if (capture_ != nullptr && capture_->size() <= kMostItemBytes) capture_->push_back(static_cast<char>(byte));
  return byte;
}

void JsonItems::SkipSpace() {
  for (int byte = Peek(); byte == ' ' || byte == '\n' || byte == '\r' || byte == '\t'; byte = Peek()) Take();
}

std::string JsonItems::Path() const {
  std::string path = state_ == State::kInItems ? absl::StrCat(list_, "[", index_, "]") : "";
  for (const std::string& step : steps_) absl::StrAppend(&path, path.empty() || step[0] == '[' ? "" : ".", step);
  return path.empty() ? "(file)" : path;
}

absl::Status JsonItems::Error(absl::string_view what) const { return base::InvalidField(Path(), absl::StrCat(what, " (at byte ", offset_, ")")); }

absl::Status JsonItems::Expect(char wanted) {
  const int byte = Peek();
  if (byte < 0) return Error("ends too early: the file is cut off");
  if (byte != wanted) return Error(absl::StrCat("is not JSON: expected '", std::string(1, wanted), "'"));
  Take();
  return absl::OkStatus();
}

absl::Status JsonItems::Literal(absl::string_view rest) {
  for (const char c : rest) {
    if (absl::Status status = Expect(c); !status.ok()) return status;
  }
  return absl::OkStatus();
}

absl::Status JsonItems::Number() {
  const auto digits = [this] {
    bool any = false;
    for (; absl::ascii_isdigit(static_cast<unsigned char>(std::max(Peek(), 0))); any = true) Take();
    return any;
  };
  if (Peek() == '-') Take();
  if (Peek() == '0') {
    Take();
  } else if (!digits()) {
    return Error("is not JSON: neither a value nor a number");
  }
  if (Peek() == '.') {
    Take();
    if (!digits()) return Error("is not JSON: a number lacks digits after its point");
  }
  if (Peek() == 'e' || Peek() == 'E') {
    Take();
    if (Peek() == '+' || Peek() == '-') Take();
    if (!digits()) return Error("is not JSON: a number lacks its exponent");
  }
  return absl::OkStatus();
}

absl::Status JsonItems::Escape(std::string* value) {
  const int escaped = Take();
  if (escaped == 'u') {
    const int code = Hex();
    if (code < 0) return Error("is not JSON: '\\u' wants four hex digits");
    // The two halves of a character beyond U+FFFF come together or not at all.
    const bool low = code >= 0xdc00 && code < 0xe000;
    bool whole = !low;
    if (code >= 0xd800 && code < 0xdc00) {
      const bool follows = Peek() == '\\' && Take() > 0 && Peek() == 'u' && Take() > 0;
      const int second = follows ? Hex() : -1;
      whole = second >= 0xdc00 && second < 0xe000;
    }
    if (!whole) return Error("has half a character: a surrogate without its pair");
  } else if (escaped <= 0 || absl::string_view("\"\\/bfnrt").find(static_cast<char>(escaped)) == absl::string_view::npos) {
    return Error("is not JSON: an unknown escape in a text");
  }
  // Only keys are kept, to say where something is, and to know the few that count, which nobody escapes.
  if (value != nullptr) absl::StrAppend(value, "\\", escaped == 'u' ? "u" : std::string(1, static_cast<char>(escaped)));
  return absl::OkStatus();
}

int JsonItems::Hex() {
  int code = 0;
  for (int i = 0; i < 4; ++i) {
    const int digit = Peek();
    if (digit < 0 || !absl::ascii_isxdigit(static_cast<unsigned char>(digit))) return -1;
    code = code * 16 + (digit <= '9' ? digit - '0' : (digit | 0x20) - 'a' + 10);
    Take();
  }
  return code;
}

absl::Status JsonItems::Utf8(unsigned char first, std::string* value) {
  const int more = first >= 0xc2 && first < 0xe0 ? 1 : first >= 0xe0 && first < 0xf0 ? 2 : first >= 0xf0 && first < 0xf5 ? 3 : 0;
  if (more == 0) return Error("is not valid UTF-8");
  if (value != nullptr) value->push_back(static_cast<char>(first));
  for (int i = 0; i < more; ++i) {
    const int byte = Peek();
    const bool continues = byte >= 0x80 && byte < 0xc0;
    // Longer than need be, surrogates, beyond the last code point.
    const bool misfit = i == 0 && ((first == 0xe0 && byte < 0xa0) || (first == 0xed && byte >= 0xa0) || (first == 0xf0 && byte < 0x90) ||
                                   (first == 0xf4 && byte >= 0x90));
    if (!continues || misfit) return Error("is not valid UTF-8");
    Take();
    if (value != nullptr) value->push_back(static_cast<char>(byte));
  }
  return absl::OkStatus();
}

absl::Status JsonItems::String(std::string* value) {
  if (absl::Status status = Expect('"'); !status.ok()) return status;
  while (true) {
    const int byte = Peek();
    if (byte < 0) return Error("ends too early: the file is cut off in a text");
    if (capture_ != nullptr && capture_->size() > kMostItemBytes) return Error(absl::StrCat("is larger than ", kMostItemBytes >> 20, " MiB"));
    if (value != nullptr && value->size() > kLongestKey) value = nullptr;  // longer than any that counts
    if (byte < 0x20) return Error("has a control character in a text; JSON wants it escaped");
    Take();
    if (byte == '"') return absl::OkStatus();
    if (byte >= 0x80) {
      if (absl::Status status = Utf8(static_cast<unsigned char>(byte), value); !status.ok()) return status;
      continue;
    }
    if (byte == '\\') {
      if (absl::Status status = Escape(value); !status.ok()) return status;
    } else if (value != nullptr) {
      value->push_back(static_cast<char>(byte));
    }
  }
}

absl::Status JsonItems::Value(int depth) {
  if (depth > kDeepestJson) return Error(absl::StrCat("is nested more than ", kDeepestJson, " deep"));
  if (capture_ != nullptr && capture_->size() > kMostItemBytes) return Error(absl::StrCat("is larger than ", kMostItemBytes >> 20, " MiB"));
  SkipSpace();
  switch (Peek()) {
    case -1:
      return Error("ends too early: the file is cut off");
    case '{':
      return Members(depth);
    case '[':
      return Elements(depth);
    case '"':
      return String(nullptr);
    case 't':
      return Literal("true");
    case 'f':
      return Literal("false");
    case 'n':
      return Literal("null");
    default:
      return Number();
  }
}

absl::Status JsonItems::Members(int depth) {
  Take();
  SkipSpace();
  if (Peek() == '}') return Expect('}');
  while (true) {
    SkipSpace();
    std::string key;
    if (absl::Status status = String(&key); !status.ok()) return status;
    SkipSpace();
    if (absl::Status status = Expect(':'); !status.ok()) return status;
    steps_.push_back(Step(key));
    if (absl::Status status = Value(depth + 1); !status.ok()) return status;
    steps_.pop_back();
    SkipSpace();
    if (Peek() != ',') return Expect('}');
    Take();
  }
}

absl::Status JsonItems::Elements(int depth) {
  Take();
  SkipSpace();
  if (Peek() == ']') return Expect(']');
  for (size_t i = 0;; ++i) {
    steps_.push_back(absl::StrCat("[", i, "]"));
    if (absl::Status status = Value(depth + 1); !status.ok()) return status;
    steps_.pop_back();
    SkipSpace();
    if (Peek() != ',') return Expect(']');
    Take();
  }
}

absl::StatusOr<bool> JsonItems::Open(absl::string_view key) {
  SkipSpace();
  if ((key == "releases" || key == "records") && Peek() == '[') {
    if (found_) return Error("is no OCDS package: it has 'releases' or 'records' more than once");
    Take();
    list_ = std::string(key);
    found_ = true;
    index_ = 0;
    first_ = true;
    state_ = State::kInItems;
    return true;
  }
  steps_.push_back(Step(std::string(key)));
  if (key == "releases" || key == "records") return Error("must be an array");
  if (absl::Status status = Value(2); !status.ok()) return status;
  steps_.pop_back();
  return false;
}

// At an item, or at the end of the items.
absl::StatusOr<std::optional<JsonItem>> JsonItems::Item() {
  SkipSpace();
  if (Peek() == ']' && first_) {
    Take();
    return std::optional<JsonItem>();
  }
  if (!first_) {
    if (Peek() == ']') {
      Take();
      return std::optional<JsonItem>();
    }
    if (absl::Status status = Expect(','); !status.ok()) return status;
    ++index_;
    SkipSpace();
  }
  first_ = false;
  if (Peek() >= 0 && Peek() != '{') return Error("must be an object");
  JsonItem item;
  item.path = Path();
  item.record = list_ == "records";
  capture_ = &item.text;
  const absl::Status status = Value(2);
  capture_ = nullptr;
  if (!status.ok()) return status;
  if (item.text.size() > kMostItemBytes) return Error(absl::StrCat("is larger than ", kMostItemBytes >> 20, " MiB"));
  return std::optional<JsonItem>(std::move(item));
}

absl::Status JsonItems::Finish() {
  state_ = State::kEnd;
  SkipSpace();
  if (Peek() >= 0) return Error("goes on after its end: one JSON value is expected");
  if (!bare_ && !found_) return Error("is no OCDS package: it has neither 'releases' nor 'records', and is no array of releases");
  return absl::OkStatus();
}

absl::StatusOr<std::optional<JsonItem>> JsonItems::Next() {
  if (state_ == State::kStart) {
    // A byte order mark is no part of the text.
    if (Peek() == 0xef) {
      for (const char c : {'\xef', '\xbb', '\xbf'}) {
        if (Peek() != static_cast<unsigned char>(c)) return Error("is not valid UTF-8");
        Take();
      }
    }
    SkipSpace();
    if (Peek() < 0) return Error("is empty");
    bare_ = Peek() == '[';
    if (!bare_ && Peek() != '{') return Error("is not JSON: expected a package or an array of releases");
    Take();
    state_ = bare_ ? State::kInItems : State::kInObject;
  }
  while (true) {
    if (state_ == State::kInItems) {
      absl::StatusOr<std::optional<JsonItem>> item = Item();
      if (!item.ok() || item->has_value()) return item;
      if (bare_) break;
      state_ = State::kInObject;
      first_ = false;
      continue;
    }
    SkipSpace();
    if (Peek() == '}') {
      Take();
      break;
    }
    if (!first_) {
      if (absl::Status status = Expect(','); !status.ok()) return status;
      SkipSpace();
    }
    first_ = false;
    std::string key;
    if (absl::Status status = String(&key); !status.ok()) return status;
    SkipSpace();
    if (absl::Status status = Expect(':'); !status.ok()) return status;
    if (absl::StatusOr<bool> opened = Open(key); !opened.ok()) return opened.status();
  }
  if (absl::Status status = Finish(); !status.ok()) return status;
  return std::optional<JsonItem>();
}

}  // namespace frontline::exchange
