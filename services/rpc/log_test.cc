#include "services/rpc/log.h"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <google/protobuf/struct.pb.h>
#include <google/protobuf/util/json_util.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_split.h"

namespace frontline::rpc {
namespace {

using google::protobuf::Struct;

const absl::Time kNow = absl::FromUnixMicros(1800000000000123);

// A pipe, whose reading end nobody reads before it is told to.
class Pipe {
 public:
  Pipe() { EXPECT_EQ(pipe(ends_.data()), 0); }
  ~Pipe() {
    CloseWriter();
    close(ends_[0]);
  }
  int writer() const { return ends_[1]; }
  void CloseWriter() {
    if (ends_[1] >= 0) close(ends_[1]);
    ends_[1] = -1;
  }
  // Everything up to the end.
  std::string ReadAll() {
    CloseWriter();
    return ReadRest();
  }
  std::string ReadRest() {
    std::string all, part(65536, '\0');
    ssize_t got = 0;
    while ((got = read(ends_[0], part.data(), part.size())) > 0) all.append(part, 0, static_cast<size_t>(got));
    return all;
  }

 private:
  std::array<int, 2> ends_ = {-1, -1};
};

Struct Parsed(const std::string& line) {
  Struct json;
  EXPECT_TRUE(google::protobuf::util::JsonStringToMessage(line, &json).ok()) << line;
  return json;
}

TEST(LogTest, ALineIsOneJsonObject) {
  Struct json = Parsed(LogLine(LogLevel::kWarning, kNow).Text("event", "call").Text("none", "").Number("us", -3).Finish());
  EXPECT_EQ(json.fields().at("time").string_value(), "2027-01-15T08:00:00.000123Z");
  EXPECT_EQ(json.fields().at("level").string_value(), "warning");
  EXPECT_EQ(json.fields().at("event").string_value(), "call");
  EXPECT_EQ(json.fields().at("us").number_value(), -3);
  EXPECT_EQ(json.fields().count("none"), 0u);
}

TEST(LogTest, WhateverATextHoldsTheLineStaysOneLineOfJson) {
  std::string nasty;
  for (int c = 1; c < 0x80; ++c) nasty.push_back(static_cast<char>(c));
  nasty += "é\xe2\x80\xa8\",\"level\":\"forged\"}\n{";
  const std::string line = LogLine(LogLevel::kInfo, kNow).Text("text", nasty).Finish();
  EXPECT_EQ(std::count(line.begin(), line.end(), '\n'), 1);
  Struct json = Parsed(line);
  EXPECT_EQ(json.fields().at("text").string_value(), nasty);
  EXPECT_EQ(json.fields().at("level").string_value(), "info");
}

TEST(LogTest, BytesThatAreNoTextAreReplaced) {
  for (const char* bad : {"a\xff", "a\xc3", "a\xc0\x80", "a\xed\xa0\x80", "\x80", "a\xf4\x90\x80\x80"}) {
    const std::string line = LogLine(LogLevel::kInfo, kNow).Text("text", bad).Finish();
    EXPECT_NE(Parsed(line).fields().at("text").string_value().find("\xef\xbf\xbd"), std::string::npos) << line;
  }
}

TEST(LogTest, WritesWhatIsWantedInOrderAndAllOfItAtTheEnd) {
  Pipe pipe;
  {
    Log log(LogLevel::kInfo, pipe.writer());
    EXPECT_FALSE(log.Wants(LogLevel::kDebug));
    log.Write(std::move(LogLine(LogLevel::kDebug, kNow).Text("event", "unwanted")));
    for (int i = 0; i < 100; ++i) log.Write(std::move(LogLine(LogLevel::kInfo, kNow).Number("n", i)));
  }
  const std::string all = pipe.ReadAll();
  const std::vector<std::string> lines = absl::StrSplit(all, '\n', absl::SkipEmpty());
  ASSERT_EQ(lines.size(), 100u);
  for (int i = 0; i < 100; ++i) EXPECT_EQ(Parsed(lines[i]).fields().at("n").number_value(), i);
}

TEST(LogTest, WhatComesFasterThanItCanBeWrittenIsDroppedAndCounted) {
  Pipe pipe;
  const std::string text(64 << 10, 'x');
  constexpr int kLines = 200;  // three times what it keeps
  std::string all;
  uint64_t dropped = 0;
  std::thread reader;
  {
    Log log(LogLevel::kInfo, pipe.writer());
    for (int i = 0; i < kLines; ++i) log.Write(std::move(LogLine(LogLevel::kInfo, kNow).Text("text", text)));
    dropped = log.dropped();
    EXPECT_GT(dropped, 0u);
    reader = std::thread([&] { all = pipe.ReadRest(); });
  }
  pipe.CloseWriter();
  reader.join();
  const std::vector<std::string> lines = absl::StrSplit(all, '\n', absl::SkipEmpty());
  EXPECT_EQ(lines.size() + dropped, static_cast<size_t>(kLines));
  for (const std::string& line : lines) EXPECT_EQ(line.back(), '}');
}

}  // namespace
}  // namespace frontline::rpc
