#include "services/rpc/format.h"

#include <gtest/gtest.h>

#include <string>

namespace frontline::rpc {
namespace {

namespace o = frontline::options::v1;

bool Fits(Format format, absl::string_view text) { return FormatProblem(format, text) == nullptr; }

TEST(FormatTest, PlainTextTakesLinesAndTabsButNoOtherControls) {
  EXPECT_TRUE(Fits(o::FORMAT_UNSPECIFIED, "one\n\ttwo é"));
  EXPECT_FALSE(Fits(o::FORMAT_UNSPECIFIED, "one\rtwo"));
  EXPECT_FALSE(Fits(o::FORMAT_UNSPECIFIED, std::string("a\0b", 3)));
  EXPECT_FALSE(Fits(o::FORMAT_UNSPECIFIED, "\x7f"));
  EXPECT_FALSE(Fits(o::FORMAT_UNSPECIFIED, "\xc2\x85"));  // C1, next line
  EXPECT_TRUE(Fits(o::FORMAT_UNSPECIFIED, "\xc2\xa3"));   // the pound sign
  EXPECT_FALSE(Fits(o::FORMAT_LINE, "one\ntwo"));
}

TEST(FormatTest, NamesHaveNoEmptyOrDottedSegments) {
  for (const char* good : {"forces/kent", "forces/kent/needs/7k2m", "-/-", "a.b/c_d/E-9", "x"}) EXPECT_TRUE(Fits(o::FORMAT_NAME, good)) << good;
  for (const char* bad : {"/kent", "forces/", "a//b", "a/../b", "a/./b", "..", "a b", "a/b\n", "é"}) EXPECT_FALSE(Fits(o::FORMAT_NAME, bad)) << bad;
  EXPECT_FALSE(Fits(o::FORMAT_NAME, std::string("a/\0", 3)));
  EXPECT_TRUE(Fits(o::FORMAT_NAME, std::string(400, 'a')));
  EXPECT_FALSE(Fits(o::FORMAT_NAME, std::string(401, 'a')));
}

TEST(FormatTest, IdsStartAndEndWithLetterOrDigit) {
  for (const char* good : {"a", "7k2m", "college-of-policing"}) EXPECT_TRUE(Fits(o::FORMAT_ID, good)) << good;
  for (const char* bad : {"-a", "a-", "A", "a_b", "a/b", "."}) EXPECT_FALSE(Fits(o::FORMAT_ID, bad)) << bad;
  EXPECT_TRUE(Fits(o::FORMAT_ID, std::string(63, 'a')));
  EXPECT_FALSE(Fits(o::FORMAT_ID, std::string(64, 'a')));
}

TEST(FormatTest, DatesMustExist) {
  for (const char* good : {"2026-11-24", "2024-02-29", "0001-01-01"}) EXPECT_TRUE(Fits(o::FORMAT_DATE, good)) << good;
  for (const char* bad :
       {"2026-02-29", "2026-13-01", "2026-00-10", "2026-1-01", "2026-11-31", "24-11-2026", "2026-11-24T", "0000-01-01", "2026-11-+1"}) {
    EXPECT_FALSE(Fits(o::FORMAT_DATE, bad)) << bad;
  }
}

TEST(FormatTest, CodesAndAddresses) {
  EXPECT_TRUE(Fits(o::FORMAT_CURRENCY, "GBP"));
  EXPECT_FALSE(Fits(o::FORMAT_CURRENCY, "gbp"));
  EXPECT_TRUE(Fits(o::FORMAT_CPV, "35100000"));
  EXPECT_TRUE(Fits(o::FORMAT_CPV, "35100000-5"));
  for (const char* bad : {"3510000", "351000005", "35100000-", "35100000-x", "3510000a"}) EXPECT_FALSE(Fits(o::FORMAT_CPV, bad)) << bad;
  for (const char* good : {"https://example.org/a?b=c#d", "HTTP://example.org"}) EXPECT_TRUE(Fits(o::FORMAT_URI, good)) << good;
  for (const char* bad : {"ftp://example.org", "https://", "https:///x", "javascript:alert(1)", "https://exa mple.org", "http://a\"b"}) {
    EXPECT_FALSE(Fits(o::FORMAT_URI, bad)) << bad;
  }
  EXPECT_TRUE(Fits(o::FORMAT_REQUEST_ID, "a.B_c:9-"));
  EXPECT_FALSE(Fits(o::FORMAT_REQUEST_ID, "a b"));
  EXPECT_FALSE(Fits(o::FORMAT_REQUEST_ID, std::string(129, 'a')));
  for (const char* good : {"UK", "UKJ", "UKJ4", "UKJ41", "GB-ENG"}) EXPECT_TRUE(Fits(o::FORMAT_REGION, good)) << good;
  for (const char* bad : {"UKA", "FR", "GB-", "GB-ENGL", "UKJ411", "GB-eng"}) EXPECT_FALSE(Fits(o::FORMAT_REGION, bad)) << bad;
}

TEST(FormatTest, CharactersAreCodePoints) {
  EXPECT_EQ(Characters("abc"), 3u);
  EXPECT_EQ(Characters("é€😀"), 3u);
}

TEST(NamePatternTest, AStarIsOneSegment) {
  const NamePattern pattern("forces/*/needs/*|bodies/*/needs/*");
  EXPECT_TRUE(pattern.Matches("forces/kent/needs/1"));
  EXPECT_TRUE(pattern.Matches("bodies/pfew/needs/1"));
  EXPECT_FALSE(pattern.Matches("forces/kent/needs"));
  EXPECT_FALSE(pattern.Matches("forces/kent/needs/1/2"));
  EXPECT_FALSE(pattern.Matches("suppliers/acme/needs/1"));
  EXPECT_TRUE(NamePattern("").Matches("anything"));
}

}  // namespace
}  // namespace frontline::rpc
