#include <gmock/gmock.h>

#include <set>

#include "absl/strings/str_split.h"
#include "services/survey/closing_for_test.h"

namespace frontline::survey {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;
using ::testing::StartsWith;

constexpr char kLater[] = "forces/kent/surveys/kit-2";

class FindingTest : public ClosingTest {
 protected:
  // Two waves; in the second one three of four find their radios bad, and the question on devices offers another choice.
  void TwoWaves() {
    PutSurvey();
    RespondAll();
    ASSERT_TRUE(Close().ok());
    v1::Instrument instrument = Kit();
    *instrument.mutable_sections(0)->mutable_questions(1)->mutable_choices(1)->mutable_code() = "tablet";
    v1::Survey survey;
    survey.set_name(kLater);
    survey.set_previous_wave(kSurvey);
    *survey.mutable_instrument() = instrument;
    survey.set_state(v1::SURVEY_STATE_OPEN);
    Put(survey);
    for (int i = 0; i < 200; ++i) {
      Respond(absl::StrCat("answers { question: 'radio' choices: '", i % 4 == 0 ? "good" : "bad", "' } segments { key: 'force' value: '",
                           i % 2 == 0 ? "kent" : "essex", "' }"),
              kLater);
    }
    ASSERT_TRUE(Close(kLater).ok());
  }
  std::string Export() {
    v1::ExportFindingsRequest request;
    request.set_parent(kSurvey);
    FakeStream<v1::ExportFindingsRequest, v1::ExportFindingsResponse> raw(request);
    rpc::Stream<v1::ExportFindingsRequest, v1::ExportFindingsResponse> stream(raw);
    const absl::Status status = ExportFindings(WithStore(Viewer()), stream);
    EXPECT_TRUE(status.ok()) << status;
    std::string text;
    for (const auto& sent : raw.sent) text += sent.chunk();
    return text;
  }
};

TEST_F(FindingTest, AListingIsReadInPagesAndFiltered) {
  PutSurvey();
  RespondAll();
  ASSERT_TRUE(Close().ok());
  std::vector<std::string> names;
  std::string token;
  do {
    v1::ListFindingsRequest request;
    request.set_parent(kSurvey);
    request.set_page_size(5);
    request.set_page_token(token);
    v1::ListFindingsResponse page;
    ASSERT_TRUE(ListFindings(Viewer(), request, store_->Read(), &page).ok());
    EXPECT_LE(page.findings_size(), 5);
    for (const v1::Finding& finding : page.findings()) names.push_back(finding.name());
    token = page.next_page_token();
  } while (!token.empty());
  EXPECT_THAT(names, SizeIs(12));
  EXPECT_EQ(std::set<std::string>(names.begin(), names.end()).size(), 12u);
  EXPECT_THAT(Read(ListFindings, Viewer(), "parent: 'forces/kent/surveys/kit' total_only: true")->findings(), SizeIs(4));
  EXPECT_THAT(Read(ListFindings, Viewer(), "parent: 'forces/kent/surveys/kit' question: 'order'")->findings(), SizeIs(3));
  EXPECT_THAT(Read(ListFindings, Viewer(), "parent: 'forces/kent/surveys/kit' topic: 'radios'")->findings(), SizeIs(3));
}

TEST_F(FindingTest, ADraftIsNotThereForThoseWhoMayNotWriteIt) {
  PutSurvey(v1::SURVEY_STATE_DRAFT);
  EXPECT_THAT(Said(Read(ListFindings, Viewer("essex"), "parent: 'forces/kent/surveys/kit'").status()), StartsWith("RESOURCE_NOT_FOUND"));
}

TEST_F(FindingTest, OpenLinkResultsAreMarkedAsSelfSelected) {
  v1::Instrument instrument = Kit();
  instrument.set_reach(v1::REACH_OPEN_LINK);
  PutSurvey(v1::SURVEY_STATE_OPEN, kSurvey, instrument);
  RespondAll();
  ASSERT_TRUE(Close().ok());
  EXPECT_TRUE(See("radio").self_selected());
  EXPECT_TRUE(See("radio.force").self_selected());
  EXPECT_THAT(Export(), HasSubstr(",yes\r\n"));
}

TEST_F(FindingTest, TheExportHasARowForEachShareAndSaysWhatIsSuppressed) {
  PutSurvey();
  RespondAll();
  ASSERT_TRUE(Close().ok());
  const std::vector<std::string> rows = absl::StrSplit(Export(), "\r\n", absl::SkipEmpty());
  EXPECT_THAT(rows[0], StartsWith("survey,finding,question,"));
  const auto cells = [](const std::string& row) {
    bool quoted = false;
    int count = 1;
    for (char c : row) {
      if (c == '"') quoted = !quoted;
      if (c == ',' && !quoted) ++count;
    }
    return count;
  };
  for (const std::string& row : rows) EXPECT_EQ(cells(row), 26) << row;
  EXPECT_THAT(rows,
              Contains(HasSubstr("/findings/radio,radio,How good is your radio?,LIKERT,radios,,,,,,,published,132,13,share,bad,Bad,39%,39,39,")));
  EXPECT_THAT(rows, Contains(HasSubstr(",published,132,13,mean,,,,,,,,2.0,5,no")));
  EXPECT_THAT(rows, Contains(HasSubstr("top_three,c,C,")));
  // A cell that is hidden says so and nothing else.
  bool hidden = false;
  for (const std::string& row : rows) {
    const bool suppressed = row.find(",suppressed,") != std::string::npos || row.find(",withheld,") != std::string::npos;
    hidden = hidden || suppressed;
    if (suppressed) {
      EXPECT_THAT(row, HasSubstr(",,,,,,,,,,,5,no"));
    }
  }
  EXPECT_TRUE(hidden);
}

TEST_F(FindingTest, AnExportedTextIsNoFormula) {
  PutSurvey();
  RespondAll();
  ASSERT_TRUE(Close().ok());
  const std::string text = Export();
  EXPECT_THAT(text, HasSubstr(",'=Radio,"));
  EXPECT_THAT(text, Not(HasSubstr(",=")));
}

TEST_F(FindingTest, WhatIsNotClosedIsNotExported) {
  PutSurvey();
  v1::ExportFindingsRequest request;
  request.set_parent(kSurvey);
  FakeStream<v1::ExportFindingsRequest, v1::ExportFindingsResponse> raw(request);
  rpc::Stream<v1::ExportFindingsRequest, v1::ExportFindingsResponse> stream(raw);
  EXPECT_THAT(Said(ExportFindings(WithStore(Viewer()), stream)), StartsWith("WRONG_STATE"));
}

TEST_F(FindingTest, WavesAreComparedWhereTheirQuestionsCanBe) {
  TwoWaves();
  const auto compared = Read(CompareWaves, Viewer(), "survey: 'forces/kent/surveys/kit-2'");
  ASSERT_TRUE(compared.ok()) << compared.status();
  EXPECT_EQ(compared->earlier(), kSurvey);
  ASSERT_GE(compared->questions_size(), 1);
  const v1::QuestionComparison& radio = compared->questions(0);
  EXPECT_EQ(radio.question(), "radio");
  EXPECT_EQ(radio.finding(), "forces/kent/surveys/kit-2/findings/radio");
  const v1::ShareComparison& bad = radio.comparisons(0);
  EXPECT_EQ(bad.code(), "bad");
  EXPECT_EQ(bad.base(), 200);
  EXPECT_EQ(bad.reference_base(), 132);
  EXPECT_EQ(bad.difference(), 75 - 39);
  EXPECT_TRUE(bad.notable());
  EXPECT_LT(bad.interval_low(), 36);
  EXPECT_GT(bad.interval_high(), 36);
  EXPECT_THAT(compared->not_comparable(), Contains(StartsWith("devices: ")));
  for (const v1::QuestionComparison& question : compared->questions()) EXPECT_NE(question.question(), "devices");
}

TEST_F(FindingTest, WavesAreComparedGroupByGroupWhereBothShowIt) {
  TwoWaves();
  const auto compared = Read(CompareWaves, Viewer(), "survey: 'forces/kent/surveys/kit-2' question: 'radio' segment: 'force'");
  ASSERT_TRUE(compared.ok()) << compared.status();
  ASSERT_THAT(compared->questions(), SizeIs(1));
  for (const v1::ShareComparison& one : compared->questions(0).comparisons()) {
    EXPECT_TRUE(one.segments().at("force") == "kent" || one.segments().at("force") == "essex");
    EXPECT_GE(one.reference_base(), 5);
  }
  EXPECT_THAT(Said(Read(CompareWaves, Viewer(), "survey: 'forces/kent/surveys/kit-2' segment: 'rank'").status()),
              HasSubstr("segment is no breakdown"));
  EXPECT_THAT(Said(Read(CompareWaves, Viewer(), "survey: 'forces/kent/surveys/kit-2' question: 'words'").status()),
              HasSubstr("question is no question"));
  EXPECT_THAT(Said(Read(CompareWaves, Viewer(), "survey: 'forces/kent/surveys/kit'").status()), HasSubstr("earlier is required"));
}

TEST_F(FindingTest, AForceIsSetBesideEveryone) {
  PutSurvey();
  RespondAll();
  ASSERT_TRUE(Close().ok());
  const auto compared = Read(CompareGroups, Viewer(), "finding: 'forces/kent/surveys/kit/findings/radio.force'");
  ASSERT_TRUE(compared.ok()) << compared.status();
  EXPECT_EQ(compared->question().reference(), "forces/kent/surveys/kit/findings/radio");
  const v1::Finding finding = See("radio.force");
  int shown = 0;
  for (const v1::FindingCell& cell : finding.cells()) shown += cell.state() == v1::CELL_STATE_PUBLISHED ? 1 : 0;
  EXPECT_GE(compared->question().comparisons_size(), shown * 3);
  for (const v1::ShareComparison& one : compared->question().comparisons()) EXPECT_EQ(one.reference_base(), 132);
  EXPECT_THAT(Said(Read(CompareGroups, Viewer(), "finding: 'forces/kent/surveys/kit/findings/radio'").status()),
              HasSubstr("finding must have groups"));
  EXPECT_THAT(Said(Read(CompareGroups, Viewer(), "finding: 'forces/kent/surveys/kit/findings/radio.force' value: 'mars'").status()),
              HasSubstr("value is no group"));
}

}  // namespace
}  // namespace frontline::survey
