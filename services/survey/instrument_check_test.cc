#include "services/survey/instrument_check.h"

#include <gmock/gmock.h>
#include <google/protobuf/text_format.h>
#include <gtest/gtest.h>

#include <functional>

#include "services/survey/instrument_for_test.h"

namespace frontline::survey {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

const absl::CivilDay kToday(2026, 9, 21);

v1::Instrument Good() {
  v1::Instrument instrument;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(kEveryQuestion, &instrument));
  // What it warns of otherwise is beside the point here.
  instrument.mutable_segments(1)->mutable_values(0)->set_headcount(6000);
  instrument.mutable_segments(1)->mutable_values(1)->set_headcount(1700);
  instrument.add_breakdowns()->add_segments("rank");
  return instrument;
}

// "error duplicate-code at sections[0].code" for each problem that `change` makes.
std::vector<std::string> After(const std::function<void(v1::Instrument&)>& change) {
  v1::Instrument instrument = Good();
  change(instrument);
  std::vector<std::string> found;
  for (const v1::InstrumentProblem& problem : CheckInstrument(instrument, kToday)) {
    found.push_back(absl::StrCat(problem.warning() ? "warning " : "error ", problem.rule(), " at ", problem.field()));
  }
  return found;
}
std::string MessageAfter(const std::function<void(v1::Instrument&)>& change) {
  v1::Instrument instrument = Good();
  change(instrument);
  const auto problems = CheckInstrument(instrument, kToday);
  return problems.empty() ? "" : problems[0].message();
}

v1::Question& Question(v1::Instrument& instrument, int number) { return *instrument.mutable_sections(0)->mutable_questions(number); }
constexpr int kLaptop = 0, kWhy = 1, kFirst = 2, kYears = 3, kYoung = 4, kWords = 5;
std::string At(int question, const std::string& field) { return absl::StrCat("sections[0].questions[", question, "].", field); }

TEST(InstrumentCheckTest, AGoodInstrumentHasNoProblem) {
  EXPECT_THAT(After([](v1::Instrument&) {}), IsEmpty());
  EXPECT_EQ(QuestionCount(Good()), 6);
}

TEST(InstrumentCheckTest, CodesMustDiffer) {
  EXPECT_THAT(After([](v1::Instrument& i) { Question(i, kWords).set_code("q-laptop"); }),
              ElementsAre("error duplicate-code at " + At(kWords, "code")));
  EXPECT_THAT(After([](v1::Instrument& i) { Question(i, kFirst).mutable_choices(1)->set_code("radio"); }),
              ElementsAre("error duplicate-code at " + At(kFirst, "choices[1].code")));
  EXPECT_THAT(After([](v1::Instrument& i) { Question(i, kYears).mutable_bands(1)->set_code("under-5"); }),
              ElementsAre("error duplicate-code at " + At(kYears, "bands[1].code")));
  EXPECT_THAT(After([](v1::Instrument& i) { i.mutable_segments(0)->mutable_values(1)->set_code("kent"); }),
              ElementsAre("error duplicate-code at segments[0].values[1].code"));
  EXPECT_THAT(After([](v1::Instrument& i) {
                *i.add_sections() = i.sections(0);
                i.mutable_sections(1)->clear_questions();
                *i.mutable_sections(1)->add_questions() = i.sections(0).questions(kWords);
                i.mutable_sections(1)->mutable_questions(0)->set_code("new");
              }),
              ElementsAre("error duplicate-code at sections[1].code"));
  EXPECT_THAT(MessageAfter([](v1::Instrument& i) { Question(i, kWords).set_code("q-laptop"); }),
              HasSubstr("'q-laptop' is the code of sections[0].questions[0].code already"));
}

