#include "services/requirement/need_lint.h"

#include <gmock/gmock.h>

#include "services/requirement/store_for_test.h"

namespace frontline::requirement {
namespace {

using ::testing::AllOf;
using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

std::vector<std::string> Rules(const std::string& need) {
  std::vector<std::string> rules;
  for (const v1::NeedWarning& warning : LintNeedText(Parse<v1::Need>(need))) rules.push_back(warning.rule());
  return rules;
}

constexpr char kGood[] =
    "statement: 'Officers cannot hear radio calls in cellars' problem: 'Calls for help went unheard' affected: 'response officers' people_affected: "
    "40 "
    "evidence { kind: KIND_OBSERVATION summary: 's' }";

TEST(NeedLintTest, HasNothingToSayOfAWholeNeed) { EXPECT_THAT(Rules(kGood), IsEmpty()); }

TEST(NeedLintTest, SaysWhatIsMissing) {
  EXPECT_THAT(Rules("statement: 'Officers cannot hear radio calls in cellars'"),
              ::testing::ElementsAre("no-problem", "no-affected", "no-evidence", "no-reach"));
}

TEST(NeedLintTest, ASolutionIsNoNeed) {
  for (const char* statement :
       {"We need a new app for stop and search", "A new system for custody records", "Give everyone body-worn cameras at home"}) {
    EXPECT_THAT(Rules("statement: '" + std::string(statement) + "'"), Contains("solution")) << statement;
  }
  // What is in use and fails is no product asked for.
  EXPECT_THAT(Rules("statement: 'The app for custody loses entries on poor signal'"), Not(Contains("solution")));
}

TEST(NeedLintTest, ABrandIsNoNeed) {
  EXPECT_THAT(Rules("statement: 'Officers lack Axon cameras on nights'"), Contains("brand-name"));
  EXPECT_THAT(Rules("statement: 'Officers cannot give a windows view'"), Not(Contains("brand-name"))) << "a word of the language";
}

TEST(NeedLintTest, AQuestionOrAFigureIsNoStatementYet) {
  EXPECT_THAT(Rules("statement: 'How long does your laptop take?'"), Contains("vague-statement"));
  EXPECT_THAT(Rules("statement: 'Of 412 asked \"My laptop starts fast enough\", 62% answered negatively'"), Contains("vague-statement"));
  EXPECT_THAT(Rules("statement: 'Robust radios on every shift of the night'"), Contains("vague-statement"));
  EXPECT_THAT(Rules("statement: 'Better kit'"), Contains("vague-statement"));
}

class LintNeedTest : public StoreTest {};

TEST_F(LintNeedTest, TakesAStoredNeedOrOneThatIsSentAndNotBoth) {
  Log("a");
  EXPECT_EQ(Read(LintNeed, Viewer(), "name: 'forces/kent/needs/a'")->warnings(0).rule(), "no-problem");
  EXPECT_EQ(Read(LintNeed, Viewer(), "need { statement: 'x' }")->warnings(0).rule(), "no-problem");
  EXPECT_THAT(Said(Read(LintNeed, Viewer(), "").status()), HasSubstr("name or need is required"));
  EXPECT_THAT(Said(Read(LintNeed, Viewer(), "name: 'forces/kent/needs/a' need { }").status()), HasSubstr("and not both"));
  EXPECT_THAT(Said(Read(LintNeed, Viewer(), "name: 'forces/kent/needs/none'").status()), HasSubstr("RESOURCE_NOT_FOUND"));
}

}  // namespace
}  // namespace frontline::requirement
