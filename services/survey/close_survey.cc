#include "services/survey/finding_handlers.h"
#include "services/survey/survey_record.h"

namespace frontline::survey {

absl::Status CloseSurvey(const Call& call, rpc::Stream<v1::CloseSurveyRequest, v1::CloseSurveyResponse>& stream, Closings& closings) {
  v1::CloseSurveyRequest request;
  if (!stream.Receive(&request)) return absl::CancelledError("the call ended before its request came");
  const absl::Status closed =
      CloseSurveyNow(call, request.name(), [&stream](const v1::CloseSurveyResponse& said) { return stream.Send(said); }, closings);
  if (!closed.ok()) return closed;
  const Snapshot snapshot = call.store->Read();
  absl::StatusOr<stored::v1::SurveyRecord> record = LoadSurveyFor(call, snapshot, request.name());
  if (!record.ok()) return record.status();
  v1::CloseSurveyResponse last;
  if (absl::Status status = ShowSurvey(snapshot, *record, last.mutable_survey()); !status.ok()) return status;
  stream.Send(last);
  return absl::OkStatus();
}

}  // namespace frontline::survey
