#include "storage/key.h"

#include <gtest/gtest.h>

#include <limits>
#include <random>
#include <string>
#include <variant>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "storage/layout.h"
#include "storage/shrink_for_test.h"
#include "storage/store.h"

namespace frontline::storage {
namespace {

// An element of a tuple. Two tuples are compared only where their elements have the same types, as in an index.
using Element = std::variant<std::string, int64_t, uint64_t>;
using Tuple = std::vector<Element>;

std::string Encoded(const Tuple& tuple) {
  std::string key;
  for (const Element& element : tuple) {
    if (const auto* text = std::get_if<std::string>(&element)) AppendText(*text, &key);
    if (const auto* number = std::get_if<int64_t>(&element)) AppendInt(*number, &key);
    if (const auto* number = std::get_if<uint64_t>(&element)) AppendUint(*number, &key);
  }
  return key;
}

// The tuple in `key`, read with the types of `like`; false when it is not such a tuple.
bool Decode(absl::string_view key, const Tuple& like, Tuple* tuple) {
  for (const Element& element : like) {
    std::string text;
    int64_t number = 0;
    uint64_t count = 0;
    if (std::holds_alternative<std::string>(element)) {
      if (!TakeText(&key, &text)) return false;
      tuple->emplace_back(text);
    } else if (std::holds_alternative<int64_t>(element)) {
      if (!TakeInt(&key, &number)) return false;
      tuple->emplace_back(number);
    } else {
      if (!TakeUint(&key, &count)) return false;
      tuple->emplace_back(count);
    }
  }
  return key.empty();
}

std::string Shown(const Tuple& tuple) {
  std::string text;
  for (const Element& element : tuple) {
    if (const auto* part = std::get_if<std::string>(&element)) absl::StrAppend(&text, "\"", absl::CHexEscape(*part), "\" ");
    if (const auto* number = std::get_if<int64_t>(&element)) absl::StrAppend(&text, *number, " ");
    if (const auto* number = std::get_if<uint64_t>(&element)) absl::StrAppend(&text, *number, "u ");
  }
  return text;
}

// Values that lie close together and at the edges, where order breaks if it does.
class Tuples {
 public:
  explicit Tuples(uint64_t seed) : random_(seed) {}
  std::vector<int> Types() {
    std::vector<int> types(1 + random_() % 4);
    for (int& type : types) type = static_cast<int>(random_() % 3);
    return types;
  }
  Tuple Of(const std::vector<int>& types) {
    Tuple tuple;
    for (int type : types) {
      if (type == 0) tuple.emplace_back(Text());
      if (type == 1) tuple.emplace_back(static_cast<int64_t>(Number()));
      if (type == 2) tuple.emplace_back(Number());
    }
    return tuple;
  }
  std::mt19937_64& random() { return random_; }

 private:
  std::string Text() {
    static constexpr char kBytes[] = {'\x00', '\x01', '\x02', '\x03', '\x7f', '\x80', '\xfe', '\xff', 'a', 'b'};
    std::string text(random_() % 5, '\0');
    for (char& c : text) c = kBytes[random_() % sizeof(kBytes)];
    return text;
  }
  uint64_t Number() {
    switch (random_() % 4) {
      case 0:
        return random_() % 3;
      case 1:
        return std::numeric_limits<uint64_t>::max() - random_() % 3;
      case 2:
        return (uint64_t{1} << (random_() % 64)) - random_() % 2;
      default:
        return random_();
    }
  }

