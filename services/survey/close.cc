#include "services/survey/close.h"

namespace frontline::survey {

bool Closings::Begin(const std::string& survey) {
  std::lock_guard<std::mutex> lock(mutex_);
  return surveys_.insert(survey).second;
}

void Closings::End(const std::string& survey) {
  std::lock_guard<std::mutex> lock(mutex_);
  surveys_.erase(survey);
}

// Temporary: still being written.
absl::Status CloseSurveyNow(const rpc::Call&, absl::string_view, const CloseProgress&, Closings&) { return absl::UnimplementedError("still being written"); }

}  // namespace frontline::survey
