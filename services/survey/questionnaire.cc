#include "services/base/errors.h"
#include "services/survey/admission.h"
#include "services/survey/response_handlers.h"

namespace frontline::survey {
namespace {

// How answers are reported is for the author and for whoever reads findings, and sizes of groups are nobody's business who answers.
void LeaveOutReporting(v1::Instrument* instrument) {
  instrument->clear_breakdowns();
  instrument->clear_weight_by();
  instrument->clear_population();
  for (v1::Segment& segment : *instrument->mutable_segments()) {
    for (v1::SegmentValue& value : *segment.mutable_values()) {
      value.clear_headcount();
      value.clear_roll_up();
    }
  }
  for (v1::Section& section : *instrument->mutable_sections()) {
    for (v1::Question& question : *section.mutable_questions()) question.clear_change();
  }
}

}  // namespace

absl::Status GetQuestionnaire(InstrumentCache& cache, const Call& call, const v1::GetQuestionnaireRequest& request, const Snapshot& snapshot,
                              v1::Questionnaire* response) {
  const absl::StatusOr<Admission> admission = Admit(snapshot, request.survey(), request.invitation(), call.now);
  if (!admission.ok()) return admission.status();
  if (admission->used) return base::InvitationRefused();
  const absl::StatusOr<std::shared_ptr<const CompiledInstrument>> instrument = cache.Get(snapshot, request.survey(), admission->head);
  if (!instrument.ok()) return instrument.status();
  response->set_survey(request.survey());
  *response->mutable_instrument() = (*instrument)->instrument();
  LeaveOutReporting(response->mutable_instrument());
  return absl::OkStatus();
}

}  // namespace frontline::survey
