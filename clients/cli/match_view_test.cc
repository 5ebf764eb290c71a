#include "clients/cli/match_view.h"

#include <gmock/gmock.h>
#include <google/protobuf/text_format.h>
#include <gtest/gtest.h>

#include "absl/strings/match.h"
#include "absl/strings/str_split.h"
#include "clients/cli/text.h"
#include "frontline/matching/v1/match.pb.h"
#include "frontline/matching/v1/matching_service.pb.h"

namespace frontline::cli {
namespace {

using testing::HasSubstr;
using testing::Not;

matching::v1::Match AMatch() {
  matching::v1::Match match;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(
      R"pb(
        name: "forces/kent/requirements/r/matches/m"
        requirement: "forces/kent/requirements/r"
        requirement_revision: 3
        requirement_title: "Cameras that last a shift"
        as_of: "2027-03-01"
        suppliers_considered: 80
        eligible_count: 1
        near_miss_count: 1
        candidates {
          supplier: "suppliers/harrow"
          display_name: "Harrow Optics Ltd"
          standing: STANDING_ELIGIBLE
          rank: 1
          score: 812
          explanation {
            text_points: 520
            text_points_possible: 600
            criteria_points: 292
            criteria_points_possible: 400
            terms { term: "body worn video" statement: "suppliers/harrow/capabilities/1" statement_title: "Cameras" points: 520 points_possible: 560 }
            terms { term: "shift" points: 0 points_possible: 40 }
            criteria {
              criterion: "c1"
              text: "Cyber Essentials Plus"
              obligation: OBLIGATION_MUST
              answer: ANSWER_MET
              verification: VERIFICATION_VERIFIED
              evidence: "suppliers/harrow/certifications/ce"
              reason: "Held until 1 May 2027"
            }
            criteria { criterion: "c2" text: "Weighs little" obligation: OBLIGATION_SHOULD weight: 10 answer: ANSWER_MET points: 292 reason: "150 g" }
            criteria {
              criterion: "c3"
              text: "Support in Kent"
              obligation: OBLIGATION_SHOULD
              weight: 4
              answer: ANSWER_UNKNOWN
              reason: "Not known. Do you serve UKJ4?"
            }
          }
          questions: "Do you serve UKJ4?"
          cautions: "A discretionary debarment holds until 2028"
        }
        candidates {
          supplier: "suppliers/short"
          display_name: "Short Life Ltd"
          standing: STANDING_NEAR_MISS
          rank: 1
          score: 300
          explanation {
            text_points: 300
            text_points_possible: 600
            terms { term: "body worn video" statement: "suppliers/short/capabilities/1" points: 300 points_possible: 560 }
            criteria {
              criterion: "c1"
              text: "Cyber Essentials Plus"
              obligation: OBLIGATION_MUST
              answer: ANSWER_NOT_MET
              reason: "Lapsed on 1 January 2026"
            }
          }
        })pb",
      &match));
  return match;
}

TEST(MatchViewTest, TheSummarySaysWhoAndWhyAndThatItIsAScan) {
  const std::string text = MatchSummary(AMatch(), Style());
  EXPECT_THAT(text, HasSubstr("Cameras that last a shift"));
  EXPECT_THAT(text, HasSubstr("judged as of 1 Mar 2027"));
  EXPECT_THAT(text, HasSubstr("Of 80 suppliers, 2 speak of what is wanted. 1 could meet it; 1 misses a MUST."));
  EXPECT_THAT(text, HasSubstr("1. Harrow Optics Ltd  812 of 1,000"));
  EXPECT_THAT(text, HasSubstr("1 of 1 MUST and 1 of 2 SHOULDs met; speaks of body worn video"));
  EXPECT_THAT(text, HasSubstr("Near misses"));
  EXPECT_THAT(text, HasSubstr("Lapsed on 1 January 2026."));
  EXPECT_THAT(text, HasSubstr("A discretionary debarment holds until 2028."));
  EXPECT_THAT(text, HasSubstr("s.16: preliminary market engagement), not an evaluation of bids"));
}

TEST(MatchViewTest, TheExplanationAddsUpAndShowsTheEvidence) {
  const std::string text = MatchExplanation(AMatch(), "suppliers/harrow", Style());
  EXPECT_THAT(text, HasSubstr("520 + 292 = 812 of 1,000 points"));
  EXPECT_THAT(text, HasSubstr("520  “body worn video” in “Cameras”, of 560 possible"));
  EXPECT_THAT(text, HasSubstr("0  Not said: shift (40)"));
  EXPECT_THAT(text, HasSubstr("✓ MUST: Cyber Essentials Plus. Met. Held until 1 May 2027. [verified: suppliers/harrow/certifications/ce]"));
  EXPECT_THAT(text, HasSubstr("292  ✓ SHOULD: Weighs little. Met. 150 g."));
  EXPECT_THAT(text, HasSubstr("? SHOULD: Support in Kent. Not known. Do you serve UKJ4?"));
  EXPECT_THAT(text, Not(HasSubstr("Not known. Not known.")));
  EXPECT_THAT(text, HasSubstr("Ask\n    - Do you serve UKJ4?"));
  EXPECT_THAT(text, HasSubstr("Take note\n    - A discretionary debarment"));
  EXPECT_THAT(text, Not(HasSubstr("Short Life")));
}

TEST(MatchViewTest, FitsTheTerminal) {
  Style style;
  style.width = 80;
  for (const std::string& text : {MatchSummary(AMatch(), style), MatchExplanation(AMatch(), "", style)}) {
    for (absl::string_view line : absl::StrSplit(text, '\n')) {
      const bool command = absl::StrContains(line, "frontctl match");
      EXPECT_TRUE(command || DisplayWidth(line) <= 80u) << line;
    }
  }
}

TEST(MatchViewTest, AComparisonHasARowForEachCriterionAndTheTotals) {
  matching::v1::Comparison comparison;
  ASSERT_TRUE(google::protobuf::TextFormat::ParseFromString(R"pb(
                                                              requirement: "forces/kent/requirements/r"
                                                              requirement_title: "Cameras"
                                                              as_of: "2027-03-01"
                                                              columns {
                                                                display_name: "Harrow"
                                                                standing: STANDING_ELIGIBLE
                                                                score: 812
                                                                explanation { text_points: 520 criteria_points: 292 }
                                                              }
                                                              columns {
                                                                display_name: "Short"
                                                                standing: STANDING_NEAR_MISS
                                                                score: 300
                                                                explanation { text_points: 300 }
                                                              }
                                                              rows {
                                                                text: "Cyber Essentials"
                                                                obligation: OBLIGATION_MUST
                                                                cells { answer: ANSWER_MET_FROM met_from: "2027-01-15" }
                                                                cells { answer: ANSWER_NOT_MET }
                                                              })pb",
                                                            &comparison));
  const std::string text = ComparisonTable(comparison, Style());
  EXPECT_THAT(text, HasSubstr("✓ met from 15 Jan 2027"));
  EXPECT_THAT(text, HasSubstr("✗ not met"));
  EXPECT_THAT(text, testing::ContainsRegex("In all +of 1,000 +812 +300"));
}

}  // namespace
}  // namespace frontline::cli
