#include "clients/cli/answer_session.h"

#include <algorithm>
#include <cmath>
#include <istream>
#include <ostream>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "clients/cli/text.h"

namespace frontline::cli {
namespace {

namespace s = frontline::survey::v1;

bool TakesSeveral(s::QuestionKind kind) { return kind == s::QUESTION_KIND_MULTIPLE || kind == s::QUESTION_KIND_RANK; }

int MostChoices(const s::Question& question) {
  if (!TakesSeveral(question.kind())) return 1;
  return question.max_choices() > 0 ? question.max_choices() : question.choices_size();
}

}  // namespace

absl::StatusOr<std::vector<int>> ParsePlaces(const std::string& line, int size, int most) {
  std::vector<int> places;
  for (const absl::string_view part : absl::StrSplit(line, absl::ByAnyChar(", "), absl::SkipEmpty())) {
    int place = 0;
    if (!absl::SimpleAtoi(part, &place) || place < 1 || place > size) {
      return absl::InvalidArgumentError(absl::StrCat("'", part, "' is no number from 1 to ", size, "."));
    }
    if (std::find(places.begin(), places.end(), place - 1) != places.end())
      return absl::InvalidArgumentError(absl::StrCat(place, " is there twice."));
    places.push_back(place - 1);
  }
  if (static_cast<int>(places.size()) > most) return absl::InvalidArgumentError(absl::StrCat("At most ", most, " can be chosen."));
  return places;
}

const std::string& AnswerSession::In(const s::Text& text) const { return welsh_ && !text.cy().empty() ? text.cy() : text.en(); }

void AnswerSession::Say(const std::string& text, size_t indent) {
  if (!text.empty()) out_ << std::string(indent, ' ') << Indented(Printable(text), width_, indent) << "\n";
}

absl::StatusOr<std::string> AnswerSession::Line(const std::string& prompt) {
  out_ << prompt << std::flush;
  std::string line;
  if (!std::getline(in_, line)) return absl::CancelledError("the answers ended early: nothing was sent, and the invitation can still be used");
  return std::string(absl::StripAsciiWhitespace(line));
}

absl::StatusOr<s::Response> AnswerSession::Ask(const s::Instrument& instrument) {
  Say(In(instrument.title()));
  out_ << "\n";
  Say(In(instrument.introduction()));
  Say(In(instrument.pledge()));
  s::Response response;
  for (const s::Segment& segment : instrument.segments()) {
    if (absl::Status status = AskSegment(segment, &response); !status.ok()) return status;
  }
  for (const s::Section& section : instrument.sections()) {
    out_ << "\n";
    Say(absl::StrCat("-- ", In(section.title()), " --"));
    Say(In(section.introduction()));
    for (const s::Question& question : section.questions()) {
      if (!Asked(question)) continue;
      if (absl::Status status = AskQuestion(question, &response); !status.ok()) return status;
    }
  }
  const absl::StatusOr<std::string> sure = Line(absl::StrCat("\nThat was all: ", Plural(response.answers_size(), "answer"), ". Send it? [yes/no] "));
  if (!sure.ok()) return sure.status();
  const std::string word = absl::AsciiStrToLower(*sure);
  if (word == "y" || word == "yes") return response;
  return absl::CancelledError("nothing was sent, and the invitation can still be used");
}

absl::Status AnswerSession::AskSegment(const s::Segment& segment, s::Response* response) {
  out_ << "\n";
  Say(In(segment.text()));
  for (int i = 0; i < segment.values_size(); ++i) Say(absl::StrCat(i + 1, ". ", In(segment.values(i).label())), 2);
  while (true) {
    const absl::StatusOr<std::string> line = Line(segment.required() ? "Number: " : "Number, or Enter to leave it out: ");
    if (!line.ok()) return line.status();
    const absl::StatusOr<std::vector<int>> places = ParsePlaces(*line, segment.values_size(), 1);
    if (places.ok() && !places->empty()) (*response->mutable_segments())[segment.code()] = segment.values(places->front()).code();
    if (places.ok() && (!places->empty() || !segment.required())) return absl::OkStatus();
    Say(places.ok() ? "This must be answered." : std::string(places.status().message()));
  }
}

absl::Status AnswerSession::AskQuestion(const s::Question& question, s::Response* response) {
  out_ << "\n";
  Say(In(question.text()));
  Say(In(question.help()));
  s::Answer answer;
  while (true) {
    answer.Clear();
    const absl::Status status = question.kind() == s::QUESTION_KIND_NUMBER ? AskNumber(question, &answer)
                                : question.kind() == s::QUESTION_KIND_TEXT ? AskText(question, &answer)
                                                                           : AskChoices(question, &answer);
    if (absl::IsCancelled(status)) return status;
    const bool empty = answer.choices().empty() && !answer.has_number() && answer.text().empty();
    if (status.ok() && !(empty && question.required())) {
      if (empty) return absl::OkStatus();
      break;
    }
    Say(status.ok() ? "This must be answered." : std::string(status.message()));
  }
  answer.set_question(question.code());
  Remember(question, answer);
  *response->add_answers() = std::move(answer);
  return absl::OkStatus();
}

absl::Status AnswerSession::AskChoices(const s::Question& question, s::Answer* answer) {
  for (int i = 0; i < question.choices_size(); ++i) Say(absl::StrCat(i + 1, ". ", In(question.choices(i).label())), 2);
  const int most = MostChoices(question);
  std::string prompt = "Number";
  if (question.kind() == s::QUESTION_KIND_MULTIPLE) prompt = absl::StrCat("Numbers parted by commas, at most ", most);
  if (question.kind() == s::QUESTION_KIND_RANK) prompt = absl::StrCat("Numbers, what matters most first, at most ", most);
  const absl::StatusOr<std::string> line = Line(absl::StrCat(prompt, question.required() ? ": " : ", or Enter to leave it out: "));
  if (!line.ok()) return line.status();
  const absl::StatusOr<std::vector<int>> places = ParsePlaces(*line, question.choices_size(), most);
  if (!places.ok()) return places.status();
  bool own_words = false;
  for (const int place : *places) {
    const s::Choice& choice = question.choices(place);
    if (choice.exclusive() && places->size() > 1) return absl::InvalidArgumentError(absl::StrCat(place + 1, " rules out every other choice."));
    answer->add_choices(choice.code());
    own_words = own_words || choice.takes_text();
  }
  if (!own_words) return absl::OkStatus();
  const absl::StatusOr<std::string> words = Line("In your own words, or Enter to leave them out: ");
  if (!words.ok()) return words.status();
  answer->set_text(*words);
  return absl::OkStatus();
}

absl::Status AnswerSession::AskNumber(const s::Question& question, s::Answer* answer) {
  const absl::StatusOr<std::string> line = Line(absl::StrCat(question.whole() ? "A whole number, " : "A number, ", question.minimum(), " to ",
                                                             question.maximum(), question.required() ? ": " : ", or Enter to leave it out: "));
  if (!line.ok()) return line.status();
  if (line->empty()) return absl::OkStatus();
  double number = 0;
  if (!absl::SimpleAtod(*line, &number) || !std::isfinite(number)) return absl::InvalidArgumentError(absl::StrCat("'", *line, "' is no number."));
  if (number < question.minimum() || number > question.maximum() || (question.whole() && number != std::floor(number))) {
    return absl::InvalidArgumentError(
        absl::StrCat("It must be ", question.whole() ? "a whole number from " : "from ", question.minimum(), " to ", question.maximum(), "."));
  }
  answer->set_number(number);
  return absl::OkStatus();
}

absl::Status AnswerSession::AskText(const s::Question& question, s::Answer* answer) {
  Say("Leave out what could say who you are. It is read by a person before anybody else sees it.");
  const absl::StatusOr<std::string> line = Line(question.required() ? "On one line: " : "On one line, or Enter to leave it out: ");
  if (!line.ok()) return line.status();
  answer->set_text(*line);
  return absl::OkStatus();
}

bool AnswerSession::Asked(const s::Question& question) const {
  return std::all_of(question.show_if().begin(), question.show_if().end(), [this](const s::Condition& condition) {
    const auto found = given_.find(condition.question());
    return found != given_.end() && std::any_of(condition.any_of().begin(), condition.any_of().end(),
                                                [&found](const std::string& code) { return found->second.count(code) > 0; });
  });
}

void AnswerSession::Remember(const s::Question& question, const s::Answer& answer) {
  std::set<std::string>& given = given_[question.code()];
  given.insert(answer.choices().begin(), answer.choices().end());
  if (!answer.has_number()) return;
  for (const s::Band& band : question.bands()) {
    if (answer.number() < band.low() || answer.number() > band.high()) continue;
    given.insert(band.code());
    break;
  }
}

}  // namespace frontline::cli
