#include "clients/cli/finding_view.h"

#include <gmock/gmock.h>
#include <google/protobuf/text_format.h>
#include <gtest/gtest.h>

#include "clients/cli/view.h"
#include "frontline/survey/v1/finding_service.pb.h"

namespace frontline::cli {
namespace {

namespace s = frontline::survey::v1;

using testing::ContainsRegex;
using testing::HasSubstr;
using testing::Not;

template <typename T>
T Parse(const std::string& text) {
  T message;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(text, &message));
  return message;
}

Style Wide() {
  Style style;
  style.wide = true;
  return style;
}

s::Finding ByForce() {
  return Parse<s::Finding>(R"(
    name: 'forces/kent/surveys/kit/findings/radio.force' question: 'radio' text { en: 'How good is your radio?' } kind: QUESTION_KIND_LIKERT
    breakdown: 'force' survey_title { en: 'Kit' } k: 10
    cells { segments { key: 'force' value: 'kent' } label: 'Kent' state: CELL_STATE_PUBLISHED base: 1240 response_rate: 31
      shares { code: 'bad' label { en: 'Bad' } low: 37 high: 37 interval_low: 34 interval_high: 40 }
      shares { code: 'good' label { en: 'Good' } low: 95 high: 100 } positive { low: 95 high: 100 } negative { low: 37 high: 37 } mean_tenths: -12 }
    cells { segments { key: 'force' value: 'city' } label: 'City' state: CELL_STATE_SUPPRESSED })");
}

TEST(FindingView, GroupsAreRowsAndAnswersColumns) {
  const std::string text = FindingTable(ByForce(), Wide());
  EXPECT_THAT(text, HasSubstr("How good is your radio?\nKit, radio, by force"));
  EXPECT_THAT(text, ContainsRegex("GROUP +BASE +RATE +Bad +Good +POSITIVE +NEGATIVE +MEAN"));
  EXPECT_THAT(text, ContainsRegex("Kent +1,240 +31% +37% +95% or more +95% or more +37% +-1.2"));
  EXPECT_THAT(text, ContainsRegex("City +suppressed"));
  EXPECT_THAT(text, HasSubstr("fewer than 10 people answered, or"));
  EXPECT_THAT(text, HasSubstr("said no closer"));
  EXPECT_THAT(text, Not(HasSubstr("Self-selected")));
}

TEST(FindingView, ManyOrLongAnswersHaveLettersAndAKey) {
  s::Finding finding = ByForce();
  finding.mutable_cells(0)->mutable_shares(0)->mutable_label()->set_en("Bad, and getting worse with every year");
  const std::string text = FindingTable(finding, Wide());
  EXPECT_THAT(text, ContainsRegex("GROUP +BASE +RATE +A +B "));
  EXPECT_THAT(text, HasSubstr("  A  Bad, and getting worse with every year\n"));
}

TEST(FindingView, EveryoneTogetherIsAnAnswerALine) {
  const auto finding = Parse<s::Finding>(R"(
    question: 'radio' text { en: 'How good?' } self_selected: true k: 10 design_effect_tenths: 13 weighted_by: 'force'
    cells { state: CELL_STATE_PUBLISHED base: 1500 response_rate: 12
      shares { code: 'bad' label { en: 'Bad' } low: 0 high: 5 interval_low: 0 interval_high: 6 }
      weighted { code: 'bad' low: 4 high: 4 interval_low: 3 interval_high: 6 } mean_tenths: 27 })");
  const std::string text = FindingTable(finding, Wide());
  EXPECT_THAT(text, HasSubstr("1,500 answered; response rate of the survey 12%"));
  EXPECT_THAT(text, ContainsRegex("Bad +5% or less +0 to 6 +4% +3 to 6"));
  EXPECT_THAT(text, HasSubstr("mean 2.7"));
  EXPECT_THAT(text, HasSubstr("Self-selected: anyone could answer"));
  EXPECT_THAT(text, HasSubstr("Weighted to the population by force; design effect 1.3."));
}

TEST(FindingView, WhatIsWithheldSaysSo) {
  EXPECT_THAT(FindingTable(Parse<s::Finding>("text { en: 'Q' } withheld: true"), Wide()), HasSubstr("Withheld: no part of this table"));
}

TEST(FindingView, ComparisonsShowTheDifferenceWhereThereIsOne) {
  const auto response = Parse<s::CompareWavesResponse>(R"(
    earlier: 'forces/kent/surveys/kit' not_comparable: 'devices: its choices changed'
    questions { question: 'radio' comparisons { code: 'bad' answer { en: 'Bad' } share { low: 40 high: 40 } reference { low: 30 high: 30 } difference: 10
      interval_low: 4 interval_high: 16 notable: true }
      comparisons { code: 'good' share { low: 95 high: 100 } reference { low: 90 high: 90 } interval_low: -1 interval_high: 12 } })");
  const std::string text = WavesTable(response, Wide());
  EXPECT_THAT(text, ContainsRegex("Bad +40% +30% +\\+10 +\\+4 to \\+16 +notable"));
  EXPECT_THAT(text, ContainsRegex("good +95% or more +90% +-1 to \\+12"));
  EXPECT_THAT(text, HasSubstr("- devices: its choices changed"));
}

TEST(FindingView, IsTheViewOfItsTypes) {
  for (const char* type : {"Finding", "CompareWavesResponse", "CompareGroupsResponse", "GroupCommentsResponse"}) {
    EXPECT_NE(FindView(std::string("frontline.survey.v1.") + type), nullptr) << type;
  }
}

}  // namespace
}  // namespace frontline::cli
