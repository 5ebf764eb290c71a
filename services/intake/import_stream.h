// What every import does in the same way: take options and file off the stream, tell how far it is, gather problems and counts, end with the report.
#ifndef FRONTLINE_SERVICES_INTAKE_IMPORT_STREAM_H_
#define FRONTLINE_SERVICES_INTAKE_IMPORT_STREAM_H_

#include <string>
#include <utility>

#include "absl/status/status.h"
#include "frontline/exchange/v1/import.pb.h"
#include "services/base/errors.h"
#include "services/base/text.h"
#include "services/intake/problem.h"
#include "services/intake/spool.h"
#include "services/rpc/registry.h"

namespace frontline::intake {

namespace v1 = frontline::exchange::v1;

// The most problems that are sent; the report counts all.
inline constexpr uint64_t kMostProblemsSent = 1000;

// Adds to the report's count of `kind`.
inline v1::ImportCount* CountOf(const std::string& kind, v1::ImportReport* report) {
  for (v1::ImportCount& count : *report->mutable_counts()) {
    if (count.kind() == kind) return &count;
  }
  v1::ImportCount* count = report->add_counts();
  count->set_kind(kind);
  return count;
}

// Not thread-safe.
template <typename Request, typename Response>
class ImportStream {
 public:
  explicit ImportStream(rpc::Stream<Request, Response>& stream) : stream_(stream) {}

  // Takes all that the caller sends: `options` of the first message, and the file into the spool.
  absl::Status Receive() {
    Request request;
    bool first = true, last = false;
    while (stream_.Receive(&request)) {
      if (last) return base::InvalidField("last", "was set before the last message");
      last = request.last();
      if (!first && request.has_options()) return base::InvalidField("options", "are taken from the first message alone");
      if (first) options_ = std::move(*request.mutable_options());
      first = false;
      if (absl::Status status = spool_.Append(request.chunk()); !status.ok()) return status;
      if (!Progress(v1::ImportProgress::STAGE_RECEIVING, spool_.size(), 0)) return Left();
      request.Clear();
    }
    // The end of a stream and the end of its caller look alike for a moment: only the mark tells that all of it has come.
    if (stream_.cancelled()) return Left();
    if (!last) return base::InvalidField("last", "was never set: the file is cut off");
    if (spool_.size() == 0) return base::InvalidField("chunk", "is missing: the file is empty");
    report_.set_dry_run(options_.dry_run());
    return absl::OkStatus();
  }

  const auto& options() const { return options_; }
  Spool& spool() { return spool_; }
  v1::ImportReport& report() { return report_; }

  // Tells how far it is, now and then. False when the caller has gone.
  bool Progress(v1::ImportProgress::Stage stage, uint64_t done, uint64_t total) {
    // By bytes, every 4 MiB; by items, every 50.
    if (stream_.cancelled()) return false;
    const uint64_t step = stage == v1::ImportProgress::STAGE_RECEIVING ? done >> 22 : done / 50;
    const bool same = stage == told_stage_ && step == told_step_;
    if (same && waiting_.problems_size() < 20) return true;
    told_stage_ = stage;
    told_step_ = step;
    waiting_.mutable_progress()->set_stage(stage);
    waiting_.mutable_progress()->set_done(done);
    waiting_.mutable_progress()->set_total(total);
    const bool there = stream_.Send(waiting_);
    waiting_.Clear();
    return there;
  }

  void Refuse(const Problem& problem, const std::string& item) {
    report_.set_problems(report_.problems() + 1);
    if (report_.problems() > kMostProblemsSent) return;
    v1::ImportProblem* sent = waiting_.add_problems();
    // A message holds what the file has, which may be megabytes.
    sent->set_path(Cut(problem.path, 500));
    sent->set_message(Cut(problem.message, 1000));
    sent->set_item(Cut(item, 300));
  }
  // An item with its problems.
  void RefuseItem(const Problems& problems, const std::string& item) {
    for (const Problem& problem : problems) Refuse(problem, item);
    report_.set_refused(report_.refused() + 1);
  }

  absl::Status Finish() {
    if (waiting_.problems_size() > 0 && !stream_.Send(waiting_)) return Left();
    waiting_.Clear();
    *waiting_.mutable_report() = report_;
    return stream_.Send(waiting_) ? absl::OkStatus() : Left();
  }

  static absl::Status Left() {
    return absl::CancelledError("The caller left before the import was over. Import the file again: what was written is found again.");
  }

 private:
  static std::string Cut(const std::string& text, size_t bytes) { return std::string(base::CutText(text, bytes)); }

  using Options = std::decay_t<decltype(std::declval<Request>().options())>;

  rpc::Stream<Request, Response>& stream_;
  Options options_;
  Spool spool_;
  v1::ImportReport report_;
  Response waiting_;
  v1::ImportProgress::Stage told_stage_ = v1::ImportProgress::STAGE_UNSPECIFIED;
  uint64_t told_step_ = 0;
};

}  // namespace frontline::intake

#endif  // FRONTLINE_SERVICES_INTAKE_IMPORT_STREAM_H_
