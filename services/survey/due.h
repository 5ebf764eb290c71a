// What falls due with time alone: surveys whose last day is over are closed, closings that broke off go on, single answers are deleted on the day
// that was promised, and what a deleted draft left is cleared away.
#ifndef FRONTLINE_SERVICES_SURVEY_DUE_H_
#define FRONTLINE_SERVICES_SURVEY_DUE_H_

#include <functional>
#include <memory>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "services/rpc/call.h"
#include "services/rpc/repeater.h"
#include "services/survey/close.h"

namespace frontline::survey {

// Does all that is due at `now` (days are in UTC), one thing after the other; what fails does not stop the rest, and is found due again the next
// time. The first failure. `stopping`, asked in between, ends it early. `closings` is the one that CloseSurvey uses too. CLOSED → RETIRED is written
// to the audit as "frontline.survey.v1/Retire" by the system.
absl::Status DueWork(const rpc::Call& system, absl::Time now, Closings& closings, const std::function<bool()>& stopping = nullptr);

// That, for a repeater: every half minute.
rpc::Repeater::Work RepeatedDueWork(rpc::Call system, std::function<absl::Time()> clock, std::shared_ptr<Closings> closings);

}  // namespace frontline::survey

#endif  // FRONTLINE_SERVICES_SURVEY_DUE_H_
