// Themes, from released comments, by matching's measure of what says the same.
#include <grpcpp/client_context.h>

#include <algorithm>
#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "frontline/matching/v1/matching_service.grpc.pb.h"
#include "services/base/errors.h"
#include "services/base/text.h"
#include "services/rpc/resource.h"
#include "services/rpc/status.h"
#include "services/survey/finding_handlers.h"
#include "services/survey/finding_record.h"
#include "services/survey/survey_record.h"
#include "services/survey/tables.h"
#include "services/survey/theme_record.h"

namespace frontline::survey {
namespace {

namespace m = frontline::matching::v1;
using stored::v1::CommentRecord;
using stored::v1::ThemeRecord;

// What GroupTexts takes of one question: more than that are grouped by a sample, in the order of their names, which chance made.
constexpr size_t kMostTexts = 5000;
constexpr size_t kMostBytes = 4 << 20;
constexpr size_t kLeastTextBytes = 400;
constexpr int kTitleWords = 3;
constexpr size_t kMostTitleBytes = 190;

using ByQuestion = std::map<std::string, std::vector<std::string>>;  // names of released comments

absl::StatusOr<ByQuestion> Released(const Snapshot& snapshot, const std::string& survey, std::map<std::string, std::string>* texts) {
  ByQuestion released;
  std::string after;
  do {
    absl::StatusOr<storage::Page<CommentRecord>> page = Comments().List(snapshot, CommentPrefix(survey), after, 500);
    if (!page.ok()) return page.status();
    for (auto& row : page->rows) {
      v1::Comment& comment = *row.record.mutable_comment();
      std::vector<std::string>& names = released[comment.question()];
      if (comment.state() != v1::COMMENT_STATE_RELEASED || names.size() >= kMostTexts) continue;
      texts->emplace(row.name, std::move(*comment.mutable_released_text()));
      names.push_back(row.name);
    }
    after = page->next;
  } while (!after.empty());
  return released;
}

absl::Status AskMatching(const Call& call, const std::vector<std::string>& names, const std::map<std::string, std::string>& texts,
                         m::GroupTextsResponse* groups) {
  std::shared_ptr<grpc::ChannelInterface> channel = call.peers == nullptr ? nullptr : call.peers->Channel("matching");
  if (channel == nullptr) return base::NotReady("matching is not served by this process, and no peer is named for it", absl::Seconds(5));
  m::GroupTextsRequest request;
  const size_t bytes = std::max(kLeastTextBytes, kMostBytes / names.size());
  for (const std::string& name : names) request.add_texts(std::string(base::CutText(texts.at(name), bytes)));
  grpc::ClientContext context;
  call.Forward(&context);
  return rpc::FromGrpc(m::MatchingService::NewStub(channel)->GroupTexts(&context, request, groups));
}

const v1::Question* FindQuestion(const v1::Instrument& instrument, const std::string& code) {
  for (const v1::Section& section : instrument.sections()) {
    for (const v1::Question& question : section.questions()) {
      if (question.code() == code) return &question;
    }
  }
  return nullptr;
}

std::string TitleOf(const GroupedComments::Group& group) {
  const size_t words = std::min<size_t>(kTitleWords, group.words.size());
  if (words == 0) return "(no common words)";
  return std::string(base::CutText(absl::StrJoin(group.words.begin(), group.words.begin() + static_cast<ptrdiff_t>(words), ", "), kMostTitleBytes));
}

class Grouping {
 public:
  Grouping(const Call& call, const std::string& survey, const GroupedComments& grouped, Transaction& tx)
      : call_(call), survey_(survey), grouped_(grouped), tx_(tx) {}

  absl::Status Run(v1::GroupCommentsResponse* response) {
    absl::StatusOr<v1::Survey> survey = LoadClosed(call_, tx_, survey_);
    if (!survey.ok()) return survey.status();
    if (absl::Status status = DeleteOld(); !status.ok()) return status;
    size_t in_themes = 0;
    for (const GroupedComments::Group& group : grouped_.groups) {
      absl::StatusOr<ThemeRecord> record = Make(*survey, group);
      if (!record.ok()) return record.status();
      if (record->comments_size() < 2) continue;
      if (absl::Status status = Themes().Put(tx_, record->theme().name(), *record); !status.ok()) return status;
      in_themes += static_cast<size_t>(record->comments_size());
      *response->add_themes() = ShowTheme(*record);
    }
    response->set_ungrouped(static_cast<int32_t>(grouped_.released.size() - in_themes));
    return absl::OkStatus();
  }

