#include "services/survey/answer_check.h"

#include <algorithm>
#include <cmath>
#include <map>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "services/rpc/format.h"

namespace frontline::survey {
namespace {

constexpr int kMostPlaces = 64;
constexpr int kNone = -1;

bool Blank(absl::string_view text) { return absl::StripAsciiWhitespace(text).empty(); }

uint64_t Bit(int place) { return place >= 0 && place < kMostPlaces ? uint64_t{1} << place : 0; }

// The band that `number` lies in.
uint64_t BandOf(const v1::Question& question, double number) {
  for (int i = 0; i < question.bands_size(); ++i) {
    if (number >= question.bands(i).low() && number <= question.bands(i).high()) return Bit(i);
  }
  return 0;
}

int PlaceOf(const v1::Question& question, absl::string_view code) {
  for (int i = 0; i < question.choices_size(); ++i) {
    if (question.choices(i).code() == code) return i;
  }
  for (int i = 0; i < question.bands_size(); ++i) {
    if (question.bands(i).code() == code) return i;
  }
  return kNone;
}

std::string CodesOf(const v1::Question& question) {
  std::vector<absl::string_view> codes;
  for (const v1::Choice& choice : question.choices()) codes.push_back(choice.code());
  return absl::StrJoin(codes, ", ");
}

// "must be 2.5 to 40": as people write numbers.
std::string Number(double number) { return absl::StrCat(number); }

}  // namespace

CompiledInstrument::CompiledInstrument(v1::Instrument instrument) : instrument_(std::move(instrument)) {
  for (const v1::Section& section : instrument_.sections()) {
    for (const v1::Question& question : section.questions()) AddQuestion(question);
  }
  for (const v1::Segment& segment : instrument_.segments()) {
    Group group;
    group.segment = &segment;
    for (int i = 0; i < segment.values_size(); ++i) group.values.emplace(segment.values(i).code(), i);
    segments_.emplace(segment.code(), groups_.size());
    groups_.push_back(std::move(group));
  }
}

void CompiledInstrument::AddQuestion(const v1::Question& question) {
  Item item;
  item.question = &question;
  for (int i = 0; i < question.choices_size(); ++i) {
    const v1::Choice& choice = question.choices(i);
    item.choices.emplace(choice.code(), i);
    if (choice.takes_text()) item.takes_text |= Bit(i);
    if (choice.exclusive()) item.exclusive |= Bit(i);
  }
  for (const v1::Condition& condition : question.show_if()) {
    const auto found = questions_.find(condition.question());
    if (found == questions_.end()) {
      item.never = true;
      continue;
    }
    ShowIf show{found->second, 0};
    for (const std::string& code : condition.any_of()) show.any_of |= Bit(PlaceOf(*items_[found->second].question, code));
    item.show_if.push_back(show);
  }
  questions_.emplace(question.code(), items_.size());
  items_.push_back(std::move(item));
}

const v1::Question* CompiledInstrument::FindQuestion(absl::string_view code) const {
  const auto found = questions_.find(code);
  return found == questions_.end() ? nullptr : items_[found->second].question;
}

const v1::Segment* CompiledInstrument::FindSegment(absl::string_view code) const {
  const auto found = segments_.find(code);
  return found == segments_.end() ? nullptr : groups_[found->second].segment;
}

// The check of one response.
class CompiledInstrument::Checking {
 public:
  Checking(const CompiledInstrument& compiled, const v1::Response& response, v1::Response* normal)
      : compiled_(compiled),
        response_(response),
        normal_(normal),
        answer_of_(compiled.items_.size(), kNone),
        given_(compiled.items_.size(), 0),
        unclear_(compiled.items_.size(), false) {}

  AnswerProblems Run() {
    normal_->Clear();
    PlaceAnswers();
    for (size_t i = 0; i < compiled_.items_.size(); ++i) CheckItem(i);
    CheckSegments();
    if (!problems_.empty()) normal_->Clear();
    return std::move(problems_);
  }

 private:
  void Problem(const Item& item, absl::string_view below, std::string message) {
    const int answer = answer_of_[static_cast<size_t>(&item - compiled_.items_.data())];
    problems_.push_back({absl::StrCat("answers[", answer, "]", below), std::move(message), item.question->code(), ""});
  }