TEST(InstrumentCheckTest, ConditionsLookBackToWhatThereIs) {
  const auto to = [](const char* question) {
    return [question](v1::Instrument& i) {
      v1::Condition& condition = *Question(i, kFirst).add_show_if();
      condition.set_question(question);
      condition.add_any_of("slow");
    };
  };
  const std::string field = At(kFirst, "show_if[0].question");
  EXPECT_THAT(After(to("nowhere")), ElementsAre("error routing-to-nothing at " + field));
  EXPECT_THAT(After(to("q-first")), ElementsAre("error routing-loop at " + field));
  EXPECT_THAT(After(to("q-words")), ElementsAre("error routing-forward at " + field));
  EXPECT_THAT(After(to("q-laptop")), ElementsAre("error routing-to-nothing at " + At(kFirst, "show_if[0].any_of[0]")));
  EXPECT_THAT(After(to("q-why")), IsEmpty());
}

TEST(InstrumentCheckTest, ALoopOverSeveralQuestionsIsCalledOne) {
  EXPECT_THAT(After([](v1::Instrument& i) {
                // q-laptop asks after q-why, which asks after q-laptop.
                v1::Condition& condition = *Question(i, kLaptop).add_show_if();
                condition.set_question("q-why");
                condition.add_any_of("slow");
              }),
              ElementsAre("error routing-loop at " + At(kLaptop, "show_if[0].question")));
}

TEST(InstrumentCheckTest, RankedAndFreeTextDecideNothing) {
  EXPECT_THAT(After([](v1::Instrument& i) { Question(i, kYoung).mutable_show_if(0)->set_question("q-first"); }),
              ElementsAre("error routing-kind at " + At(kYoung, "show_if[0].question")));
}

TEST(InstrumentCheckTest, QuestionsThatNobodyIsAskedAreFound) {
  const auto contradict = [](v1::Instrument& i) {
    v1::Condition& condition = *Question(i, kWhy).add_show_if();
    condition.set_question("q-laptop");
    condition.add_any_of("good");
  };
  EXPECT_THAT(After(contradict), ElementsAre("error unreachable-question at " + At(kWhy, "show_if")));
  EXPECT_THAT(After([&](v1::Instrument& i) {
                contradict(i);
                Question(i, kWhy).set_required(true);
              }),
              ElementsAre("error required-never-asked at " + At(kWhy, "required")));
  // Through the question before: asked after q-why, which is asked after a poor laptop; and after a good one.
  EXPECT_THAT(After([](v1::Instrument& i) {
                v1::Condition& why = *Question(i, kWords).add_show_if();
                why.set_question("q-why");
                why.add_any_of("slow");
                v1::Condition& good = *Question(i, kWords).add_show_if();
                good.set_question("q-laptop");
                good.add_any_of("good");
              }),
              ElementsAre("error unreachable-question at " + At(kWords, "show_if")));
  // Of a MULTIPLE two choices can be given, an exclusive one and another can't.
  const auto both = [](const char* a, const char* b) {
    return [a, b](v1::Instrument& i) {
      for (const char* code : {a, b}) {
        v1::Condition& condition = *Question(i, kWords).add_show_if();
        condition.set_question("q-why");
        condition.add_any_of(code);
      }
    };
  };
  EXPECT_THAT(After(both("slow", "heavy")), IsEmpty());
  EXPECT_THAT(After(both("slow", "none")), ElementsAre("error unreachable-question at " + At(kWords, "show_if")));
  EXPECT_THAT(After(both("none", "none")), IsEmpty());
}

