#include "services/survey/comment_record.h"

#include <cstdint>
#include <cstring>
#include <set>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "services/survey/redact.h"
#include "services/survey/tables.h"

namespace frontline::survey {
namespace {

// Fisher and Yates 1938, with the generator that makes keys.
template <typename Item>
void Shuffle(std::vector<Item>* items, base::Ids& ids) {
  constexpr size_t kAtOnce = 512;
  std::string bytes;
  for (size_t i = items->size(); i > 1; --i) {
    if (bytes.empty()) bytes = ids.Bytes(kAtOnce * sizeof(uint64_t));
    uint64_t number = 0;
    std::memcpy(&number, bytes.data() + bytes.size() - sizeof(number), sizeof(number));
    bytes.resize(bytes.size() - sizeof(number));
    std::swap((*items)[i - 1], (*items)[number % i]);
  }
}

}  // namespace

void TakeTexts(const v1::Response& response, std::vector<WrittenText>* texts) {
  for (const v1::Answer& answer : response.answers()) {
    const absl::string_view text = absl::StripAsciiWhitespace(answer.text());
    if (!text.empty()) texts->push_back({answer.question(), std::string(text)});
  }
}

void DropTexts(v1::Response* response) {
  auto& answers = *response->mutable_answers();
  for (int i = answers.size() - 1; i >= 0; --i) {
    answers[i].clear_text();
    if (answers[i].choices().empty() && !answers[i].has_number()) answers.DeleteSubrange(i, 1);
  }
}

std::vector<v1::Comment> CommentsOf(absl::string_view survey, std::vector<WrittenText> texts, base::Ids& ids) {
  Shuffle(&texts, ids);
  std::vector<v1::Comment> comments;
  std::set<std::string> taken;
  for (WrittenText& text : texts) {
    std::string id = ids.ResourceId();
    while (!taken.insert(id).second) id = ids.ResourceId();
    v1::Comment& comment = comments.emplace_back();
    comment.set_name(absl::StrCat(CommentPrefix(survey), id));
    comment.set_question(std::move(text.question));
    const std::vector<v1::Redaction> redactions = ProposeRedactions(text.text);
    comment.mutable_redactions()->Add(redactions.begin(), redactions.end());
    comment.set_proposed_text(Redacted(text.text, redactions));
    comment.set_text(std::move(text.text));
    comment.set_state(v1::COMMENT_STATE_PENDING);
  }
  return comments;
}

v1::Comment ReleasedOf(const v1::Comment& comment) {
  v1::Comment released;
  released.set_name(comment.name());
  released.set_question(comment.question());
  released.set_state(comment.state());
  released.set_released_text(comment.released_text());
  released.set_theme(comment.theme());
  return released;
}

}  // namespace frontline::survey