  // Which answer is to which question.
  void PlaceAnswers() {
    for (int a = 0; a < response_.answers_size(); ++a) {
      const std::string& code = response_.answers(a).question();
      const auto found = compiled_.questions_.find(code);
      const std::string field = absl::StrCat("answers[", a, "].question");
      if (found == compiled_.questions_.end()) {
        problems_.push_back({field, absl::StrCat("names '", code, "', which is no question of this survey"), "", ""});
      } else if (answer_of_[found->second] != kNone) {
        problems_.push_back({field, absl::StrCat("answers '", code, "' again, as answers[", answer_of_[found->second], "] did"), code, ""});
      } else {
        answer_of_[found->second] = a;
      }
    }
  }

  enum class Asked { kYes, kNo, kUnclear };
  // Unclear where it hangs on an answer that is wrong itself: what follows from that one is not held against the others.
  Asked WhetherAsked(const Item& item) const {
    if (item.never) return Asked::kNo;
    Asked asked = Asked::kYes;
    for (const ShowIf& show : item.show_if) {
      if (unclear_[show.question]) {
        asked = Asked::kUnclear;
      } else if ((given_[show.question] & show.any_of) == 0) {
        return Asked::kNo;
      }
    }
    return asked;
  }

  void CheckItem(size_t i) {
    const Item& item = compiled_.items_[i];
    const Asked asked = WhetherAsked(item);
    if (answer_of_[i] == kNone) {
      unclear_[i] = asked == Asked::kUnclear;
      if (asked == Asked::kYes && item.question->required()) {
        problems_.push_back({"answers", absl::StrCat("lack one to '", item.question->code(), "', which everyone who is asked it must answer"),
                             item.question->code(), ""});
      }
      return;
    }
    if (asked == Asked::kNo)
      return Problem(item, ".question", absl::StrCat("answers '", item.question->code(), "', which was not asked: ", Why(item)));
    const size_t before = problems_.size();
    v1::Answer* normal = normal_->add_answers();
    normal->set_question(item.question->code());
    given_[i] = CheckAnswer(item, response_.answers(answer_of_[i]), normal);
    unclear_[i] = problems_.size() > before;
  }

  std::string Why(const Item& item) const {
    for (const ShowIf& show : item.show_if) {
      if (unclear_[show.question] || (given_[show.question] & show.any_of) != 0) continue;
      const v1::Question& other = *compiled_.items_[show.question].question;
      std::vector<absl::string_view> codes;
      for (const v1::Condition& condition : item.question->show_if()) {
        if (condition.question() == other.code()) codes.assign(condition.any_of().begin(), condition.any_of().end());
      }
      return absl::StrCat("it is asked only of those who answer '", other.code(), "' with ", absl::StrJoin(codes, " or "));
    }
    return "it is asked of nobody";
  }

  Places CheckAnswer(const Item& item, const v1::Answer& answer, v1::Answer* normal) {
    const v1::QuestionKind kind = item.question->kind();
    const bool number = kind == v1::QUESTION_KIND_NUMBER, text = kind == v1::QUESTION_KIND_TEXT;
    if (answer.choices().empty() && !answer.has_number() && Blank(answer.text())) {
      Problem(item, "", "says nothing; leave it out where the question is not answered");
      return 0;
    }
    if (!number && answer.has_number()) Problem(item, ".number", "is only for a question that asks for a number");
    if ((number || text) && !answer.choices().empty()) Problem(item, ".choices", "are only for a question that has some");
    if (number) return CheckNumber(item, answer, normal);
    if (text) return CheckText(item, answer, normal);
    return CheckChoices(item, answer, normal);
  }

  Places CheckNumber(const Item& item, const v1::Answer& answer, v1::Answer* normal) {
    const v1::Question& question = *item.question;
    if (!answer.text().empty()) Problem(item, ".text", "is not for a question that asks for a number");
    if (!answer.has_number()) {
      Problem(item, ".number", "is required: the question asks for a number");
      return 0;
    }
    const double value = answer.number();
    if (!std::isfinite(value) || value < question.minimum() || value > question.maximum()) {
      Problem(item, ".number", absl::StrCat("must be ", Number(question.minimum()), " to ", Number(question.maximum()), ", is ", Number(value)));
      return 0;
    }
    if (question.whole() && value != std::floor(value)) Problem(item, ".number", absl::StrCat("must be a whole number, is ", Number(value)));
    normal->set_number(value == 0 ? 0.0 : value);  // not -0
    return BandOf(question, value);
  }

  void CheckLength(const Item& item, const std::string& text, int most) {
    const size_t length = rpc::Characters(text);
    if (length > static_cast<size_t>(most)) Problem(item, ".text", absl::StrCat("must have at most ", most, " characters, has ", length));
  }

