#include "services/requirement/criterion.h"

#include <gmock/gmock.h>

#include "services/requirement/store_for_test.h"

namespace frontline::requirement {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

std::vector<std::string> Problems(const std::string& criteria) {
  std::vector<base::Violation> violations;
  CheckCriteria(Parse<v1::Requirement>(criteria), "requirement.", &violations);
  std::vector<std::string> fields;
  for (const base::Violation& violation : violations) fields.push_back(violation.field);
  return fields;
}

std::vector<std::string> Ids(const v1::Requirement& requirement) {
  std::vector<std::string> ids;
  for (const v1::Criterion& criterion : requirement.criteria()) ids.push_back(criterion.id());
  return ids;
}

TEST(CriterionTest, EveryKindOfTestIsGood) {
  EXPECT_THAT(
      Problems("criteria { text: 'a' obligation: OBLIGATION_MUST test { certification { type: 'iso-27001' } } }"
               "criteria { text: 'a' obligation: OBLIGATION_SHOULD weight: 100 test { framework { framework: 'RM1' } } }"
               "criteria { text: 'a' obligation: OBLIGATION_SHOULD test { region { region: 'UKJ4' } } }"
               "criteria { text: 'a' obligation: OBLIGATION_MUST test { vetting { level: VETTING_LEVEL_NPPV2 } } }"
               "criteria { text: 'a' obligation: OBLIGATION_MUST test { number { key: 'h' min: 8 max: 8 } } }"
               "criteria { text: 'a' obligation: OBLIGATION_MUST test { value { key: 'h' values: 'uk' } } }"
               "criteria { text: 'a' obligation: OBLIGATION_MUST test { statement { key: 'h' } } }"
               "criteria { text: 'a' obligation: OBLIGATION_MUST test { group { operator: OPERATOR_ANY_OF tests { statement { key: 'h' } } } } }"),
      IsEmpty());
}

TEST(CriterionTest, EveryFaultIsReportedAtOnce) {
  EXPECT_THAT(
      Problems("criteria { id: 'x' obligation: OBLIGATION_MUST weight: 3 test { } }"
               "criteria { id: 'x' obligation: OBLIGATION_SHOULD }"
               "criteria { obligation: OBLIGATION_MUST test { number { key: 'h' } } }"
               "criteria { obligation: OBLIGATION_MUST test { number { key: 'h' min: 9 max: 8 } } }"
               "criteria { obligation: OBLIGATION_MUST test { number { key: 'h' min: nan } } }"
               "criteria { obligation: OBLIGATION_MUST least_verification: VERIFICATION_LAPSED test { group { tests { } } } }"
               "criteria { obligation: OBLIGATION_MUST test { group { operator: OPERATOR_ALL_OF } } }"),
      ElementsAre("requirement.criteria[0].weight", "requirement.criteria[0].test", "requirement.criteria[1].id", "requirement.criteria[1].test",
                  "requirement.criteria[2].test.number", "requirement.criteria[3].test.number.max", "requirement.criteria[4].test.number",
                  "requirement.criteria[5].least_verification", "requirement.criteria[5].test.group.operator",
                  "requirement.criteria[5].test.group.tests[0]", "requirement.criteria[6].test.group.tests"));
}

TEST(CriterionTest, GroupsNestThreeDeepAndNoDeeper) {
  std::string test = "statement { key: 'h' }";
  for (int depth = 1; depth <= 4; ++depth) {
    test = "group { operator: OPERATOR_ANY_OF tests { " + test + " } }";
    EXPECT_EQ(Problems("criteria { text: 'a' obligation: OBLIGATION_MUST test { " + test + " } }").empty(), depth <= 3) << depth;
  }
}

TEST(CriterionTest, IdsAreGivenOnceAndKept) {
  v1::Requirement first = Parse<v1::Requirement>("criteria { text: 'a' } criteria { id: 'mine' text: 'b' } criteria { text: 'c' }");
  int64_t next = 1;
  GiveCriterionIds(v1::Requirement(), &first, &next);
  EXPECT_THAT(Ids(first), ElementsAre("c1", "mine", "c2"));
  // Another order, one dropped, one new, one with a text that is kept.
  v1::Requirement second = Parse<v1::Requirement>("criteria { text: 'new' } criteria { text: 'c' } criteria { id: 'mine' text: 'changed' }");
  GiveCriterionIds(first, &second, &next);
  EXPECT_THAT(Ids(second), ElementsAre("c3", "c2", "mine"));
  // c1 was dropped: it never comes back for another one, nor does what a caller took.
  v1::Requirement third = Parse<v1::Requirement>("criteria { id: 'c7' text: 'x' } criteria { text: 'y' }");
  GiveCriterionIds(second, &third, &next);
  EXPECT_THAT(Ids(third), ElementsAre("c7", "c8"));
}

TEST(CriterionTest, TwoWithTheSameTextGetTwoIds) {
  v1::Requirement first = Parse<v1::Requirement>("criteria { text: 'a' }");
  int64_t next = 1;
  GiveCriterionIds(v1::Requirement(), &first, &next);
  v1::Requirement second = Parse<v1::Requirement>("criteria { text: 'a' } criteria { text: 'a' }");
  GiveCriterionIds(first, &second, &next);
  EXPECT_THAT(Ids(second), ElementsAre("c1", "c2"));
}

}  // namespace
}  // namespace frontline::requirement
