#include "clients/cli/sample_data.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_join.h"
#include "frontline/requirement/v1/need_service.pb.h"
#include "frontline/requirement/v1/requirement_service.pb.h"
#include "frontline/supplier/v1/supplier_service.pb.h"

namespace frontline::cli {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

const absl::CivilDay kToday(2026, 11, 24);

std::string Refusal(const char* file, const char* content) { return std::string(ParseSample({{file, content}}, kToday).status().message()); }

TEST(SampleDataTest, TheFilesThatAreBuiltInAreRequestsAndHoldTogether) {
  const auto sample = ParseSample(EmbeddedSample(), kToday);
  ASSERT_TRUE(sample.ok()) << sample.status();
  EXPECT_THAT(SampleProblems(*sample), IsEmpty());
}

TEST(SampleDataTest, DaysCountFromTheDayOfLoading) {
  const auto sample = ParseSample({{"suppliers.json", R"([{"supplier": {"name": "suppliers/a"},
      "certifications": [{"name": "suppliers/a/certifications/c", "type": "c", "validFrom": "@-400d", "validTo": "@+90d"}]}])"}},
                                  kToday);
  ASSERT_TRUE(sample.ok()) << sample.status();
  const auto& request = static_cast<const supplier::v1::ApplyProfileRequest&>(*sample->at("suppliers.json")[0].request);
  EXPECT_EQ(request.profile().certifications(0).valid_from(), "2025-10-20");
  EXPECT_EQ(request.profile().certifications(0).valid_to(), "2027-02-22");
}

TEST(SampleDataTest, WordsStandForEnumsAndTheRestTellsWhatToDo) {
  const auto sample = ParseSample({{"needs.json", R"([{"parent": "forces/kent", "needId": "a", "need": {"statement": "S", "severity": "major",
      "evidence": [{"kind": "survey", "summary": "x", "date": "@"}]}, "state": "addressed",
      "decision": {"reason": "Done", "requirement": "forces/kent/requirements/r"},
      "supporters": [{"name": "bodies/b", "people": 12}, {"name": "forces/kent/members/m", "people": 1}]}])"}},
                                  kToday);
  ASSERT_TRUE(sample.ok()) << sample.status();
  const SampleItem& item = sample->at("needs.json")[0];
  const auto& request = static_cast<const requirement::v1::CreateNeedRequest&>(*item.request);
  EXPECT_EQ(item.name, "forces/kent/needs/a");
  EXPECT_EQ(request.need().severity(), requirement::v1::SEVERITY_MAJOR);
  EXPECT_EQ(request.need().evidence(0).kind(), requirement::v1::Evidence::KIND_SURVEY);
  EXPECT_EQ(request.need().evidence(0).date(), "2026-11-24");
  EXPECT_EQ(item.state, "addressed");
  EXPECT_EQ(static_cast<const requirement::v1::NeedDecision&>(*item.decision).reason(), "Done");
  ASSERT_EQ(item.supporters.size(), 1u);
  const auto& support = static_cast<const requirement::v1::SupportNeedRequest&>(*item.supporters[0]);
  EXPECT_EQ(support.name(), "forces/kent/needs/a");
  EXPECT_EQ(support.organisation(), "bodies/b");
  EXPECT_EQ(support.people(), 12);
  EXPECT_THAT(item.members, ElementsAre("forces/kent/members/m"));
}

TEST(SampleDataTest, AMistakeNamesItsFileAndPlace) {
  EXPECT_THAT(Refusal("needs.json", R"([{"parent": "forces/kent", "needId": "a", "need": {"statment": "x"}}])"), HasSubstr("needs.json[0]: JSON: "));
  EXPECT_THAT(Refusal("needs.json", R"([{"parent": "forces/kent", "need": {}}])"), HasSubstr("needs.json[0]: has no id"));
  EXPECT_THAT(Refusal("needs.json", "{}"), HasSubstr("needs.json: JSON"));
  EXPECT_THAT(Refusal("other.json", "[]"), HasSubstr("no such file"));
}

TEST(SampleDataTest, NamesGivenTwiceAndNamesThatNothingDefinesAreFound) {
  const auto sample =
      ParseSample({{"needs.json", R"([{"parent": "forces/kent", "needId": "a", "need": {}},
                                                     {"parent": "forces/kent", "needId": "a", "need": {}}])"},
                   {"requirements.json", R"([{"parent": "forces/kent", "requirementId": "r", "requirement": {"needs": ["forces/kent/needs/b"]}}])"}},
                  kToday);
  ASSERT_TRUE(sample.ok()) << sample.status();
  EXPECT_THAT(SampleProblems(*sample),
              ElementsAre("needs.json[1]: forces/kent/needs/a is given twice", "requirements.json[0]: nothing defines forces/kent/needs/b"));
}

}  // namespace
}  // namespace frontline::cli
