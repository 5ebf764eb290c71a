// Any instrument, from JSON or from bytes: checked and compared without harm, always to the same end, and one without errors is what the rest relies
// on.
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <set>
#include <string>

#include "google/protobuf/util/json_util.h"
#include "services/survey/instrument_check.h"
#include "services/survey/instrument_diff.h"
#include "tests/fuzz/must.h"

namespace frontline::fuzz {
namespace {

using survey::v1::Instrument;
using survey::v1::Question;

const absl::CivilDay kToday(2026, 9, 21);

// The pipeline lets no such number in, and one that differs from itself differs in a comparison too.
bool AllFinite(const Instrument& instrument) {
  for (const auto& section : instrument.sections()) {
    for (const Question& question : section.questions()) {
      if (!std::isfinite(question.minimum()) || !std::isfinite(question.maximum())) return false;
      for (const auto& band : question.bands()) {
        if (!std::isfinite(band.low()) || !std::isfinite(band.high())) return false;
      }
    }
  }
  return true;
}

// What answers, tables and the audit take for granted of an instrument without errors.
void Whole(const Instrument& instrument) {
  Must(survey::ThresholdOf(instrument) >= survey::kLeastThreshold, "k is never under 5");
  Must(survey::QuestionCount(instrument) <= survey::kMostQuestions, "there are not too many questions");
  std::set<std::string> before;
  for (const auto& section : instrument.sections()) {
    for (const Question& question : section.questions()) {
      for (const auto& condition : question.show_if()) Must(before.count(condition.question()) == 1, "conditions look back");
      Must(before.insert(question.code()).second, "codes differ");
      const bool chooses = question.kind() != survey::v1::QUESTION_KIND_NUMBER && question.kind() != survey::v1::QUESTION_KIND_TEXT;
      Must(!chooses || question.choices_size() >= 2, "there is a choice");
      for (int b = 1; b < question.bands_size(); ++b) Must(question.bands(b - 1).high() <= question.bands(b).low(), "bands do not overlap");
    }
  }
  std::set<std::string> segments;
  for (const auto& segment : instrument.segments()) Must(segments.insert(segment.code()).second, "segments differ");
  for (const auto& breakdown : instrument.breakdowns()) {
    for (const std::string& segment : breakdown.segments()) Must(segments.count(segment) == 1, "breakdowns are over segments");
  }
}

void Check(const Instrument& instrument) {
  const auto problems = survey::CheckInstrument(instrument, kToday);
  bool warned = false;
  for (const auto& problem : problems) {
    Must(!warned || problem.warning(), "errors come first");
    warned = problem.warning();
    Must(!problem.rule().empty() && problem.field().size() <= 300 && problem.message().size() <= 1000, "a problem is short and has a rule");
  }
  if (!survey::HasErrors(problems)) Whole(instrument);
}

void Compare(const Instrument& instrument) {
  const survey::InstrumentDiff same = survey::DiffOf(instrument, instrument);
  Must(same.changes.empty(), "nothing differs from itself");
  Must(survey::CheckWave(instrument, instrument).empty(), "a wave that changes nothing has nothing to say");
  const survey::InstrumentDiff gone = survey::DiffOf(instrument, Instrument());
  Must(gone.comparable_questions.empty(), "what is gone can't be compared");
  survey::DiffOf(Instrument(), instrument);
}

}  // namespace
}  // namespace frontline::fuzz

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string text(reinterpret_cast<const char*>(data), size);
  frontline::survey::v1::Instrument instrument;
  if (!google::protobuf::util::JsonStringToMessage(text, &instrument).ok() && !instrument.ParseFromString(text)) return 0;
  frontline::fuzz::Check(instrument);
  if (frontline::fuzz::AllFinite(instrument)) frontline::fuzz::Compare(instrument);
  return 0;
}
