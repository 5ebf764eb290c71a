#include "clients/cli/yaml.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

#include "absl/strings/str_cat.h"
#include "clients/cli/error.h"
#include "clients/cli/survey_file.h"
#include "frontline/survey/v1/survey_service.pb.h"

namespace frontline::cli {
namespace {

using survey::v1::Instrument;
using testing::HasSubstr;
using testing::StartsWith;

constexpr char kYaml[] = R"(title: Technology   # a text alone is English
mode: anonymous
pledge: {en: Nobody can tell, cy: Ni all neb}
reach: REACH_INVITATION
close_on: 2026-12-01
sections:
  - code: kit
    title: Kit
    questions:
      - code: no
        kind: single
        text: Do you?
        required: yes
        showIf:
          - {question: "007", any_of: yes}
        choices:
          - {code: no, label: "No"}
          - {code: 007, label: on, score: -3, scored: true}
)";

Instrument Parsed(const std::string& text, Lines* lines = nullptr) {
  Instrument instrument;
  const absl::Status status = ParseYaml(text, &instrument, lines);
  EXPECT_TRUE(status.ok()) << status;
  return instrument;
}

std::string Refused(const std::string& text) {
  Instrument instrument;
  return std::string(ParseYaml(text, &instrument, nullptr).message());
}

TEST(YamlTest, TheFieldSaysWhatAValueIs) {
  const Instrument instrument = Parsed(kYaml);
  EXPECT_EQ(instrument.title().en(), "Technology");
  EXPECT_EQ(instrument.mode(), survey::v1::MODE_ANONYMOUS);
  EXPECT_EQ(instrument.pledge().cy(), "Ni all neb");
  EXPECT_EQ(instrument.close_on(), "2026-12-01");
  const survey::v1::Question& question = instrument.sections(0).questions(0);
  EXPECT_EQ(question.code(), "no");
  EXPECT_TRUE(question.required());
  EXPECT_EQ(question.show_if(0).question(), "007");
  EXPECT_EQ(question.show_if(0).any_of(0), "yes");
  EXPECT_EQ(question.choices(0).code(), "no");
  EXPECT_EQ(question.choices(1).code(), "007");
  EXPECT_EQ(question.choices(1).label().en(), "on");
  EXPECT_EQ(question.choices(1).score(), -3);
}

TEST(YamlTest, KnowsTheLineOfEveryField) {
  Lines lines;
  Parsed(kYaml, &lines);
  EXPECT_EQ(LineOf(lines, "mode"), 2);
  EXPECT_EQ(LineOf(lines, "sections[0].questions[0].choices[1].code"), 18);
  EXPECT_EQ(LineOf(lines, "sections[0].questions[0].choices[1].label.en"), 18);
  EXPECT_EQ(LineOf(lines, "k"), 0);
}

TEST(YamlTest, JsonIsReadToo) {
  Lines lines;
  const Instrument instrument =
      Parsed("{\n \"title\": {\"en\": \"A\\u00e9\\n\"},\n\t\"population\": \"1200\", \"mode\": \"MODE_CONFIDENTIAL\"\n}\n", &lines);
  EXPECT_EQ(instrument.title().en(), "A\xc3\xa9\n");
  EXPECT_EQ(instrument.population(), 1200);
  EXPECT_EQ(LineOf(lines, "population"), 3);
}

TEST(YamlTest, MistakesNameTheLineAndWhatWouldBeRight) {
  EXPECT_THAT(Refused("title: A\nmood: anonymous\n"), StartsWith("line 2: there is no field 'mood' here; there are title, introduction, mode"));
  EXPECT_THAT(Refused("title: A\nmode: secret\n"), HasSubstr("line 2: mode: 'secret' is none of anonymous, confidential"));
  EXPECT_THAT(Refused("k: ten\n"), HasSubstr("line 1: k: 'ten' is no whole number"));
  EXPECT_THAT(Refused("k: 99999999999\n"), HasSubstr("no whole number"));
  EXPECT_THAT(Refused("title: A\nsections: kit\n"), HasSubstr("line 2: sections: a list is wanted"));
  EXPECT_THAT(Refused("title: A\ntitle: B\n"), HasSubstr("line 2: 'title' is given twice"));
  EXPECT_THAT(Refused("sections:\n  - code: a\n    questions:\n      - {required: perhaps}\n"),
              HasSubstr("line 4: sections[0].questions[0].required: 'perhaps' is neither true nor false"));
  EXPECT_THAT(Refused("title: [a\n"), HasSubstr("line "));
  EXPECT_THAT(Refused(""), HasSubstr("holds nothing"));
  EXPECT_THAT(Refused("title: A\n---\ntitle: B\n"), HasSubstr("more than one document"));
  EXPECT_THAT(Refused("just words\n"), HasSubstr("fields are wanted"));
  EXPECT_THAT(Refused("base: &b {title: A}\n<<: *b\n"), HasSubstr("base"));
}

TEST(YamlTest, AliasesAreFollowedAndBombsAreNot) {
  const Instrument twice = Parsed("title: &t {en: A}\npledge: *t\n");
  EXPECT_EQ(twice.pledge().en(), "A");
  // Each list has ten times the one before.
  std::string text = "a0: &a0 {code: x}\n";
  for (int i = 1; i < 12; ++i) {
    absl::StrAppend(&text, "a", i, ": &a", i, " [");
    for (int j = 0; j < 10; ++j) absl::StrAppend(&text, j > 0 ? "," : "", "*a", i - 1);
    absl::StrAppend(&text, "]\n");
  }
  EXPECT_FALSE(Refused(text).empty());
  // The same where the shape fits: 60 questions of 60 choices of 60 ... in 60 sections.
  std::string fits = "sections:\n - &s\n   code: s\n   questions:\n    - &q\n      code: q\n      choices:\n       - &c {code: c, label: {en: l}}\n";
  for (int i = 0; i < 99; ++i) fits += "       - *c\n";
  for (int i = 0; i < 99; ++i) fits += "    - *q\n";
  for (int i = 0; i < 99; ++i) fits += " - *s\n";
  EXPECT_THAT(Refused(fits), HasSubstr("too large, with its aliases written out"));
  EXPECT_FALSE(Refused("title: &a [*a]\n").empty());
  EXPECT_FALSE(Refused(std::string(100000, '[')).empty());
}

// The library, asked for all documents of this, finds them without end.
TEST(YamlTest, ABrokenDocumentEnds) { EXPECT_FALSE(Refused("title: [a\n  - }\n---\n<<: *x\n").empty()); }

TEST(SurveyFileTest, ASurveyThatHoldsAnInstrumentIsTakenToo) {
  std::istringstream in("name: forces/kent/surveys/a\ninstrument:\n  title: A\n  k: 12\n");
  const absl::StatusOr<InstrumentFile> file = ReadInstrumentFile("-", in);
  ASSERT_TRUE(file.ok()) << file.status();
  EXPECT_EQ(file->instrument.k(), 12);
  EXPECT_EQ(LineOf(file->lines, "k"), 4);
}

TEST(SurveyFileTest, WhatYamlCanNotReadOfJsonIsReadAsJson) {
  std::istringstream in("{\"title\": {\"en\": \"\\ud83d\\ude93\"}}");
  const absl::StatusOr<InstrumentFile> file = ReadInstrumentFile("-", in);
  ASSERT_TRUE(file.ok()) << file.status();
  EXPECT_EQ(file->instrument.title().en(), "\xf0\x9f\x9a\x93");
}

TEST(SurveyFileTest, AMistakeNamesTheFile) {
  std::istringstream in("title: A\nmode: x\n");
  const absl::StatusOr<InstrumentFile> file = ReadInstrumentFile("-", in);
  EXPECT_EQ(ExitCodeOf(file.status()), kUsage);
  EXPECT_THAT(std::string(file.status().message()), StartsWith("the standard input: line 2: mode"));
}

}  // namespace
}  // namespace frontline::cli