TEST(InstrumentCheckTest, AScaleHasLabelsAndGoesOneWay) {
  EXPECT_THAT(After([](v1::Instrument& i) { Question(i, kLaptop).mutable_choices(1)->clear_label(); }),
              ElementsAre("error scale-without-labels at " + At(kLaptop, "choices[1].label.en")));
  EXPECT_THAT(After([](v1::Instrument& i) { Question(i, kLaptop).mutable_choices(2)->set_score(2); }),
              ElementsAre("error scale-order at " + At(kLaptop, "choices[2].score")));
  EXPECT_THAT(After([](v1::Instrument& i) {
                Question(i, kLaptop).mutable_choices(0)->set_score(3);
                Question(i, kLaptop).mutable_choices(2)->set_score(1);
              }),
              IsEmpty());  // downwards is an order too
  EXPECT_THAT(After([](v1::Instrument& i) {
                Question(i, kLaptop).mutable_choices(1)->set_polarity(v1::POLARITY_POSITIVE);
                Question(i, kLaptop).mutable_choices(2)->set_polarity(v1::POLARITY_NEGATIVE);
              }),
              ElementsAre("error scale-polarity at " + At(kLaptop, "choices[2].polarity")));
  EXPECT_THAT(After([](v1::Instrument& i) { Question(i, kLaptop).mutable_choices(1)->clear_polarity(); }),
              ElementsAre("error scale-polarity at " + At(kLaptop, "choices[1].polarity")));
  EXPECT_THAT(After([](v1::Instrument& i) {
                for (v1::Choice& choice : *Question(i, kLaptop).mutable_choices()) choice.clear_polarity();
              }),
              ElementsAre("warning scale-without-polarity at " + At(kLaptop, "choices")));
  EXPECT_THAT(After([](v1::Instrument& i) {
                for (v1::Choice& choice : *Question(i, kLaptop).mutable_choices()) choice.set_scored(false);
              }),
              testing::Contains("error scale-points at " + At(kLaptop, "choices")));
}

TEST(InstrumentCheckTest, AQuestionHasWhatItsSortNeedsAndNothingElse) {
  EXPECT_THAT(After([](v1::Instrument& i) { Question(i, kYoung).mutable_choices()->RemoveLast(); }),
              ElementsAre("error too-few-choices at " + At(kYoung, "choices")));
  EXPECT_THAT(After([](v1::Instrument& i) { Question(i, kWords).add_choices()->set_code("a"); }),
              ElementsAre("error field-not-for-kind at " + At(kWords, "choices")));
  EXPECT_THAT(After([](v1::Instrument& i) { Question(i, kYoung).set_max_choices(2); }),
              ElementsAre("error field-not-for-kind at " + At(kYoung, "max_choices")));
  EXPECT_THAT(After([](v1::Instrument& i) { Question(i, kYoung).mutable_choices(0)->set_exclusive(true); }),
              ElementsAre("error field-not-for-kind at " + At(kYoung, "choices[0].exclusive")));
  EXPECT_THAT(After([](v1::Instrument& i) { Question(i, kFirst).set_max_choices(4); }),
              ElementsAre("error max-choices at " + At(kFirst, "max_choices")));
  EXPECT_THAT(After([](v1::Instrument& i) { Question(i, kWhy).mutable_choices(3)->set_takes_text(false); }),
              ElementsAre("warning other-without-text at " + At(kWhy, "choices[3].takes_text")));
  EXPECT_THAT(After([](v1::Instrument& i) { Question(i, kFirst).mutable_choices(1)->mutable_label()->set_en("radio"); }),
              ElementsAre("warning duplicate-label at " + At(kFirst, "choices[1].label.en")));
  EXPECT_THAT(After([](v1::Instrument& i) { Question(i, kYoung).mutable_choices(0)->set_score(1); }),
              ElementsAre("warning score-not-scored at " + At(kYoung, "choices[0].scored")));
  EXPECT_THAT(After([](v1::Instrument& i) {
                for (v1::Choice& choice : *Question(i, kWhy).mutable_choices()) choice.set_exclusive(true);
              }),
              ElementsAre("error all-exclusive at " + At(kWhy, "choices")));
  EXPECT_THAT(After([](v1::Instrument& i) { Question(i, kWords).mutable_text()->clear_en(); }),
              ElementsAre("error missing at " + At(kWords, "text.en")));
}

