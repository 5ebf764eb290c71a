// What a closed survey says, and its closing. register_findings.cc registers these.
#ifndef FRONTLINE_SERVICES_SURVEY_FINDING_HANDLERS_H_
#define FRONTLINE_SERVICES_SURVEY_FINDING_HANDLERS_H_

#include "services/survey/handlers.h"

namespace frontline::survey {}  // namespace frontline::survey

#endif  // FRONTLINE_SERVICES_SURVEY_FINDING_HANDLERS_H_
