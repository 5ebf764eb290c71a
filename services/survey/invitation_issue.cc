#include <algorithm>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "services/base/errors.h"
#include "services/survey/invitation.h"
#include "services/survey/survey_handlers.h"
#include "services/survey/survey_record.h"
#include "services/survey/tables.h"

namespace frontline::survey {
namespace {

using stored::v1::SurveyCountsRecord;
using stored::v1::SurveyRecord;

constexpr int kBatch = 1000;  // that one mutation writes: the writer serves others in between
constexpr int64_t kMostOfASurvey = 1'000'000;

// Whether `count` more may be issued. The counts as they are.
absl::StatusOr<SurveyCountsRecord> CheckRoom(const storage::Reader& reader, const std::string& survey, int64_t count) {
  absl::StatusOr<SurveyRecord> record = LoadSurveyAt(reader, survey, "", {v1::SURVEY_STATE_DRAFT, v1::SURVEY_STATE_OPEN});
  if (!record.ok()) return record.status();
  if (record->survey().instrument().reach() != v1::REACH_INVITATION) {
    return base::Precondition("NOT_BY_INVITATION", absl::StrCat(survey, " is open to whoever has its link. Hand out the link instead."));
  }
  absl::StatusOr<SurveyCountsRecord> counts = LoadCounts(reader, survey);
  if (!counts.ok() || counts->issued() + count <= kMostOfASurvey) return counts;
  return base::Precondition("TOO_MANY_INVITATIONS", absl::StrCat(survey, " can have ", kMostOfASurvey, " invitations and has ", counts->issued(),
                                                                 ". Ask for at most ", kMostOfASurvey - counts->issued(), "."));
}

absl::Status Write(storage::Store& store, const std::string& survey, const std::vector<std::string>& tokens) {
  return storage::CommitAndWait(store, [&](Transaction& tx) -> absl::Status {
    absl::StatusOr<SurveyCountsRecord> counts = CheckRoom(tx, survey, static_cast<int64_t>(tokens.size()));
    if (!counts.ok()) return counts.status();
    for (const std::string& token : tokens) {
      if (absl::Status status = Invitations().Create(tx, InvitationName(survey, token), {}); !status.ok()) return status;
    }
    // The total and nothing else: a number for each batch would tell whose invitations are used.
    counts->set_issued(counts->issued() + static_cast<int64_t>(tokens.size()));
    return Counts().Put(tx, survey, *counts);
  });
}

}  // namespace

absl::Status IssueInvitations(const Call& call, rpc::Stream<v1::IssueInvitationsRequest, v1::IssueInvitationsResponse>& stream) {
  v1::IssueInvitationsRequest request;
  if (!stream.Receive(&request)) return absl::CancelledError("The caller left. Nothing was issued.");
  if (request.count() < 1) return base::InvalidField("count", "must be at least 1");
  // All or none, as far as that can be known.
  if (absl::Status status = CheckRoom(call.store->Read(), request.parent(), request.count()).status(); !status.ok()) return status;
  v1::IssueInvitationsResponse response;
  while (response.done() < request.count()) {
    const int size = std::min(kBatch, request.count() - response.done());
    std::vector<std::string> tokens;
    for (int i = 0; i < size; ++i) tokens.push_back(NewInvitation(*call.ids));
    if (stream.cancelled()) break;
    if (absl::Status status = Write(*call.store, request.parent(), tokens); !status.ok()) return status;
    response.mutable_invitations()->Assign(tokens.begin(), tokens.end());
    response.set_done(response.done() + size);
    if (!stream.Send(response)) break;
    response.clear_invitations();
    if (response.done() == request.count()) return absl::OkStatus();
  }
  return absl::CancelledError(absl::StrCat("The caller left after ", response.done(), " of ", request.count(),
                                           " invitations. Those that did not arrive can't be read again; issue others in their place."));
}

}  // namespace frontline::survey