TEST(InstrumentCheckTest, BandsCoverTheBoundsWithoutOverlap) {
  const auto bands = [](double low, double high) {
    return [low, high](v1::Instrument& i) {
      Question(i, kYears).mutable_bands(0)->set_high(high);
      Question(i, kYears).mutable_bands(1)->set_low(low);
    };
  };
  EXPECT_THAT(After(bands(5, 5)), ElementsAre("error band-overlap at " + At(kYears, "bands[1].low")));
  EXPECT_THAT(After(bands(7, 4)), ElementsAre("error band-gap at " + At(kYears, "bands[1].low")));
  EXPECT_THAT(MessageAfter(bands(7, 4)), HasSubstr("start at 5"));
  const auto decimal = [&bands](double low, double high) {
    return [&bands, low, high](v1::Instrument& i) {
      Question(i, kYears).set_whole(false);
      bands(low, high)(i);
    };
  };
  EXPECT_THAT(After(decimal(4.5, 4.5)), IsEmpty());
  EXPECT_THAT(After(decimal(5, 4)), ElementsAre("error band-gap at " + At(kYears, "bands[1].low")));
  EXPECT_THAT(After([](v1::Instrument& i) { Question(i, kYears).set_maximum(50); }),
              ElementsAre("error band-bounds at " + At(kYears, "bands[1].high")));
  EXPECT_THAT(After([](v1::Instrument& i) { Question(i, kYears).set_minimum(-1); }),
              ElementsAre("error band-bounds at " + At(kYears, "bands[0].low")));
  EXPECT_THAT(After([](v1::Instrument& i) { Question(i, kYears).mutable_bands()->SwapElements(0, 1); }),
              testing::Contains("error band-order at " + At(kYears, "bands[1].low")));
  EXPECT_THAT(After([](v1::Instrument& i) { Question(i, kYears).set_maximum(-5); }),
              testing::Contains("error number-bounds at " + At(kYears, "maximum")));
  EXPECT_THAT(After([](v1::Instrument& i) {
                Question(i, kYears).clear_bands();
                i.mutable_sections(0)->mutable_questions()->DeleteSubrange(kYoung, 1);
              }),
              ElementsAre("error bands-missing at " + At(kYears, "bands")));
}

TEST(InstrumentCheckTest, SettingsKeepThePromise) {
  EXPECT_THAT(After([](v1::Instrument& i) { i.set_k(4); }), ElementsAre("error k-too-small at k"));
  EXPECT_THAT(After([](v1::Instrument& i) { i.set_k(0); }), IsEmpty());
  EXPECT_THAT(After([](v1::Instrument& i) { i.clear_mode(); }), ElementsAre("error missing at mode"));
  EXPECT_THAT(After([](v1::Instrument& i) { i.clear_pledge(); }), ElementsAre("error missing at pledge.en"));
  EXPECT_THAT(After([](v1::Instrument& i) {
                i.set_mode(v1::MODE_CONFIDENTIAL);
                i.mutable_pledge()->set_en("This survey is anonymous.");
              }),
              ElementsAre("warning pledge-promises-more at pledge.en"));
  EXPECT_THAT(After([](v1::Instrument& i) { i.mutable_pledge()->set_en("Results will not be published."); }),
              ElementsAre("warning pledge-promises-more at pledge.en"));
}

TEST(InstrumentCheckTest, DaysStandInOrder) {
  const auto days = [](const char* open, const char* close, const char* retain) {
    return After([&](v1::Instrument& i) {
      i.set_open_on(open);
      i.set_close_on(close);
      i.set_retain_until(retain);
    });
  };
  EXPECT_THAT(days("2026-10-01", "2026-10-31", "2028-10-31"), IsEmpty());
  EXPECT_THAT(days("2026-10-01", "2026-09-30", "2027-09-30"), ElementsAre("error dates-order at close_on"));
  EXPECT_THAT(days("", "2026-10-31", "2026-10-31"), ElementsAre("error dates-order at retain_until"));
  EXPECT_THAT(days("", "2026-10-31", "2028-11-01"), ElementsAre("error retention-too-long at retain_until"));
  EXPECT_THAT(days("", "", "2028-09-22"), ElementsAre("error retention-too-long at retain_until"));
  EXPECT_THAT(days("", "", "2026-09-21"), ElementsAre("error dates-order at retain_until"));
  EXPECT_THAT(days("", "2026-09-20", "2027-09-21"), ElementsAre("error date-past at close_on"));
  EXPECT_THAT(days("", "", ""), ElementsAre("error missing at retain_until"));
  EXPECT_THAT(days("", "2026-02-30", "2027-01-01"), ElementsAre("error date at close_on"));
}

