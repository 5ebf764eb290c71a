#include <algorithm>
#include <utility>

#include "services/base/errors.h"
#include "services/rpc/resource.h"
#include "services/survey/finding_handlers.h"
#include "services/survey/finding_record.h"
#include "services/survey/survey_record.h"
#include "services/survey/tables.h"
#include "services/survey/theme_record.h"

namespace frontline::survey {

using stored::v1::ThemeRecord;

v1::Theme ShowTheme(const ThemeRecord& record) {
  v1::Theme theme = record.theme();
  theme.set_comment_count(record.comments_size());
  theme.set_etag(rpc::EtagOf(theme));
  return theme;
}

absl::StatusOr<std::vector<ThemeRecord>> LoadThemes(const storage::Reader& reader, const std::string& survey) {
  absl::StatusOr<storage::Page<ThemeRecord>> page = Themes().List(reader, ThemePrefix(survey), "", kMostThemes);
  if (!page.ok()) return page.status();
  std::vector<ThemeRecord> themes;
  for (auto& row : page->rows) themes.push_back(std::move(row.record));
  std::stable_sort(themes.begin(), themes.end(), [](const ThemeRecord& a, const ThemeRecord& b) { return a.comments_size() > b.comments_size(); });
  return themes;
}

absl::Status LeaveTheme(storage::Transaction& tx, const std::string& name, ThemeRecord record, const std::string& comment) {
  auto& comments = *record.mutable_comments();
  comments.erase(std::remove(comments.begin(), comments.end(), comment), comments.end());
  if (comments.size() < 2) return Themes().Delete(tx, name);
  // Whichever was the example, it says no more than what is still released.
  absl::StatusOr<stored::v1::CommentRecord> first = Comments().Get(tx, comments.Get(0));
  if (!first.ok()) return first.status();
  record.mutable_theme()->set_example(first->comment().released_text());
  return Themes().Update(tx, name, record);
}

absl::Status GetTheme(const Call&, const v1::GetThemeRequest& request, const Snapshot& snapshot, v1::Theme* response) {
  absl::StatusOr<ThemeRecord> record = Themes().Get(snapshot, request.name());
  if (!record.ok()) return ForCaller(record.status(), request.name());
  *response = ShowTheme(*record);
  return absl::OkStatus();
}

absl::Status ListThemes(const Call& call, const v1::ListThemesRequest& request, const Snapshot& snapshot, v1::ListThemesResponse* response) {
  absl::StatusOr<stored::v1::SurveyRecord> survey = LoadSurveyFor(call, snapshot, request.parent());
  if (!survey.ok()) return survey.status();
  absl::StatusOr<std::vector<ThemeRecord>> themes = LoadThemes(snapshot, request.parent());
  if (!themes.ok()) return themes.status();
  for (const ThemeRecord& record : *themes) *response->add_themes() = ShowTheme(record);
  return absl::OkStatus();
}

absl::Status UpdateTheme(const Call&, const v1::UpdateThemeRequest& request, Transaction& tx, v1::Theme* response) {
  const std::string& name = request.theme().name();
  absl::StatusOr<ThemeRecord> record = Themes().Get(tx, name);
  if (!record.ok()) return ForCaller(record.status(), name);
  if (absl::Status status = rpc::CheckEtag(request.theme().etag(), ShowTheme(*record), name); !status.ok()) return status;
  if (absl::Status status = rpc::ApplyMask(request.update_mask(), request.theme(), record->mutable_theme()); !status.ok()) return status;
  if (record->theme().title().empty()) return base::InvalidField("theme.title", "must not be empty");
  record->mutable_theme()->clear_etag();
  if (absl::Status status = Themes().Update(tx, name, *record); !status.ok()) return status;
  *response = ShowTheme(*record);
  return absl::OkStatus();
}

}  // namespace frontline::survey
