#include <algorithm>

#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "services/rpc/resource.h"
#include "services/survey/survey_handlers.h"
#include "services/survey/survey_record.h"
#include "services/survey/tables.h"

namespace frontline::survey {
namespace {

using stored::v1::SurveyRecord;

// The most surveys that one page looks at, and at a time: they can be large.
constexpr size_t kMostLookedAt = 1000;
constexpr size_t kBlock = 50;

// "forces/kent" → "forces/kent/", "forces/-" → "forces/", "-" and "" → "".
std::string PrefixOf(absl::string_view parent) {
  if (parent.empty() || parent == "-" || parent == "-/-") return "";
  if (absl::ConsumeSuffix(&parent, "/-")) return absl::StrCat(parent, "/");
  return absl::StrCat(parent, "/");
}

absl::Status Add(const Snapshot& snapshot, SurveyRecord record, v1::ListSurveysResponse* response) {
  v1::Survey* survey = response->add_surveys();
  if (absl::Status status = ShowSurvey(snapshot, record, survey); !status.ok()) return status;
  survey->mutable_instrument()->clear_sections();
  survey->mutable_instrument()->clear_segments();
  return absl::OkStatus();
}

}  // namespace

absl::Status ListSurveys(const Call& call, const v1::ListSurveysRequest& request, const Snapshot& snapshot, v1::ListSurveysResponse* response) {
  absl::StatusOr<rpc::PageStart> start = rpc::OpenPage(request);
  if (!start.ok()) return start.status();
  const std::string prefix = PrefixOf(request.parent());
  const bool by_state = prefix.empty() && request.state() != v1::SURVEY_STATE_UNSPECIFIED;
  std::string next = start->after;
  size_t looked_at = 0;
  do {
    // Never more than could be listed, so that every record that was read is behind `next`.
    const size_t limit = std::min({start->size - response->surveys_size(), kMostLookedAt - looked_at, kBlock});
    absl::StatusOr<storage::Page<SurveyRecord>> page = by_state
                                                           ? Surveys().ListBy(snapshot, kSurveyByState, storage::KeyOf(request.state()), next, limit)
                                                           : Surveys().List(snapshot, prefix, next, limit);
    if (!page.ok()) return ForCaller(page.status(), request.parent());
    for (auto& row : page->rows) {
      const v1::Survey& survey = row.record.survey();
      if (!MaySee(call, survey) || (request.state() != v1::SURVEY_STATE_UNSPECIFIED && survey.state() != request.state())) continue;
      if (absl::Status status = Add(snapshot, std::move(row.record), response); !status.ok()) return status;
    }
    looked_at += page->rows.size();
    next = std::move(page->next);
  } while (!next.empty() && static_cast<size_t>(response->surveys_size()) < start->size && looked_at < kMostLookedAt);
  response->set_next_page_token(rpc::NextPageToken(request, next));
  return absl::OkStatus();
}

}  // namespace frontline::survey