TEST(InstrumentCheckTest, BreakdownsAreOverSegmentsThatThereAre) {
  EXPECT_THAT(After([](v1::Instrument& i) { i.add_breakdowns()->add_segments("station"); }),
              ElementsAre("error unknown-segment at breakdowns[2].segments[0]"));
  EXPECT_THAT(After([](v1::Instrument& i) { i.mutable_breakdowns(1)->add_segments("rank"); }),
              ElementsAre("error breakdown-repeats at breakdowns[1].segments[1]"));
  EXPECT_THAT(After([](v1::Instrument& i) { i.add_breakdowns()->add_segments("force"); }), ElementsAre("error breakdown-repeats at breakdowns[2]"));
  EXPECT_THAT(After([](v1::Instrument& i) {
                for (const char* segment : {"force", "rank"}) i.mutable_breakdowns(0)->set_segments(0, segment);
                i.mutable_breakdowns(0)->add_segments("force");
                i.mutable_breakdowns(1)->set_segments(0, "force");
                i.mutable_breakdowns(1)->add_segments("rank");
              }),
              ElementsAre("error breakdown-repeats at breakdowns[1]"));
  EXPECT_THAT(After([](v1::Instrument& i) { i.mutable_breakdowns()->RemoveLast(); }), ElementsAre("warning unused-segment at segments[1]"));
}

TEST(InstrumentCheckTest, ABreakdownWhoseCellsAreMostlyTooSmallIsWarnedOfWithTheNumber) {
  const auto fine = [](v1::Instrument& i) {
    // 40 ranks share 7,700 people, two forces halve them again: 96 to a cell; 29 of them at 30%, under k = 50, and 40 of the 80 under 100.
    i.set_k(50);
    i.mutable_segments(1)->clear_values();
    for (int v = 0; v < 40; ++v) {
      v1::SegmentValue& value = *i.mutable_segments(1)->add_values();
      value.set_code(absl::StrCat("r", v));
      value.mutable_label()->set_en(absl::StrCat("Rank ", v));
    }
    i.mutable_breakdowns(1)->add_segments("force");
  };
  EXPECT_THAT(After(fine), ElementsAre("warning fine-breakdown at breakdowns[1]"));
  EXPECT_THAT(MessageAfter(fine), HasSubstr("has 80 cells: if everyone answered, 0 would have fewer than 50 people and be hidden; if 30% do, 80"));
  EXPECT_THAT(After([&](v1::Instrument& i) {
                fine(i);
                i.set_k(20);
              }),
              IsEmpty());
}

TEST(InstrumentCheckTest, HeadcountsAddUp) {
  EXPECT_THAT(After([](v1::Instrument& i) { i.mutable_segments(0)->mutable_values(0)->set_headcount(4); }),
              testing::Contains("warning small-headcount at segments[0].values[0].headcount"));
  EXPECT_THAT(After([](v1::Instrument& i) { i.set_population(7699); }),
              ElementsAre("error population-too-small at population", "error population-too-small at population"));
  EXPECT_THAT(After([](v1::Instrument& i) { i.mutable_segments(1)->mutable_values(0)->clear_headcount(); }),
              ElementsAre("warning headcounts-missing at segments[1].values"));
  EXPECT_THAT(After([](v1::Instrument& i) {
                i.clear_population();
                for (v1::Segment& segment : *i.mutable_segments()) {
                  for (v1::SegmentValue& value : *segment.mutable_values()) value.clear_headcount();
                }
              }),
              ElementsAre("warning no-headcounts at population"));
}

