// What a closed survey hands to disclosure control: its dimensions, breakdowns and questions, and every answer, column by column.
//
// Everything is an index: the caller keeps the codes and texts. Answers are kept compactly (one byte for a single choice, eight for a multiple
// choice or a number), so 200,000 responses × 30 questions take under 100 MB. The order of respondents never matters to what comes out.
#ifndef FRONTLINE_SERVICES_SURVEY_DISCLOSURE_SURVEY_DATA_H_
#define FRONTLINE_SERVICES_SURVEY_DISCLOSURE_SURVEY_DATA_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"

namespace frontline::survey::disclosure {

// The respondent gave no value of this dimension, or was not asked or did not answer this question.
inline constexpr uint16_t kNoValue = 0xFFFF;
inline constexpr uint8_t kNoAnswer = 0xFF;
inline constexpr uint64_t kNoChoices = ~uint64_t{0};
inline constexpr int64_t kNoNumber = INT64_MIN;

inline constexpr size_t kMaxAnswers = 63;           // of one question
inline constexpr size_t kMaxDimensionValues = 1000;  // of one dimension
inline constexpr int kMinThreshold = 5;

// One segment: force, rank group, role, length of service.
struct Dimension {
  std::string code;
  // Population headcount of each value; 0 where it is not known. Its size is the number of values.
  std::vector<int64_t> headcounts;
  // Where the instrument allows small values to be pooled: the group that each value belongs to, numbered from 0; -1 for a value that is never pooled.
  // A group is pooled as a whole as soon as one of its values has to be. Empty: no roll-up.
  std::vector<int32_t> roll_up;
};

// A declared breakdown: one or two different dimensions, by index.
struct Breakdown {
  std::vector<size_t> dimensions;
};

enum class QuestionKind {
  kSingle,    // exactly one answer: Likert, single choice, yes and no, a number in bands; one item of a rank question (its answers are the places)
  kMultiple,  // any number of the answers, none included
};

struct Answer {
  // Adds this answer to the question's % positive (+1), neutral (0) or negative (-1); none for an answer that is outside the scale ("don't know").
  // Those shares are shown only when at least one answer has a polarity.
  std::optional<int> polarity;
  // For the mean of a scale: its points, in thousandths. Answers without a score are left out of the mean.
  std::optional<int64_t> score_milli;
  // For the mean of numbers: the band's bounds, both included, in thousandths.
  std::optional<int64_t> lower_milli, upper_milli;
};

// The question is asked only of those who gave one of these answers to an earlier question.
struct Route {
  size_t question = 0;
  std::vector<size_t> answers;
};

struct Question {
  std::string code;
  QuestionKind kind = QuestionKind::kSingle;
  std::vector<Answer> answers;
  // Everyone who is asked must answer (a required question).
  bool answered_by_all = false;
  std::optional<Route> route;

  // The answers, by respondent. Exactly one of the first two is filled, after `kind`.
  std::vector<uint8_t> single;     // index of the answer, or kNoAnswer
  std::vector<uint64_t> multiple;  // bit i: answer i was chosen; kNoChoices: did not answer. 0 is someone who answered that nothing applies.
  // The exact numbers of a numeric question, in thousandths, beside its bands in `single`; kNoNumber where `single` says kNoAnswer.
  std::vector<int64_t> numbers;
};

struct SurveyData {
  // k: no count of fewer people may come out. kMinThreshold or more.
  int threshold = 10;
  std::vector<Dimension> dimensions;
  std::vector<Breakdown> breakdowns;
  std::vector<Question> questions;
  // By dimension, then by respondent: the value, or kNoValue.
  std::vector<std::vector<uint16_t>> segments;
  size_t respondents = 0;
  // Responses that came in, where some were left out of the analysis; they are only passed through.
  int64_t received = 0;
  // Dimensions whose headcounts the topline is weighted to (raking); each has a headcount for every value. Empty: no weighting.
  std::vector<size_t> weighting;
};

// INVALID_ARGUMENT that names the first field that does not fit: an index out of range, columns of different lengths, a route that does not lead
// backwards, a breakdown over the same dimension twice, a threshold under kMinThreshold.
absl::Status CheckSurveyData(const SurveyData& data);

}  // namespace frontline::survey::disclosure

#endif  // FRONTLINE_SERVICES_SURVEY_DISCLOSURE_SURVEY_DATA_H_
