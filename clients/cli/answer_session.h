// Asks somebody a survey's questions on a terminal, one after the other, and leaves out those that are not for them.
#ifndef FRONTLINE_CLIENTS_CLI_ANSWER_SESSION_H_
#define FRONTLINE_CLIENTS_CLI_ANSWER_SESSION_H_

#include <iosfwd>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "frontline/survey/v1/instrument.pb.h"
#include "frontline/survey/v1/response.pb.h"

namespace frontline::cli {

// Not thread-safe.
class AnswerSession {
 public:
  // `welsh`: texts in Welsh where there are any. `width`: of lines; 0 for any.
  AnswerSession(std::istream& in, std::ostream& out, bool welsh, size_t width) : in_(in), out_(out), welsh_(welsh), width_(width) {}

  // All answers, once the respondent said that they may be sent. CANCELLED when the input ends before, or they say no.
  absl::StatusOr<survey::v1::Response> Ask(const survey::v1::Instrument& instrument);

 private:
  const std::string& In(const survey::v1::Text& text) const;
  void Say(const std::string& text, size_t indent = 0);
  // The next line, without white space at its ends. CANCELLED at the end of the input.
  absl::StatusOr<std::string> Line(const std::string& prompt);

  absl::Status AskSegment(const survey::v1::Segment& segment, survey::v1::Response* response);
  absl::Status AskQuestion(const survey::v1::Question& question, survey::v1::Response* response);
  absl::Status AskChoices(const survey::v1::Question& question, survey::v1::Answer* answer);
  absl::Status AskNumber(const survey::v1::Question& question, survey::v1::Answer* answer);
  absl::Status AskText(const survey::v1::Question& question, survey::v1::Answer* answer);
  bool Asked(const survey::v1::Question& question) const;
  void Remember(const survey::v1::Question& question, const survey::v1::Answer& answer);

  std::istream& in_;
  std::ostream& out_;
  const bool welsh_;
  const size_t width_;
  std::map<std::string, std::set<std::string>> given_;  // question → the choices or bands of its answer
};

// Numbers of a list as somebody types them ("2", "1, 3"), as places from 0. Empty for an empty line. INVALID_ARGUMENT, saying what is wrong, for a
// number that the list does not have, one that is there twice, or more than `most`.
absl::StatusOr<std::vector<int>> ParsePlaces(const std::string& line, int size, int most);

}  // namespace frontline::cli

#endif  // FRONTLINE_CLIENTS_CLI_ANSWER_SESSION_H_