 private:
  absl::Status DeleteOld() {
    absl::StatusOr<std::vector<ThemeRecord>> old = LoadThemes(tx_, survey_);
    if (!old.ok()) return old.status();
    for (ThemeRecord& record : *old) {
      if (absl::Status status = Themes().Delete(tx_, record.theme().name()); !status.ok()) return status;
      const std::set<std::string> comments(record.comments().begin(), record.comments().end());
      old_.emplace(comments, std::move(*record.mutable_theme()));
    }
    return absl::OkStatus();
  }

  // What was moderated again since the texts were read is left out.
  absl::StatusOr<ThemeRecord> Make(const v1::Survey& survey, const GroupedComments::Group& group) {
    ThemeRecord record;
    std::string example;
    std::set<std::string> names;
    for (const std::string& name : group.comments) {
      absl::StatusOr<CommentRecord> comment = Comments().Get(tx_, name);
      if (!comment.ok()) return comment.status();
      if (comment->comment().state() != v1::COMMENT_STATE_RELEASED || comment->comment().released_text() != grouped_.released.at(name)) continue;
      if (example.empty() || name == group.example) example = comment->comment().released_text();
      record.add_comments(name);
      names.insert(name);
    }
    v1::Theme& theme = *record.mutable_theme();
    const auto old = old_.find(names);
    if (old != old_.end()) {
      theme = old->second;
    } else {
      theme.set_name(absl::StrCat(ThemePrefix(survey_), call_.ids->ResourceId()));
      theme.set_title(TitleOf(group));
      *theme.mutable_create_time() = rpc::ToTimestamp(tx_.now());
    }
    theme.set_question(group.question);
    const v1::Question* question = FindQuestion(survey.instrument(), group.question);
    if (question != nullptr) theme.set_topic(question->topic());
    theme.mutable_words()->Clear();
    // A group that lost a member may be bound by words that were taken back.
    if (names.size() == group.comments.size()) theme.mutable_words()->Add(group.words.begin(), group.words.end());
    if (names.size() != group.comments.size() && old == old_.end()) theme.set_title("(group anew)");
    theme.set_example(example);
    return record;
  }

  const Call& call_;
  const std::string& survey_;
  const GroupedComments& grouped_;
  Transaction& tx_;
  std::map<std::set<std::string>, v1::Theme> old_;
};

}  // namespace

absl::StatusOr<GroupedComments> AskForGroups(const Call& call, const v1::GroupCommentsRequest& request) {
  const Snapshot snapshot = call.store->Read();
  absl::StatusOr<v1::Survey> survey = LoadClosed(call, snapshot, request.parent());
  if (!survey.ok()) return survey.status();
  GroupedComments grouped;
  absl::StatusOr<ByQuestion> released = Released(snapshot, request.parent(), &grouped.released);
  if (!released.ok()) return released.status();
  for (const auto& [question, names] : *released) {
    if (names.size() < 2) continue;
    m::GroupTextsResponse groups;
    if (absl::Status status = AskMatching(call, names, grouped.released, &groups); !status.ok()) return status;
    for (const m::TextGroup& group : groups.groups()) {
      GroupedComments::Group& to = grouped.groups.emplace_back();
      to.question = question;
      for (int32_t member : group.members()) to.comments.push_back(names[static_cast<size_t>(member)]);
      to.words.assign(group.words().begin(), group.words().end());
      to.example = names[static_cast<size_t>(group.example())];
    }
  }
  std::stable_sort(grouped.groups.begin(), grouped.groups.end(), [](const auto& a, const auto& b) { return a.comments.size() > b.comments.size(); });
  if (grouped.groups.size() > kMostThemes) grouped.groups.resize(kMostThemes);
  return grouped;
}

absl::Status GroupComments(const Call& call, const v1::GroupCommentsRequest& request, const GroupedComments& grouped, Transaction& tx,
                           v1::GroupCommentsResponse* response) {
  return Grouping(call, request.parent(), grouped, tx).Run(response);
}

}  // namespace frontline::survey
