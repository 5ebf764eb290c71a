#include "services/intake/encoding.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace frontline::intake {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

TEST(Encoding, TakesUtf8OfAnyLength) {
  EXPECT_EQ(WrongText(""), "");
  EXPECT_EQ(WrongText("caf\xc3\xa9 \xe2\x82\xac \xf0\x9f\x9a\x94"), "");
  EXPECT_EQ(WrongStart("id,name"), "");
  EXPECT_EQ(WrongStart(""), "");
}

TEST(Encoding, NamesTheByteAndWhatItIsInWindows1252) {
  EXPECT_THAT(WrongText("don\x92t"), HasSubstr("byte 0x92 is not (in Windows-1252 it is '\xe2\x80\x99')"));
  EXPECT_THAT(WrongText("\x80"), HasSubstr("'\xe2\x82\xac'"));
  EXPECT_THAT(WrongText("\x9f"), HasSubstr("'\xc5\xb8'"));
  EXPECT_THAT(WrongText("na\xefve"), HasSubstr("'\xc3\xaf'"));
  EXPECT_THAT(WrongText("\x81"), Not(HasSubstr("Windows")));  // no character there
}

TEST(Encoding, KnowsUtf16AndSpreadsheetsByTheirStart) {
  EXPECT_THAT(WrongStart("\xff\xfeq"), HasSubstr("UTF-16"));
  EXPECT_THAT(WrongStart("\xfe\xff"), HasSubstr("UTF-16"));
  EXPECT_THAT(WrongStart("\xd0\xcf\x11\xe0"), HasSubstr("spreadsheet"));
}

}  // namespace
}  // namespace frontline::intake