  Places CheckText(const Item& item, const v1::Answer& answer, v1::Answer* normal) {
    if (Blank(answer.text())) {
      Problem(item, ".text", "is required: the question asks for words");
      return 0;
    }
    CheckLength(item, answer.text(), item.question->max_length() > 0 ? item.question->max_length() : kTextLength);
    normal->set_text(answer.text());
    return 0;
  }

  // How many choices a question takes.
  int Most(const Item& item) const {
    const v1::Question& question = *item.question;
    if (question.kind() != v1::QUESTION_KIND_MULTIPLE && question.kind() != v1::QUESTION_KIND_RANK) return 1;
    return question.max_choices() > 0 ? question.max_choices() : question.choices_size();
  }

  Places CheckChoices(const Item& item, const v1::Answer& answer, v1::Answer* normal) {
    const v1::Question& question = *item.question;
    Places given = 0;
    for (int c = 0; c < answer.choices_size(); ++c) {
      const auto found = item.choices.find(answer.choices(c));
      const auto at = [c] { return absl::StrCat(".choices[", c, "]"); };
      if (found == item.choices.end()) {
        Problem(item, at(), absl::StrCat("is '", answer.choices(c), "'; '", question.code(), "' takes ", CodesOf(question)));
      } else if ((given & Bit(found->second)) != 0) {
        Problem(item, at(), absl::StrCat("is '", answer.choices(c), "' again"));
      } else {
        given |= Bit(found->second);
        if (question.kind() != v1::QUESTION_KIND_MULTIPLE) normal->add_choices(answer.choices(c));
      }
    }
    if (answer.choices().empty()) Problem(item, ".choices", absl::StrCat("are required: '", question.code(), "' takes ", CodesOf(question)));
    if (answer.choices_size() > Most(item)) {
      Problem(item, ".choices", absl::StrCat("must be at most ", Most(item), ", are ", answer.choices_size()));
    }
    if ((given & item.exclusive) != 0 && (given & (given - 1)) != 0) {
      Problem(item, ".choices", absl::StrCat("hold '", FirstOf(question, given & item.exclusive), "', which rules out every other choice"));
    }
    if (question.kind() == v1::QUESTION_KIND_MULTIPLE) {
      for (int i = 0; i < question.choices_size(); ++i) {
        if ((given & Bit(i)) != 0) normal->add_choices(question.choices(i).code());
      }
    }
    if (!Blank(answer.text())) CheckOwnText(item, answer, given, normal);
    return given;
  }

  static const std::string& FirstOf(const v1::Question& question, Places places) {
    int i = 0;
    while ((places & Bit(i)) == 0) ++i;
    return question.choices(i).code();
  }

  void CheckOwnText(const Item& item, const v1::Answer& answer, Places given, v1::Answer* normal) {
    if ((given & item.takes_text) == 0) {
      Problem(item, ".text",
              item.takes_text == 0 ? std::string("is not for this question: none of its choices takes any")
                                   : absl::StrCat("is only for those who choose '", FirstOf(*item.question, item.takes_text), "'"));
    }
    CheckLength(item, answer.text(), kOwnTextLength);
    normal->set_text(answer.text());
  }

  void CheckSegments() {
    const std::map<std::string, std::string> given(response_.segments().begin(), response_.segments().end());  // problems in the order of the codes
    for (const auto& [code, value] : given) {
      const std::string field = absl::StrCat("segments[\"", code, "\"]");
      const auto found = compiled_.segments_.find(code);
      if (found == compiled_.segments_.end()) {
        problems_.push_back({field, "is no segment of this survey", "", code});
      } else if (compiled_.groups_[found->second].values.count(value) == 0) {
        problems_.push_back({field, absl::StrCat("is '", value, "', which is none of its values"), "", code});
      } else {
        (*normal_->mutable_segments())[code] = value;
      }
    }
    for (const Group& group : compiled_.groups_) {
      if (group.segment->required() && response_.segments().count(group.segment->code()) == 0) {
        problems_.push_back({"segments", absl::StrCat("lack '", group.segment->code(), "', which everyone must give"), "", group.segment->code()});
      }
    }
  }

  const CompiledInstrument& compiled_;
  const v1::Response& response_;
  v1::Response* const normal_;
  std::vector<int> answer_of_;  // by question
  std::vector<Places> given_;   // by question; 0 for what was not asked or not answered
  std::vector<bool> unclear_;   // by question
  AnswerProblems problems_;
};

AnswerProblems CompiledInstrument::Check(const v1::Response& response, v1::Response* normal) const { return Checking(*this, response, normal).Run(); }

}  // namespace frontline::survey
