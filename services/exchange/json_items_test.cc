#include "services/exchange/json_items.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

namespace frontline::exchange {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

struct Outcome {
  std::vector<std::string> items;  // "path text"
  absl::Status status;
};

// `chunk`: how many bytes a read gives, so that every boundary is met.
Outcome ReadAll(const std::string& text, size_t chunk = 7) {
  size_t at = 0;
  JsonItems items([&](char* to, size_t size) {
    const size_t n = std::min({size, chunk, text.size() - at});
    std::copy_n(text.data() + at, n, to);
    at += n;
    return n;
  });
  Outcome outcome;
  while (true) {
    absl::StatusOr<std::optional<JsonItem>> item = items.Next();
    if (!item.ok()) {
      outcome.status = item.status();
      return outcome;
    }
    if (!item->has_value()) return outcome;
    outcome.items.push_back((*item)->path + " " + (*item)->text);
  }
}

std::string ProblemOf(const std::string& text) { return std::string(ReadAll(text).status.message()); }

TEST(JsonItems, ReadsTheThreeForms) {
  EXPECT_THAT(ReadAll(R"({"uri":"x","releases":[{"a":1}, {"b":[1,{"c":null}]}],"x":{"releases":[1]}})").items,
              ElementsAre("releases[0] {\"a\":1}", "releases[1] {\"b\":[1,{\"c\":null}]}"));
  EXPECT_THAT(ReadAll(R"({"records":[{"ocid":"1"}]})").items, ElementsAre("records[0] {\"ocid\":\"1\"}"));
  EXPECT_THAT(ReadAll(R"( [ {"a":"\u00e9\n"} , {"b":-1.5e3} ] )").items, ElementsAre("[0] {\"a\":\"\\u00e9\\n\"}", "[1] {\"b\":-1.5e3}"));
  EXPECT_THAT(ReadAll("[]").items, IsEmpty());
  EXPECT_TRUE(ReadAll(R"({"releases":[]})").status.ok());
  EXPECT_TRUE(ReadAll("\xef\xbb\xbf[{}]").status.ok());
}

TEST(JsonItems, EveryPrefixOfAFileIsRefusedAsCutOff) {
  const std::string whole = R"({"releases":[{"a":"é","b":[true,false,null,0.5]},{"c":{}}],"v":"1.1"})";
  ASSERT_TRUE(ReadAll(whole).status.ok());
  for (size_t n = 0; n < whole.size(); ++n) {
    const absl::Status status = ReadAll(whole.substr(0, n)).status;
    EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument) << n;
  }
  EXPECT_THAT(ProblemOf(whole.substr(0, 30)), HasSubstr("releases[0].b"));
  EXPECT_THAT(ProblemOf(whole.substr(0, 30)), HasSubstr("cut off"));
}

TEST(JsonItems, NamesThePathOfWhatIsWrong) {
  EXPECT_THAT(ProblemOf("{\"releases\":[{\"t\":{\"title\":\"a\xff\"}}]}"), HasSubstr("releases[0].t.title is not valid UTF-8"));
  EXPECT_THAT(ProblemOf("{\"releases\":[{\"t\":\"a\x01\"}]}"), HasSubstr("releases[0].t has a control character"));
  EXPECT_THAT(ProblemOf(R"([{"a":1},{"b":[1,2,x]}])"), HasSubstr("[1].b[2] is not JSON"));
  EXPECT_THAT(ProblemOf(R"([{"a":"\q"}])"), HasSubstr("unknown escape"));
  EXPECT_THAT(ProblemOf(R"([{"a":01}])"), HasSubstr("is not JSON"));
  EXPECT_THAT(ProblemOf(R"([1])"), HasSubstr("[0] must be an object"));
  EXPECT_THAT(ProblemOf(R"({"releases":{}})"), HasSubstr("releases must be an array"));
  EXPECT_THAT(ProblemOf(R"({"a":1})"), HasSubstr("no OCDS package"));
  EXPECT_THAT(ProblemOf(R"([] [])"), HasSubstr("goes on after its end"));
  EXPECT_THAT(ProblemOf(""), HasSubstr("is empty"));
  EXPECT_THAT(ProblemOf("\xfe\xff"), HasSubstr("is not JSON"));
}

TEST(JsonItems, RefusesDeepNestingWithoutRecursingIntoIt) {
  const std::string deep(1000000, '[');
  EXPECT_THAT(ProblemOf("[{\"a\":" + deep), HasSubstr("nested more than 40 deep"));
  EXPECT_TRUE(ReadAll("[{\"a\":" + std::string(30, '[') + std::string(30, ']') + "}]").status.ok());
}

TEST(JsonItems, RefusesAnItemThatIsTooLarge) {
  std::string large = "[{\"a\":[";
  for (int i = 0; i < 600000; ++i) large += "\"12345\",";
  EXPECT_THAT(std::string(ReadAll(large + "1]}]", 1 << 16).status.message()), HasSubstr("larger than 4 MiB"));
}

TEST(JsonItems, BoundsWhatIsKeptOfWhiteSpaceDigitsAndKeys) {
  const std::string much(kMostItemBytes + 1, ' ');
  EXPECT_THAT(std::string(ReadAll("[{\"a\":1" + much + "}]", 1 << 16).status.message()), HasSubstr("[0] is larger than 4 MiB"));
  const std::string digits(kMostItemBytes + 1, '1');
  EXPECT_THAT(std::string(ReadAll("[{\"a\":" + digits + "}]", 1 << 16).status.message()), HasSubstr("larger than 4 MiB"));
  const Outcome key = ReadAll("{\"" + std::string(1000, 'k') + "\":[nope]}");
  EXPECT_THAT(std::string(key.status.message()), HasSubstr("(member)[0]"));
  EXPECT_TRUE(ReadAll("[" + much + "{}" + much + "]", 1 << 16).status.ok()) << "between items there is room for it";
}

TEST(JsonItems, RefusesHalfASurrogatePairAndTakesAWholeOne) {
  for (const char* half : {R"([{"a":"\ud800"}])", R"([{"a":"\udc00"}])", R"([{"a":"\ud800\u0041"}])", R"([{"a":"\ud800\n"}])", R"([{"\udfff":1}])"}) {
    EXPECT_THAT(std::string(ReadAll(half).status.message()), HasSubstr("half a character")) << half;
  }
  EXPECT_TRUE(ReadAll(R"([{"a":"\ud83d\ude00 \uD83D\uDE00 \u0041"}])").status.ok());
  EXPECT_THAT(std::string(ReadAll(R"([{"a":"\u00g0"}])").status.message()), HasSubstr("four hex digits"));
}

TEST(JsonItems, RefusesAPackageWithTwoListsOfReleases) {
  EXPECT_THAT(std::string(ReadAll(R"({"releases":[{}],"releases":[{}]})").status.message()), HasSubstr("more than once"));
  EXPECT_THAT(std::string(ReadAll(R"({"releases":[],"records":[{}]})").status.message()), HasSubstr("more than once"));
}

}  // namespace
}  // namespace frontline::exchange