TEST(InstrumentCheckTest, WeightsNeedHeadcounts) {
  EXPECT_THAT(After([](v1::Instrument& i) { i.add_weight_by("force"); }), IsEmpty());
  EXPECT_THAT(After([](v1::Instrument& i) { i.add_weight_by("station"); }), ElementsAre("error unknown-segment at weight_by[0]"));
  EXPECT_THAT(After([](v1::Instrument& i) {
                i.add_weight_by("force");
                i.mutable_segments(0)->mutable_values(1)->clear_headcount();
              }),
              testing::Contains("error weight-without-headcounts at weight_by[0]"));
  EXPECT_THAT(After([](v1::Instrument& i) { i.add_weight_by("rank"); }), ElementsAre("warning weight-not-required at weight_by[0]"));
  EXPECT_THAT(After([](v1::Instrument& i) {
                i.add_weight_by("force");
                i.set_reach(v1::REACH_OPEN_LINK);
              }),
              ElementsAre("warning open-link-weighted at weight_by"));
}

TEST(InstrumentCheckTest, SegmentsCanBeToldApart) {
  EXPECT_THAT(After([](v1::Instrument& i) { i.mutable_segments(0)->mutable_values(0)->set_code("kent2"); }),
              ElementsAre("error force-code at segments[0].values[0].code"));
  EXPECT_THAT(After([](v1::Instrument& i) { i.mutable_segments(0)->mutable_values(1)->set_roll_up("kent"); }),
              ElementsAre("error roll-up-is-a-value at segments[0].values[1].roll_up"));
  EXPECT_THAT(After([](v1::Instrument& i) { i.mutable_segments(0)->mutable_values(0)->set_roll_up("east"); }),
              ElementsAre("warning roll-up-of-all at segments[0].values"));
  EXPECT_THAT(After([](v1::Instrument& i) { i.mutable_segments(1)->set_kind(v1::SEGMENT_KIND_FORCE); }),
              ElementsAre("error two-forces at segments[1].kind"));
  EXPECT_THAT(After([](v1::Instrument& i) { i.mutable_segments(1)->mutable_values()->RemoveLast(); }),
              ElementsAre("error too-few-values at segments[1].values"));
}

TEST(InstrumentCheckTest, TooMuchIsRefused) {
  EXPECT_THAT(After([](v1::Instrument& i) {
                const v1::Question words = i.sections(0).questions(kWords);
                for (int q = 0; q < 300; ++q) {
                  v1::Question& question = *i.mutable_sections(0)->add_questions();
                  question = words;
                  question.set_code(absl::StrCat("w", q));
                }
              }),
              ElementsAre("error too-many-questions at sections"));
  EXPECT_THAT(After([](v1::Instrument& i) {
                for (v1::Segment& segment : *i.mutable_segments()) {
                  segment.set_kind(v1::SEGMENT_KIND_OTHER);
                  for (int v = 0; v < 600; ++v) {
                    v1::SegmentValue& value = *segment.add_values();
                    value.set_code(absl::StrCat("v", v));
                    value.mutable_label()->set_en(absl::StrCat("V ", v));
                  }
                }
                i.mutable_breakdowns(1)->add_segments("force");
              }),
              testing::Contains("error too-many-cells at breakdowns"));
}

TEST(InstrumentCheckTest, HalfOfTheWelshIsWarnedOfWithTheNumber) {
  const auto half = [](v1::Instrument& i) { i.mutable_title()->set_cy("Technoleg"); };
  EXPECT_THAT(After(half), ElementsAre("warning welsh-missing at pledge.cy"));
  EXPECT_THAT(MessageAfter(half), HasSubstr("30 of 31 texts have no Welsh"));
}

TEST(InstrumentCheckTest, ErrorsComeBeforeWarnings) {
  EXPECT_THAT(After([](v1::Instrument& i) {
                i.mutable_title()->set_cy("Technoleg");
                i.set_k(2);
                Question(i, kWords).set_code("q-laptop");
              }),
              ElementsAre("error k-too-small at k", "error duplicate-code at " + At(kWords, "code"), "warning welsh-missing at pledge.cy"));
}

}  // namespace
}  // namespace frontline::survey
