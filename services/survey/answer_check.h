// Whether a response fits its instrument. Pure: no store, no clock.
#ifndef FRONTLINE_SERVICES_SURVEY_ANSWER_CHECK_H_
#define FRONTLINE_SERVICES_SURVEY_ANSWER_CHECK_H_

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/string_view.h"
#include "frontline/survey/v1/instrument.pb.h"
#include "frontline/survey/v1/response.pb.h"

namespace frontline::survey {

// The most characters of a TEXT answer where the question does not say, and of a respondent's own words for a choice.
inline constexpr int kTextLength = 2000;
inline constexpr int kOwnTextLength = 200;

// One thing that is wrong with a response.
struct AnswerProblem {
  std::string field;     // below the response: "answers[2].choices[0]", "segments[\"force\"]", "answers"
  std::string message;   // the end of a sentence that starts with the field
  std::string question;  // the question's code, where it is about one
  std::string segment;   // the segment's code, where it is about one
};
using AnswerProblems = std::vector<AnswerProblem>;

// An instrument made ready for many responses. Immutable, thread-safe.
class CompiledInstrument {
 public:
  // One that is known to be free of errors (ValidateInstrument); with another, some answers may be refused that ought not to be, and nothing worse.
  explicit CompiledInstrument(v1::Instrument instrument);
  CompiledInstrument(const CompiledInstrument&) = delete;
  CompiledInstrument& operator=(const CompiledInstrument&) = delete;

  const v1::Instrument& instrument() const { return instrument_; }

  // Everything that is wrong; empty when nothing is. Then, and only then, `normal` is the response as it is to be stored: answers in the instrument's
  // order, choices of MULTIPLE in the question's, and nothing else that the respondent's program may have put in. `normal` is not `&response`.
  AnswerProblems Check(const v1::Response& response, v1::Response* normal) const;

  // Null where there is no such code.
  const v1::Question* FindQuestion(absl::string_view code) const;
  const v1::Segment* FindSegment(absl::string_view code) const;

 private:
  // A set of a question's choices or bands by their places; there are at most 50.
  using Places = uint64_t;
  struct ShowIf {
    size_t question;
    Places any_of;
  };
  struct Item {
    const v1::Question* question = nullptr;
    absl::flat_hash_map<std::string, int> choices;
    Places takes_text = 0;
    Places exclusive = 0;
    std::vector<ShowIf> show_if;
    bool never = false;  // a condition on a question that does not stand before it
  };
  struct Group {
    const v1::Segment* segment = nullptr;
    absl::flat_hash_map<std::string, int> values;
  };
  class Checking;

  void AddQuestion(const v1::Question& question);

  const v1::Instrument instrument_;
  std::vector<Item> items_;
  std::vector<Group> groups_;
  absl::flat_hash_map<std::string, size_t> questions_;
  absl::flat_hash_map<std::string, size_t> segments_;
};

}  // namespace frontline::survey

#endif  // FRONTLINE_SERVICES_SURVEY_ANSWER_CHECK_H_
