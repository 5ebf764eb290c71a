#include "services/survey/close.h"

namespace frontline::survey {

// Temporary: still being written.
absl::Status CloseSurveyNow(const rpc::Call&, absl::string_view, const CloseProgress&) { return absl::UnimplementedError("still being written"); }

}  // namespace frontline::survey
