#include "services/survey/instrument_diff.h"

#include <gmock/gmock.h>
#include <google/protobuf/text_format.h>
#include <gtest/gtest.h>

#include <functional>

#include "absl/strings/str_cat.h"
#include "services/survey/instrument_for_test.h"

namespace frontline::survey {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

using Change = std::function<void(v1::Instrument&)>;

v1::Instrument Older() {
  v1::Instrument instrument;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(kEveryQuestion, &instrument));
  return instrument;
}
v1::Instrument Newer(const Change& change) {
  v1::Instrument instrument = Older();
  change(instrument);
  return instrument;
}
// "q-why no: choices added: noisy".
std::vector<std::string> Diff(const Change& change) {
  std::vector<std::string> lines;
  for (const v1::InstrumentChange& found : DiffOf(Older(), Newer(change)).changes) {
    lines.push_back(absl::StrCat(found.subject(), found.comparable() ? " yes: " : " no: ", found.change()));
  }
  return lines;
}
std::vector<std::string> Wave(const Change& change) {
  std::vector<std::string> lines;
  for (const v1::InstrumentProblem& problem : CheckWave(Older(), Newer(change))) {
    lines.push_back(absl::StrCat(problem.warning() ? "warning " : "error ", problem.rule(), " at ", problem.field()));
  }
  return lines;
}
v1::Question& Question(v1::Instrument& instrument, int number) { return *instrument.mutable_sections(0)->mutable_questions(number); }
constexpr int kLaptop = 0, kWhy = 1, kFirst = 2, kYears = 3, kWords = 5;

TEST(InstrumentDiffTest, NothingDiffersFromItself) {
  const InstrumentDiff diff = DiffOf(Older(), Older());
  EXPECT_THAT(diff.changes, IsEmpty());
  EXPECT_THAT(diff.comparable_questions, ElementsAre("q-laptop", "q-why", "q-first", "q-years", "q-young", "q-words"));
}

TEST(InstrumentDiffTest, OtherChoicesCanNotBeCompared) {
  const auto add = [](v1::Instrument& i) {
    v1::Choice& choice = *Question(i, kWhy).add_choices();
    choice.set_code("noisy");
    choice.mutable_label()->set_en("Noisy");
  };
  EXPECT_THAT(Diff(add), ElementsAre("q-why no: choices added: noisy"));
  EXPECT_THAT(DiffOf(Older(), Newer(add)).comparable_questions, Not(Contains("q-why")));
  EXPECT_THAT(Diff([](v1::Instrument& i) { Question(i, kFirst).mutable_choices()->RemoveLast(); }),
              ElementsAre("q-first no: choices removed: laptop"));
  EXPECT_THAT(Diff([](v1::Instrument& i) { Question(i, kFirst).mutable_choices()->SwapElements(0, 1); }),
              ElementsAre("q-first no: choices are now in the order phone, radio, laptop"));
  EXPECT_THAT(Diff([](v1::Instrument& i) { Question(i, kLaptop).mutable_choices(2)->set_score(4); }),
              ElementsAre("q-laptop no: choice good is scored 4 instead of 3"));
  EXPECT_THAT(Diff([](v1::Instrument& i) { Question(i, kLaptop).mutable_choices(1)->set_polarity(v1::POLARITY_NEUTRAL); }),
              ElementsAre("q-laptop no: choice poor points neutral instead of negative"));
  EXPECT_THAT(Diff([](v1::Instrument& i) { Question(i, kLaptop).set_kind(v1::QUESTION_KIND_SINGLE); }),
              ElementsAre("q-laptop no: is SINGLE instead of LIKERT"));
  EXPECT_THAT(Diff([](v1::Instrument& i) { Question(i, kYears).mutable_bands(0)->set_high(3); }),
              ElementsAre(HasSubstr("q-years no: bands are now under-5 (0 to 3)")));
}

