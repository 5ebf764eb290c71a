// Answers: taking them in, one by one and from a file, taking them back, following them. register_responses.cc registers these.
#ifndef FRONTLINE_SERVICES_SURVEY_RESPONSE_HANDLERS_H_
#define FRONTLINE_SERVICES_SURVEY_RESPONSE_HANDLERS_H_

#include "services/survey/handlers.h"

namespace frontline::survey {}  // namespace frontline::survey

#endif  // FRONTLINE_SERVICES_SURVEY_RESPONSE_HANDLERS_H_
