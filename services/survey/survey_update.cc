#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "google/protobuf/util/message_differencer.h"
#include "services/base/errors.h"
#include "services/rpc/resource.h"
#include "services/survey/instrument_diff.h"
#include "services/survey/survey_handlers.h"
#include "services/survey/survey_record.h"
#include "services/survey/tables.h"

namespace frontline::survey {
namespace {

using google::protobuf::util::MessageDifferencer;
using stored::v1::SurveyRecord;

v1::Instrument WithoutDays(v1::Instrument instrument) {
  instrument.clear_close_on();
  instrument.clear_retain_until();
  return instrument;
}

// Names of what differs, of which there is something.
std::string Differences(const v1::Instrument& before, const v1::Instrument& after) {
  constexpr size_t kMost = 10;
  std::vector<std::string> subjects;
  for (const v1::InstrumentChange& change : DiffOf(before, after).changes) subjects.push_back(change.subject());
  if (subjects.empty()) return "its order";
  const size_t more = subjects.size() > kMost ? subjects.size() - kMost : 0;
  subjects.resize(subjects.size() - more);
  return absl::StrCat(absl::StrJoin(subjects, ", "), more > 0 ? absl::StrCat(" and ", more, " more") : "");
}

// What was promised to those who have answered: only the last day moves, and answers may be deleted sooner.
absl::Status CheckFrozen(const v1::Survey& before, const v1::Survey& after, absl::CivilDay today) {
  const v1::Instrument fixed = WithoutDays(before.instrument()), wanted = WithoutDays(after.instrument());
  if (!MessageDifferencer::Equals(fixed, wanted)) {
    return base::Precondition("INSTRUMENT_FROZEN", absl::StrCat(before.name(),
                                                                " has answers, so nobody can change what is asked any more, but close_on and "
                                                                "retain_until. Different: ",
                                                                Differences(fixed, wanted), ". Make a new wave instead."));
  }
  std::vector<base::Violation> violations;
  const std::string &was = before.instrument().close_on(), &is = after.instrument().close_on();
  if (is != was && before.state() != v1::SURVEY_STATE_OPEN) {
    violations.push_back({"survey.instrument.close_on", "can't be changed: the survey is closed"});
  } else if (is != was && (is.empty() || is < absl::FormatCivilTime(today))) {
    violations.push_back({"survey.instrument.close_on", absl::StrCat("must be a day from today, ", absl::FormatCivilTime(today), ", on")});
  }
  if (after.instrument().retain_until() > before.instrument().retain_until()) {
    violations.push_back({"survey.instrument.retain_until", absl::StrCat("can only become earlier than ", before.instrument().retain_until(),
                                                                         ": that is what those who answered were promised")});
  } else if (after.instrument().retain_until().empty()) {
    violations.push_back({"survey.instrument.retain_until", "is required"});
  }
  return violations.empty() ? absl::OkStatus() : base::InvalidFields(violations);
}

}  // namespace

absl::Status UpdateSurvey(const Call& call, const v1::UpdateSurveyRequest& request, Transaction& tx, v1::Survey* response) {
  const std::string& name = request.survey().name();
  if (name.empty()) return base::InvalidField("survey.name", "is required");
  absl::StatusOr<SurveyRecord> record =
      LoadSurveyAt(tx, name, request.survey().etag(), {v1::SURVEY_STATE_DRAFT, v1::SURVEY_STATE_OPEN, v1::SURVEY_STATE_CLOSED});
  if (!record.ok()) return record.status();
  v1::Survey& survey = *record->mutable_survey();
  const v1::Survey before = survey;
  if (absl::Status status = rpc::ApplyMask(request.update_mask(), request.survey(), &survey); !status.ok()) return status;
  CompleteSurvey(&survey);
  if (MessageDifferencer::Equals(before.instrument(), survey.instrument())) return ShowSurvey(tx, *record, response);
  // Decided here, on the writer, where answers come in too: there is a first of the two.
  absl::StatusOr<stored::v1::SurveyCountsRecord> counts = LoadCounts(tx, name);
  if (!counts.ok()) return counts.status();
  const absl::CivilDay today = CivilDayOf(tx.now());
  if (counts->frozen() || survey.state() == v1::SURVEY_STATE_CLOSED) {
    if (absl::Status status = CheckFrozen(before, survey, today); !status.ok()) return status;
  }
  if (survey.state() != v1::SURVEY_STATE_CLOSED) {
    if (absl::Status status = CheckSurvey(call, tx, survey, today, "survey.instrument."); !status.ok()) return status;
  }
  return SaveSurvey(tx, *std::move(record), /*new_instrument=*/true, response);
}

}  // namespace frontline::survey
