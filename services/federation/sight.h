// What a caller may see. The one place that decides it: every read, and every answer of a write, comes through here.
#ifndef FRONTLINE_SERVICES_FEDERATION_SIGHT_H_
#define FRONTLINE_SERVICES_FEDERATION_SIGHT_H_

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "frontline/federation/stored/v1/stored.pb.h"
#include "services/rpc/principal.h"
#include "storage/store.h"

namespace frontline::federation {

// Whether the caller is inside `body`: holds SUBMISSIONS_READ or SUBMISSIONS_WRITE in it. A national role is held everywhere else, not here.
bool IsInside(const rpc::Principal& principal, absl::string_view body);

// PERMISSION_MISSING unless the caller holds SUBMISSIONS_WRITE in the body that `name` lies in, nationally not counted. To be asked before anything
// is looked up.
absl::Status RequireInside(const rpc::Principal& principal, absl::string_view name);

// A submission, and whether nobody outside the body may know of it.
struct Found {
  stored::v1::SubmissionRecord record;
  bool hidden = false;
};

// As one moment and one caller have it. Its reader outlives it. Not thread-safe.
class Sight {
 public:
  // Embargoes that have ended by `now` have ended, whether or not their submissions were moved.
  static absl::StatusOr<Sight> Open(const rpc::Principal& principal, const storage::Reader& reader, absl::Time now);

  // The submission, where the caller may see it. What is hidden from the caller is not looked up.
  absl::StatusOr<std::optional<Found>> Find(absl::string_view name) const;
  // Find and Show; RESOURCE_NOT_FOUND.
  absl::StatusOr<v1::Submission> Get(absl::string_view name) const;
  // As the caller sees it, etag and all.
  absl::StatusOr<v1::Submission> Show(const Found& found) const;
  // The first `limit` submissions after `after` whose names start with `prefix`, in name order, of which the caller may see those that MaySee says.
  // `more`: others follow.
  absl::StatusOr<std::vector<Found>> List(const std::string& prefix, const std::string& after, size_t limit, bool* more) const;
  // Of a submission that was listed.
  bool MaySee(const Found& found) const;

 private:
  Sight(const rpc::Principal& principal, const storage::Reader& reader) : principal_(principal), reader_(reader) {}
  absl::Status LoadDue(const std::string& released_through, const std::string& today);
  absl::Status LoadDueOf(const std::string& key, const std::string& today);
  absl::StatusOr<std::optional<Found>> Lookup(absl::string_view name) const;
  absl::Status ShowSupersessions(const Found& found, v1::Submission* submission) const;
  absl::Status AddHidden(const std::string& prefix, const std::string& after, size_t limit, std::map<std::string, Found>* rows, bool* more) const;
  absl::Status ShowReleasedLinks(const Found& found, v1::Submission* submission) const;

  const rpc::Principal& principal_;
  const storage::Reader& reader_;
  // Released by the calendar, not yet moved. Empty but for a moment after a day has begun.
  std::map<std::string, stored::v1::SubmissionRecord, std::less<>> due_;
};

}  // namespace frontline::federation

#endif  // FRONTLINE_SERVICES_FEDERATION_SIGHT_H_
