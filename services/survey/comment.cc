// Nothing here may say anything of a text that is not released to those who do not moderate: no error, no log line, no audit entry holds one.
#include <map>
#include <set>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "services/base/errors.h"
#include "services/rpc/resource.h"
#include "services/survey/comment_record.h"
#include "services/survey/finding_handlers.h"
#include "services/survey/finding_record.h"
#include "services/survey/survey_record.h"
#include "services/survey/tables.h"
#include "services/survey/theme_record.h"

namespace frontline::survey {
namespace {

using stored::v1::CommentRecord;
using stored::v1::ThemeRecord;

// The theme of each comment of a survey; a survey has at most 200.
absl::StatusOr<std::map<std::string, std::string>> ThemesOf(const storage::Reader& reader, const std::string& survey) {
  absl::StatusOr<storage::Page<ThemeRecord>> page = Themes().List(reader, ThemePrefix(survey), "", kMostThemes);
  if (!page.ok()) return page.status();
  std::map<std::string, std::string> themes;
  for (const auto& row : page->rows) {
    for (const std::string& comment : row.record.comments()) themes.emplace(comment, row.name);
  }
  return themes;
}

v1::Comment Shown(v1::Comment comment, const std::map<std::string, std::string>& themes) {
  const auto theme = themes.find(comment.name());
  if (theme != themes.end()) comment.set_theme(theme->second);
  comment.set_etag(rpc::EtagOf(comment));
  return comment;
}

// What a moderation leaves of the comment.
absl::Status Decide(const v1::ModerateCommentRequest& request, v1::Comment* comment) {
  const int ways = (request.approve() ? 1 : 0) + (request.edited_text().empty() ? 0 : 1) + (request.withhold_reason().empty() ? 0 : 1);
  if (ways != 1) return base::InvalidField("approve", "give exactly one of approve, edited_text and withhold_reason");
  if (!request.withhold_reason().empty()) {
    if (absl::StripAsciiWhitespace(request.withhold_reason()).empty()) return base::InvalidField("withhold_reason", "must say why");
    comment->set_state(v1::COMMENT_STATE_WITHHELD);
    comment->set_reason(request.withhold_reason());
    comment->clear_released_text();
    return absl::OkStatus();
  }
  if (!request.approve() && absl::StripAsciiWhitespace(request.edited_text()).empty()) {
    return base::InvalidField("edited_text", "must not be blank: withhold the comment instead");
  }
  comment->set_state(v1::COMMENT_STATE_RELEASED);
  comment->set_released_text(request.approve() ? comment->proposed_text() : request.edited_text());
  comment->clear_reason();
  return absl::OkStatus();
}

}  // namespace

absl::Status ListComments(const Call& call, const v1::ListCommentsRequest& request, const Snapshot& snapshot, v1::ListCommentsResponse* response) {
  absl::StatusOr<rpc::PageStart> page = rpc::OpenPage(request);
  if (!page.ok()) return page.status();
  absl::StatusOr<stored::v1::SurveyRecord> survey = LoadSurveyFor(call, snapshot, request.parent());
  if (!survey.ok()) return survey.status();
  if (!IsClosed(survey->survey())) return absl::OkStatus();
  absl::StatusOr<std::map<std::string, std::string>> themes = ThemesOf(snapshot, request.parent());
  if (!themes.ok()) return themes.status();
  std::string next;
  const absl::Status status = WalkSome<CommentRecord>(
      *page, [&](const std::string& after) { return Comments().List(snapshot, CommentPrefix(request.parent()), after, 1); },
      [&](const std::string&, CommentRecord record) -> size_t {
        const v1::Comment& comment = record.comment();
        if (request.state() != v1::COMMENT_STATE_UNSPECIFIED && comment.state() != request.state()) return 0;
        if (!request.question().empty() && comment.question() != request.question()) return 0;
        *response->add_comments() = Shown(comment, *themes);
        return comment.ByteSizeLong();
      },
      &next);
  response->set_next_page_token(rpc::NextPageToken(request, next));
  return status;
}

absl::Status ModerateComment(const Call& call, const v1::ModerateCommentRequest& request, Transaction& tx, v1::Comment* response) {
  absl::StatusOr<stored::v1::SurveyRecord> survey = LoadSurveyFor(call, tx, SurveyOf(request.name()));
  if (!survey.ok() && !absl::IsNotFound(survey.status())) return survey.status();
  if (!survey.ok() || !IsClosed(survey->survey())) return base::NotFound(request.name());
  absl::StatusOr<CommentRecord> record = Comments().Get(tx, request.name());
  if (!record.ok()) return ForCaller(record.status(), request.name());
  v1::Comment& comment = *record->mutable_comment();
  auto theme = Themes().ListBy(tx, kThemeByComment, storage::KeyOf(request.name()), "", 1);
  if (!theme.ok()) return theme.status();
  std::map<std::string, std::string> themes;
  if (!theme->rows.empty()) themes.emplace(request.name(), theme->rows.front().name);
  if (absl::Status status = rpc::CheckEtag(request.etag(), Shown(comment, themes), request.name()); !status.ok()) return status;
  const std::string before = comment.released_text();
  if (absl::Status status = Decide(request, &comment); !status.ok()) return status;
  comment.set_moderator(call.principal.member());
  *comment.mutable_moderate_time() = rpc::ToTimestamp(tx.now());
  if (absl::Status status = Comments().Update(tx, request.name(), *record); !status.ok()) return status;
  // Another text is another thing said: it is grouped anew when grouping is asked for.
  if (!theme->rows.empty() && comment.released_text() != before) {
    if (absl::Status status = LeaveTheme(tx, theme->rows.front().name, std::move(theme->rows.front().record), request.name()); !status.ok())
      return status;
    themes.clear();
  }
  *response = Shown(comment, themes);
  return absl::OkStatus();
}

namespace {

absl::Status ListOfTheme(const v1::ListReleasedCommentsRequest& request, const rpc::PageStart& page, const Snapshot& snapshot, std::string* next,
                         v1::ListReleasedCommentsResponse* response) {
  if (!absl::StartsWith(request.theme(), ThemePrefix(request.parent()))) return base::InvalidField("theme", "must be a theme of the survey");
  absl::StatusOr<ThemeRecord> theme = Themes().Get(snapshot, request.theme());
  if (!theme.ok()) return ForCaller(theme.status(), request.theme());
  const std::set<std::string> names(theme->comments().begin(), theme->comments().end());
  size_t bytes = 0;
  for (auto name = names.upper_bound(page.after); name != names.end(); ++name) {
    if (static_cast<size_t>(response->comments_size()) >= page.size || bytes >= kMostPageBytes) return absl::OkStatus();
    *next = *name;
    absl::StatusOr<CommentRecord> record = Comments().Get(snapshot, *name);
    if (!record.ok()) return record.status();
    if (record->comment().state() != v1::COMMENT_STATE_RELEASED) continue;
    if (!request.question().empty() && record->comment().question() != request.question()) continue;
    v1::Comment& comment = *response->add_comments();
    comment = ReleasedOf(record->comment());
    comment.set_theme(request.theme());
    bytes += comment.ByteSizeLong();
  }
  next->clear();
  return absl::OkStatus();
}

}  // namespace

absl::Status ListReleasedComments(const Call& call, const v1::ListReleasedCommentsRequest& request, const Snapshot& snapshot,
                                  v1::ListReleasedCommentsResponse* response) {
  absl::StatusOr<rpc::PageStart> page = rpc::OpenPage(request);
  if (!page.ok()) return page.status();
  absl::StatusOr<stored::v1::SurveyRecord> survey = LoadSurveyFor(call, snapshot, request.parent());
  if (!survey.ok()) return survey.status();
  if (!IsClosed(survey->survey())) return absl::OkStatus();
  std::string next;
  if (!request.theme().empty()) {
    const absl::Status status = ListOfTheme(request, *page, snapshot, &next, response);
    response->set_next_page_token(rpc::NextPageToken(request, next));
    return status;
  }
  absl::StatusOr<std::map<std::string, std::string>> themes = ThemesOf(snapshot, request.parent());
  if (!themes.ok()) return themes.status();
  const absl::Status status = WalkSome<CommentRecord>(
      *page, [&](const std::string& after) { return Comments().List(snapshot, CommentPrefix(request.parent()), after, 1); },
      [&](const std::string& name, CommentRecord record) -> size_t {
        if (record.comment().state() != v1::COMMENT_STATE_RELEASED) return 0;
        if (!request.question().empty() && record.comment().question() != request.question()) return 0;
        v1::Comment& comment = *response->add_comments();
        comment = ReleasedOf(record.comment());
        const auto theme = themes->find(name);
        if (theme != themes->end()) comment.set_theme(theme->second);
        return comment.ByteSizeLong();
      },
      &next);
  response->set_next_page_token(rpc::NextPageToken(request, next));
  return status;
}

}  // namespace frontline::survey
