// What became of a need, in words. Pure, thread-safe.
#ifndef FRONTLINE_SERVICES_REQUIREMENT_STORY_H_
#define FRONTLINE_SERVICES_REQUIREMENT_STORY_H_

#include <string>
#include <vector>

#include "frontline/requirement/v1/need.pb.h"
#include "frontline/requirement/v1/requirement.pb.h"
#include "frontline/requirement/v1/trace_service.pb.h"

namespace frontline::requirement {

// How far a need has come. In the order in which stories are told.
enum class Stage { kMet, kDeclined, kAsked, kWritten, kConfirmed, kWaits };

// `need` as it stands today (that which it was merged into, if it was), and the requirements that answer it, of which the reader may know.
Stage StageOf(const v1::Need& need, const std::vector<v1::Requirement>& requirements);
// `asked`: how it came, in words.
v1::Story Tell(const std::string& asked, const v1::Need& need, const std::vector<v1::Requirement>& requirements);
// "9 things were asked: 2 were met, 3 are being asked of suppliers, 4 wait."
std::string Summarise(const std::vector<Stage>& stages);

}  // namespace frontline::requirement

#endif  // FRONTLINE_SERVICES_REQUIREMENT_STORY_H_
