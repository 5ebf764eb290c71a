// From an instrument and its responses to the columns that disclosure control works on.
//
// - A RANK question becomes two: which choice came first (one answer each, so that their shares add up), and which are among the first three.
// - A NUMBER becomes its bands, with the exact numbers beside them for the mean.
// - TEXT is in no table: what was written goes through moderation.
// - A response is *received* when it is there, and *analysed* when it answers at least one question of a table.
#ifndef FRONTLINE_SERVICES_SURVEY_TABULATE_H_
#define FRONTLINE_SERVICES_SURVEY_TABULATE_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "frontline/survey/v1/instrument.pb.h"
#include "frontline/survey/v1/response.pb.h"
#include "services/survey/disclosure/survey_data.h"

namespace frontline::survey {

// Where a question of the instrument stands in the data. In the instrument's order, TEXT left out.
struct TabulatedQuestion {
  const v1::Question* question = nullptr;
  size_t main = 0;                  // its place in SurveyData.questions; for RANK: which choice came first
  std::optional<size_t> top_three;  // RANK, where more than three places are given: which choices are among the first three
};

// How many are to be ranked: as many as asked for, or all.
int RankedPlaces(const v1::Question& question);

// Thread-compatible. The instrument outlives it.
class Tabulator {
 public:
  explicit Tabulator(const v1::Instrument& instrument);

  // What is not of the instrument is passed over: responses were checked when they came.
  void Add(const v1::Response& response);
  // To be called once, after the last Add.
  disclosure::SurveyData Take();

  const std::vector<TabulatedQuestion>& questions() const { return questions_; }

 private:
  void AddDimension(const v1::Segment& segment);
  void AddQuestion(const v1::Question& question);
  size_t AddColumn(const v1::Question& question, disclosure::QuestionKind kind, std::vector<disclosure::Answer> answers);
  void SetRoute(const v1::Question& question, disclosure::Question* to);
  void Answered(const TabulatedQuestion& where, const v1::Answer& answer, size_t respondent);
  bool WasAsked(const v1::Question& question, size_t respondent) const;
  void SettleRequired();

  disclosure::SurveyData data_;
  std::vector<TabulatedQuestion> questions_;
  absl::flat_hash_map<std::string, size_t> question_of_;               // by code, in questions_
  std::vector<absl::flat_hash_map<std::string, uint16_t>> choice_of_;  // by question: code → answer
  absl::flat_hash_map<std::string, size_t> dimension_of_;              // by code
  std::vector<absl::flat_hash_map<std::string, uint16_t>> value_of_;   // by dimension
};

}  // namespace frontline::survey

#endif  // FRONTLINE_SERVICES_SURVEY_TABULATE_H_
