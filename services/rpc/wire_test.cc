#include "services/rpc/wire.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "frontline/rpctest/v1/test_service.pb.h"
#include "services/base/errors.h"

namespace frontline::rpc {
namespace {

using rpctest::v1::CreateThingRequest;
using rpctest::v1::Part;
using rpctest::v1::Thing;
using ::testing::HasSubstr;

// Puts a byte that is no UTF-8 where `text` stands in the message's bytes.
std::string Spoiled(const google::protobuf::Message& message, const std::string& text) {
  std::string bytes = message.SerializeAsString();
  bytes[bytes.find(text)] = '\xff';
  return bytes;
}

grpc::ByteBuffer InPieces(const std::string& bytes, size_t size) {
  std::vector<grpc::Slice> slices;
  for (size_t at = 0; at < bytes.size(); at += size) slices.emplace_back(bytes.substr(at, size));
  return grpc::ByteBuffer(slices.data(), slices.size());
}

TEST(WireTest, EqualMessagesHaveEqualBytes) {
  Thing one, two;
  for (int i = 0; i < 20; ++i) (*one.mutable_labels())[std::to_string(i)] = "x";
  for (int i = 19; i >= 0; --i) (*two.mutable_labels())[std::to_string(i)] = "x";
  EXPECT_EQ(DeterministicBytes(one), DeterministicBytes(two));
  Thing back;
  ASSERT_TRUE(back.ParseFromString(DeterministicBytes(one)));
  EXPECT_EQ(back.labels_size(), 20);
}

TEST(WireTest, BytesInOneOrManyPiecesParse) {
  CreateThingRequest request;
  request.set_parent("forces/kent");
  request.mutable_thing()->set_text(std::string(5000, 't'));
  const std::string bytes = request.SerializeAsString();
  for (size_t size : {bytes.size(), size_t{1000}, size_t{7}}) {
    CreateThingRequest parsed;
    ASSERT_TRUE(Parse(InPieces(bytes, size), &parsed).ok()) << size;
    EXPECT_EQ(parsed.SerializeAsString(), bytes);
  }
  CreateThingRequest back;
  ASSERT_TRUE(Parse(ToBuffer(request), &back).ok());
  EXPECT_EQ(back.SerializeAsString(), bytes);
  EXPECT_TRUE(Parse(ToBuffer(absl::string_view()), &back).ok());
  EXPECT_EQ(back.parent(), "");
}

TEST(WireTest, TextThatIsNoUtf8IsNamed) {
  CreateThingRequest request;
  request.set_parent("forces/kent");
  request.mutable_thing()->add_parts()->set_title("first");
  request.mutable_thing()->add_parts()->set_title("second");
  request.mutable_thing()->add_codes("one");
  request.mutable_thing()->add_codes("two");
  (*request.mutable_thing()->mutable_labels())["key"] = "value";
  const std::pair<const char*, const char*> cases[] = {
      {"forces", "parent"}, {"second", "thing.parts[1].title"}, {"two", "thing.codes[1]"}, {"value", "thing.labels[0].value"}};
  for (const auto& [text, field] : cases) {
    for (size_t size : {size_t{1000}, size_t{5}}) {
      CreateThingRequest parsed;
      const absl::Status status = Parse(InPieces(Spoiled(request, text), size), &parsed);
      EXPECT_EQ(base::ReasonOf(status), "FIELDS_INVALID");
      EXPECT_THAT(std::string(status.message()), HasSubstr(std::string(field) + " must be valid UTF-8")) << text;
    }
  }
}

TEST(WireTest, WhatIsNoUtf8) {
  Part part;
  part.set_title("0123456789");
  for (const char* bad : {"\x80", "\xc0\x80", "\xc1\xbf", "\xe0\x80\x80", "\xed\xa0\x80", "\xf0\x80\x80\x80", "\xf4\x90\x80\x80", "\xf5\x80\x80\x80",
                          "\xc3", "\xe2\x82"}) {
    std::string bytes = std::string("\n") + static_cast<char>(strlen(bad)) + bad;
    EXPECT_EQ(FindBadText(Part::descriptor(), bytes), "title") << bytes;
  }
  for (const char* good : {"", "a", "é", "€", "😀", "\xf4\x8f\xbf\xbf", "\xed\x9f\xbf", "\xee\x80\x80"}) {
    part.set_title(good);
    EXPECT_EQ(FindBadText(Part::descriptor(), part.SerializeAsString()), "") << good;
  }
  // Bytes are no text.
  Thing raw;
  raw.set_raw("\xff\xfe");
  EXPECT_EQ(FindBadText(Thing::descriptor(), raw.SerializeAsString()), "");
}

TEST(WireTest, WhatIsNoMessageIsRefused) {
  CreateThingRequest request;
  request.mutable_thing()->set_text("some text");
  const std::string whole = request.SerializeAsString();
  for (size_t size = 1; size < whole.size(); ++size) {
    CreateThingRequest parsed;
    EXPECT_EQ(base::ReasonOf(Parse(ToBuffer(whole.substr(0, size)), &parsed)), "FIELDS_INVALID") << size;
  }
  CreateThingRequest parsed;
  EXPECT_FALSE(Parse(ToBuffer("\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff"), &parsed).ok());
}

TEST(WireTest, DeepNestingIsRefusedWithoutHarm) {
  std::string bytes;
  for (int i = 0; i < 5000; ++i) {  // tag 5, length-delimited, around what there was
    std::string size;
    for (size_t n = bytes.size(); true; n >>= 7) {
      size.push_back(static_cast<char>((n & 0x7f) | (n > 0x7f ? 0x80 : 0)));
      if (n <= 0x7f) break;
    }
    bytes = "\x2a" + size + bytes;
  }
  Part part;
  EXPECT_THAT(std::string(Parse(ToBuffer(bytes), &part).message()), HasSubstr("nested more than 100 deep"));
}

}  // namespace
}  // namespace frontline::rpc