TEST(InstrumentDiffTest, OfOtherWordsTheAuthorSays) {
  const auto reword = [](const char* note, bool comparable) {
    return [note, comparable](v1::Instrument& i) {
      Question(i, kLaptop).mutable_text()->set_en("How good is your device?");
      if (*note == '\0') return;
      Question(i, kLaptop).mutable_change()->set_note(note);
      Question(i, kLaptop).mutable_change()->set_comparable(comparable);
    };
  };
  EXPECT_THAT(Diff(reword("", false)), ElementsAre("q-laptop no: text: 'How good is your laptop?' became 'How good is your device?'"));
  EXPECT_THAT(Diff(reword("laptops are devices", true)), ElementsAre(HasSubstr("q-laptop yes: text")));
  EXPECT_THAT(Diff(reword("laptops are devices", true)), ElementsAre(HasSubstr("its author says: laptops are devices")));
  EXPECT_THAT(Diff(reword("tablets too now", false)), ElementsAre(HasSubstr("q-laptop no: text")));
  // Who is asked is the author's to judge too.
  EXPECT_THAT(Diff([](v1::Instrument& i) { Question(i, kWhy).clear_show_if(); }),
              ElementsAre("q-why no: is asked of everyone instead of those with q-laptop = poor or very-poor"));
}

TEST(InstrumentDiffTest, WelshHelpAndTopicChangeNothing) {
  const auto harmless = [](v1::Instrument& i) {
    Question(i, kLaptop).mutable_text()->set_cy("Pa mor dda?");
    Question(i, kLaptop).mutable_help()->set_en("Your own one");
    Question(i, kLaptop).set_topic("mobile-devices");
  };
  EXPECT_THAT(Diff(harmless), ElementsAre(testing::StartsWith("q-laptop yes: the Welsh of text changed; help is new: 'Your own one'; topic is new")));
  EXPECT_THAT(Wave(harmless), IsEmpty());
}

TEST(InstrumentDiffTest, QuestionsComeAndGo) {
  const auto other = [](v1::Instrument& i) { Question(i, kWords).set_code("q-final"); };
  EXPECT_THAT(Diff(other), ElementsAre("q-final no: is new", "q-words no: is asked no longer"));
  EXPECT_THAT(Wave(other), IsEmpty());
}

TEST(InstrumentDiffTest, SettingsSegmentsAndBreakdownsDiffer) {
  EXPECT_THAT(Diff([](v1::Instrument& i) {
                i.set_k(12);
                i.set_reach(v1::REACH_OPEN_LINK);
                i.mutable_segments(0)->mutable_values(0)->set_headcount(4100);
                i.mutable_segments(1)->mutable_values(1)->set_code("inspector");
                i.add_breakdowns()->add_segments("rank");
              }),
              ElementsAre("k yes: k: '5' became '12'", "reach no: reach: 'REACH_INVITATION' became 'REACH_OPEN_LINK'",
                          "segment force yes: headcounts changed: 1", "segment rank no: value inspector is new; value sergeant is gone",
                          "breakdown rank no: is new"));
}

TEST(InstrumentDiffTest, AChangedQuestionOfANewWaveSaysWhatChanged) {
  const auto change = [](v1::Instrument& i) { Question(i, kFirst).mutable_choices()->RemoveLast(); };
  EXPECT_THAT(Wave(change), ElementsAre("error change-missing at sections[0].questions[2].change"));
  EXPECT_THAT(Wave([&](v1::Instrument& i) {
                change(i);
                Question(i, kFirst).mutable_change()->set_note("laptops are gone");
              }),
              IsEmpty());
  EXPECT_THAT(Wave([&](v1::Instrument& i) {
                change(i);
                Question(i, kFirst).mutable_change()->set_note("laptops are gone");
                Question(i, kFirst).mutable_change()->set_comparable(true);
              }),
              ElementsAre("warning change-not-comparable at sections[0].questions[2].change.comparable"));
}

TEST(InstrumentDiffTest, ANoteOnAnEarlierChangeDoesNotCount) {
  v1::Instrument older = Older();
  Question(older, kLaptop).mutable_change()->set_note("laptops are devices");
  Question(older, kLaptop).mutable_change()->set_comparable(true);
  v1::Instrument newer = older;
  Question(newer, kLaptop).mutable_text()->set_en("How good is your kit?");
  ASSERT_EQ(CheckWave(older, newer).size(), 1u);
  EXPECT_EQ(CheckWave(older, newer)[0].rule(), "change-missing");
  EXPECT_THAT(DiffOf(older, newer).comparable_questions, Not(Contains("q-laptop")));
}

}  // namespace
}  // namespace frontline::survey
