#include "services/federation/sight.h"

#include <algorithm>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "services/base/errors.h"
#include "services/federation/day.h"
#include "services/federation/record.h"
#include "services/federation/release.h"
#include "services/federation/tables.h"
#include "services/rpc/resource.h"

namespace frontline::federation {
namespace {

using frontline::options::v1::PERMISSION_REQUIREMENTS_WRITE;
using frontline::options::v1::PERMISSION_SUBMISSIONS_READ;
using frontline::options::v1::PERMISSION_SUBMISSIONS_WRITE;
using stored::v1::SubmissionRecord;

constexpr size_t kBlock = 100;
// Released on one day and not yet moved: what a read keeps in mind at most.
constexpr size_t kMostDue = 1000;

bool HoldsInside(const rpc::Principal& principal, absl::string_view body, std::initializer_list<rpc::Permission> permissions) {
  return std::any_of(principal.grants().begin(), principal.grants().end(), [&](const rpc::Grant& grant) {
    return !grant.national && grant.organisation == body &&
           std::any_of(permissions.begin(), permissions.end(), [&grant](rpc::Permission permission) { return rpc::Allows(grant.role, permission); });
  });
}

bool IsOfStaffBody(const rpc::Principal& principal) {
  return std::any_of(principal.grants().begin(), principal.grants().end(), [](const rpc::Grant& grant) {
    return absl::StartsWith(grant.organisation, "bodies/") && rpc::Allows(grant.role, PERMISSION_SUBMISSIONS_READ);
  });
}

void InsertSorted(const std::string& name, google::protobuf::RepeatedPtrField<std::string>* names) {
  if (std::find(names->begin(), names->end(), name) != names->end()) return;
  *names->Add() = name;
  std::sort(names->begin(), names->end());
}

}  // namespace

bool IsInside(const rpc::Principal& principal, absl::string_view body) {
  return HoldsInside(principal, body, {PERMISSION_SUBMISSIONS_READ, PERMISSION_SUBMISSIONS_WRITE});
}

absl::Status RequireInside(const rpc::Principal& principal, absl::string_view name) {
  const absl::string_view body = rpc::OrganisationOf(name);
  if (HoldsInside(principal, body, {PERMISSION_SUBMISSIONS_WRITE})) return absl::OkStatus();
  return base::PermissionDenied("SUBMISSIONS_WRITE", body);  // as the pipeline refuses those without any role
}

absl::StatusOr<Sight> Sight::Open(const rpc::Principal& principal, const storage::Reader& reader, absl::Time now) {
  Sight sight(principal, reader);
  const std::string today = DayOf(now);
  absl::StatusOr<stored::v1::ReleaseRecord> releases = Releases().Get(reader, kReleases);
  if (!releases.ok() && !absl::IsNotFound(releases.status())) return ForCaller(releases.status(), kReleases);
  if (releases.ok() && releases->released_through() >= today) return sight;
  if (absl::Status status = sight.LoadDue(releases.ok() ? releases->released_through() : "", today); !status.ok()) return status;
  return sight;
}

// Day by day, so that an embargo that goes on is not come near.
absl::Status Sight::LoadDue(const std::string& released_through, const std::string& today) {
  std::string day = released_through.empty() ? "" : DayAfter(released_through);
  // A store that was never seen to, or not for years.
  if (day.empty() || YearsAfter(day, kLongestEmbargoYears) < today) return LoadDueOf("", today);
  for (; day <= today; day = DayAfter(day)) {
    if (absl::Status status = LoadDueOf(storage::KeyOf(day), today); !status.ok()) return status;
  }
  return absl::OkStatus();
}

absl::Status Sight::LoadDueOf(const std::string& key, const std::string& today) {
  std::string after;
  do {
    absl::StatusOr<storage::Page<SubmissionRecord>> page = Hidden().ListBy(reader_, kHiddenByEmbargo, key, after, kBlock);
    if (!page.ok()) return ForCaller(page.status(), "submissions");
    for (auto& row : page->rows) {
      if (!IsDue(row.record.submission(), today)) return absl::OkStatus();  // in the order of their days
      if (due_.size() == kMostDue) return base::NotReady("the submissions whose embargoes have just ended", absl::Seconds(1));
      EndEmbargo(row.record.mutable_submission());
      due_.emplace(row.name, std::move(row.record));
    }
    after = page->next;
  } while (!after.empty());
  return absl::OkStatus();
}

absl::StatusOr<std::optional<Found>> Sight::Lookup(absl::string_view name) const {
  absl::StatusOr<SubmissionRecord> record = Released().Get(reader_, name);
  if (record.ok()) return Found{*std::move(record), false};
  if (!absl::IsNotFound(record.status())) return ForCaller(record.status(), name);
  if (const auto due = due_.find(name); due != due_.end()) return Found{due->second, false};
  if (!IsInside(principal_, rpc::OrganisationOf(name))) return std::optional<Found>();
  record = Hidden().Get(reader_, name);
  if (record.ok()) return Found{*std::move(record), true};
  if (!absl::IsNotFound(record.status())) return ForCaller(record.status(), name);
  return std::optional<Found>();
}

bool Sight::MaySee(const Found& found) const {
  const v1::Submission& submission = found.record.submission();
  if (IsInside(principal_, rpc::OrganisationOf(submission.name()))) return true;
  if (found.hidden) return false;
  if (submission.sensitivity() != v1::SENSITIVITY_RESTRICTED) return true;
  return IsOfStaffBody(principal_) || (principal_.Has(PERMISSION_REQUIREMENTS_WRITE) && principal_.Has(PERMISSION_SUBMISSIONS_READ));
}

absl::StatusOr<std::optional<Found>> Sight::Find(absl::string_view name) const {
  absl::StatusOr<std::optional<Found>> found = Lookup(name);
  if (found.ok() && found->has_value() && !MaySee(**found)) return std::optional<Found>();
  return found;
}

absl::StatusOr<v1::Submission> Sight::Get(absl::string_view name) const {
  absl::StatusOr<std::optional<Found>> found = Find(name);
  if (!found.ok()) return found.status();
  if (!found->has_value()) return base::NotFound(name);
  return Show(**found);
}

// What moving those that are due will write into the record: until then it is added on reading, so that etags and all else are the same before and
// after.
absl::Status Sight::ShowReleasedLinks(const Found& found, v1::Submission* submission) const {
  if (due_.empty() || found.hidden) return absl::OkStatus();
  const std::string& name = submission->name();
  absl::StatusOr<stored::v1::SupersessionRecord> link = Supersessions().Get(reader_, name);
  if (!link.ok() && !absl::IsNotFound(link.status())) return ForCaller(link.status(), name);
  if (link.ok()) {
    absl::StatusOr<std::optional<Found>> successor = Lookup(link->successor());
    if (!successor.ok()) return successor.status();
    if (successor->has_value() && !(*successor)->hidden) Join(submission, (*successor)->record.mutable_submission());
  }
  absl::StatusOr<storage::Page<stored::v1::SupersessionRecord>> olds =
      Supersessions().ListBy(reader_, kSupersessionBySuccessor, storage::KeyOf(name), "", kMostSuperseded);
  if (!olds.ok()) return ForCaller(olds.status(), name);
  for (const auto& row : olds->rows) {
    absl::StatusOr<std::optional<Found>> old = Lookup(row.name);
    if (!old.ok()) return old.status();
    if (old->has_value() && !(*old)->hidden) Join((*old)->record.mutable_submission(), submission);
  }
  return absl::OkStatus();
}

// What only those inside may know of.
absl::Status Sight::ShowSupersessions(const Found& found, v1::Submission* submission) const {
  const std::string& name = found.record.submission().name();
  if (!IsInside(principal_, rpc::OrganisationOf(name))) return absl::OkStatus();
  absl::StatusOr<stored::v1::SupersessionRecord> link = Supersessions().Get(reader_, name);
  if (!link.ok() && !absl::IsNotFound(link.status())) return ForCaller(link.status(), name);
  if (link.ok() && submission->superseded_by().empty()) {
    absl::StatusOr<std::optional<Found>> successor = Lookup(link->successor());
    if (!successor.ok()) return successor.status();
    submission->set_superseded_by(link->successor());
    const bool stands = successor->has_value() && (*successor)->record.submission().state() != v1::SUBMISSION_STATE_DRAFT;
    if (stands && submission->state() == v1::SUBMISSION_STATE_LODGED) submission->set_state(v1::SUBMISSION_STATE_SUPERSEDED);
  }
  absl::StatusOr<storage::Page<stored::v1::SupersessionRecord>> olds =
      Supersessions().ListBy(reader_, kSupersessionBySuccessor, storage::KeyOf(name), "", kMostSuperseded);
  if (!olds.ok()) return ForCaller(olds.status(), name);
  for (const auto& row : olds->rows) InsertSorted(row.name, submission->mutable_supersedes());
  return absl::OkStatus();
}

absl::StatusOr<v1::Submission> Sight::Show(const Found& found) const {
  v1::Submission submission = found.record.submission();
  if (absl::Status status = ShowReleasedLinks(found, &submission); !status.ok()) return status;
  submission.set_etag(rpc::EtagOf(submission));
  submission.set_body(std::string(rpc::OrganisationOf(submission.name())));
  submission.set_hidden(found.hidden);
  if (absl::Status status = ShowSupersessions(found, &submission); !status.ok()) return status;
  return submission;
}

// The hidden ones of the bodies that the caller is inside of, and those whose embargo has just ended.
absl::Status Sight::AddHidden(const std::string& prefix, const std::string& after, size_t limit, std::map<std::string, Found>* rows,
                              bool* more) const {
  for (auto due = due_.upper_bound(after); due != due_.end(); ++due) {
    if (absl::StartsWith(due->first, prefix)) rows->emplace(due->first, Found{due->second, false});
  }
  std::vector<std::string> bodies;
  for (const rpc::Grant& grant : principal_.grants()) bodies.push_back(grant.organisation);
  std::sort(bodies.begin(), bodies.end());
  bodies.erase(std::unique(bodies.begin(), bodies.end()), bodies.end());
  for (const std::string& body : bodies) {
    const std::string own = absl::StrCat(body, "/");
    if (!IsInside(principal_, body) || !(absl::StartsWith(own, prefix) || absl::StartsWith(prefix, own))) continue;
    absl::StatusOr<storage::Page<SubmissionRecord>> page = Hidden().List(reader_, std::max(own, prefix), after, limit);
    if (!page.ok()) return ForCaller(page.status(), body);
    *more |= !page->next.empty();
    for (auto& row : page->rows) rows->emplace(std::move(row.name), Found{std::move(row.record), true});  // one that is due is there already
  }
  return absl::OkStatus();
}

absl::StatusOr<std::vector<Found>> Sight::List(const std::string& prefix, const std::string& after, size_t limit, bool* more) const {
  absl::StatusOr<storage::Page<SubmissionRecord>> released = Released().List(reader_, prefix, after, limit);
  if (!released.ok()) return ForCaller(released.status(), prefix);
  *more = !released->next.empty();
  std::map<std::string, Found> rows;
  for (auto& row : released->rows) rows.emplace(std::move(row.name), Found{std::move(row.record), false});
  if (absl::Status status = AddHidden(prefix, after, limit, &rows, more); !status.ok()) return status;
  // Each source gave its first ones, so the first ones of all are among them.
  std::vector<Found> first;
  for (auto& [name, found] : rows) {
    if (first.size() == limit) {
      *more = true;
      break;
    }
    first.push_back(std::move(found));
  }
  return first;
}

}  // namespace frontline::federation
