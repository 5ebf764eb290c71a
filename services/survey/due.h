// What falls due with time alone: surveys whose last day is over are closed, closings that broke off go on, single answers are deleted on the day
// that was promised, and what a deleted draft left is cleared away.
#ifndef FRONTLINE_SERVICES_SURVEY_DUE_H_
#define FRONTLINE_SERVICES_SURVEY_DUE_H_

#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "services/rpc/call.h"
#include "services/survey/close.h"

namespace frontline::survey {

// Does all that is due at `now` (days are in UTC), one thing after the other; what fails does not stop the rest, and is found due again the next
// time. The first failure. `stopping`, asked in between, ends it early. `closings` is the one that CloseSurvey uses too. CLOSED → RETIRED is written
// to the audit as "frontline.survey.v1/Retire" by the system.
absl::Status DueWork(const rpc::Call& system, absl::Time now, Closings& closings, const std::function<bool()>& stopping = nullptr);

// Does it again and again on a thread of its own.
class DueWorker {
 public:
  // `interval`: real time between two looks.
  DueWorker(rpc::Call system, std::function<absl::Time()> clock, std::shared_ptr<Closings> closings, absl::Duration interval = absl::Seconds(30));
  // Stops it.
  ~DueWorker();
  DueWorker(const DueWorker&) = delete;
  DueWorker& operator=(const DueWorker&) = delete;

  // Ends the thread after what it is at. Call once, before the store closes.
  void Stop();

 private:
  void Run();
  bool stopping() const;

  const rpc::Call system_;
  const std::function<absl::Time()> clock_;
  const std::shared_ptr<Closings> closings_;
  const absl::Duration interval_;
  mutable std::mutex mutex_;
  std::condition_variable wake_;
  bool stopping_ = false;  // under mutex_
  std::thread thread_;     // last: it uses the rest
};

}  // namespace frontline::survey

#endif  // FRONTLINE_SERVICES_SURVEY_DUE_H_