  std::mt19937_64 random_;
};

TEST(KeyTest, TheOrderOfKeysIsTheOrderOfTuples) {
  const uint64_t seed = SeedForTest();
  Tuples tuples(seed);
  for (int i = 0; i < 200000; ++i) {
    const std::vector<int> types = tuples.Types();
    const Tuple a = tuples.Of(types);
    const Tuple b = tuples.Of(types);
    const std::string x = Encoded(a);
    const std::string y = Encoded(b);
    ASSERT_EQ(a < b, x < y) << "FRONTLINE_TEST_SEED=" << seed << "\n" << Shown(a) << "\n" << Shown(b);
    ASSERT_EQ(a == b, x == y) << "FRONTLINE_TEST_SEED=" << seed << "\n" << Shown(a) << "\n" << Shown(b);
  }
}

// The order must hold whatever follows the fields in an index entry: the end mark and the name, or further fields.
TEST(KeyTest, ATupleSortsBeforeLongerOnesThatStartWithIt) {
  const uint64_t seed = SeedForTest();
  Tuples tuples(seed);
  for (int i = 0; i < 50000; ++i) {
    const Tuple longer = tuples.Of(tuples.Types());
    const Tuple shorter(longer.begin(), longer.begin() + tuples.random()() % longer.size());
    const std::string ended = absl::StrCat(Encoded(shorter), absl::string_view(&kEndOfFields, 1), "\xff\xff name");
    ASSERT_LT(ended, Encoded(longer)) << "FRONTLINE_TEST_SEED=" << seed << "\n" << Shown(longer);
    if (shorter.empty()) continue;
    const Range within = Range::Prefix(Encoded(shorter));
    ASSERT_LE(within.begin, ended);
    ASSERT_LT(Encoded(longer), within.end);
  }
}

TEST(KeyTest, KeysGiveTheirTupleBack) {
  const uint64_t seed = SeedForTest();
  Tuples tuples(seed);
  for (int i = 0; i < 50000; ++i) {
    const Tuple tuple = tuples.Of(tuples.Types());
    Tuple back;
    ASSERT_TRUE(Decode(Encoded(tuple), tuple, &back)) << "FRONTLINE_TEST_SEED=" << seed << "\n" << Shown(tuple);
    ASSERT_EQ(back, tuple) << "FRONTLINE_TEST_SEED=" << seed;
    const std::string key = Encoded(tuple);
    absl::string_view rest = key;
    for (size_t element = 0; element < tuple.size(); ++element) ASSERT_TRUE(SkipElement(&rest));
    ASSERT_TRUE(rest.empty());
  }
}

TEST(KeyTest, AKeyThatBreaksOffIsRefused) {
  const uint64_t seed = SeedForTest();
  Tuples tuples(seed);
  for (int i = 0; i < 20000; ++i) {
    const Tuple tuple = tuples.Of(tuples.Types());
    const std::string key = Encoded(tuple);
    Tuple ignored;
    for (size_t size = 0; size < key.size(); ++size) {
      ASSERT_FALSE(Decode(absl::string_view(key).substr(0, size), tuple, &ignored)) << "FRONTLINE_TEST_SEED=" << seed << "\n" << Shown(tuple) << size;
    }
  }
}

TEST(KeyTest, MalformedBytesAreRefused) {
  std::string text;
  int64_t number = 0;
  uint64_t count = 0;
  for (absl::string_view bytes : {absl::string_view("", 0), absl::string_view("\x00", 1), absl::string_view("\x02", 1),
                                  absl::string_view("\x02 abc", 5), absl::string_view("\x02 a\x00", 4), absl::string_view("\x02 a\x00\x02", 5),
                                  absl::string_view("\x05xxxxxxxx", 9), absl::string_view("\x03xxxxxxx", 8), absl::string_view("\x04xxxxxxx", 8)}) {
    absl::string_view key = bytes;
    EXPECT_FALSE(TakeText(&key, &text)) << absl::BytesToHexString(bytes);
    key = bytes;
    EXPECT_FALSE(TakeInt(&key, &number)) << absl::BytesToHexString(bytes);
    key = bytes;
    EXPECT_FALSE(TakeUint(&key, &count)) << absl::BytesToHexString(bytes);
    key = bytes;
    EXPECT_FALSE(SkipElement(&key)) << absl::BytesToHexString(bytes);
  }
  const std::string key = KeyOf("text");
  absl::string_view rest = key;
  EXPECT_FALSE(TakeInt(&rest, &number)) << "an element of another type";
}

// They are on disk: a change here is a change of format.
TEST(KeyTest, TheBytesAreThoseOnDisk) {
  EXPECT_EQ(absl::BytesToHexString(KeyOf("ab")), "0261620001");
  EXPECT_EQ(absl::BytesToHexString(KeyOf(std::string("a\0b", 3))), "026100ff620001");
  EXPECT_EQ(absl::BytesToHexString(KeyOf(int64_t{0})), "038000000000000000");
  EXPECT_EQ(absl::BytesToHexString(KeyOf(int64_t{-1})), "037fffffffffffffff");
  std::string key;
  AppendUint(1, &key);
  EXPECT_EQ(absl::BytesToHexString(key), "040000000000000001");
  EXPECT_EQ(KeyOf("a", true, 7), KeyOf("a", int64_t{1}, int64_t{7})) << "bools and smaller integers are integers";
}

TEST(KeyTest, APrefixRangeHoldsExactlyWhatStartsWithIt) {
  EXPECT_EQ(Range::Prefix("ab").end, "ac");
  EXPECT_EQ(Range::Prefix("a\xff\xff").end, "b");
  EXPECT_EQ(Range::Prefix("\xff").end, "") << "refused by Scan: it has no end";
}

}  // namespace
}  // namespace frontline::storage
