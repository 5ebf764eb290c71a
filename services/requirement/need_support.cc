#include <algorithm>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/time/civil_time.h"
#include "services/base/errors.h"
#include "services/requirement/handlers.h"
#include "services/requirement/need_record.h"
#include "services/requirement/tables.h"

namespace frontline::requirement {
namespace {

using frontline::options::v1::PERMISSION_NEEDS_WRITE;
using stored::v1::NeedRecord;
using stored::v1::SupporterRecord;

// A need that goes on as another is supported there.
constexpr std::initializer_list<v1::NeedState> kOpen = {v1::NEED_STATE_LOGGED, v1::NEED_STATE_VALIDATED, v1::NEED_STATE_ADDRESSED,
                                                        v1::NEED_STATE_DECLINED};

// Who supports: the calling member, or an organisation that it acts for.
absl::StatusOr<std::string> SupporterOf(const Call& call, const std::string& organisation) {
  if (organisation.empty()) return call.principal.member();
  if (absl::EndsWith(organisation, "/-")) return base::InvalidField("organisation", "must name one organisation");
  if (!call.principal.HasIn(PERMISSION_NEEDS_WRITE, organisation)) return base::PermissionDenied("NEEDS_WRITE", organisation);
  return organisation;
}

// The most people that `supporter` speaks for in one of `needs`; 0 where it supports none.
absl::StatusOr<int32_t> PeopleOf(const storage::Reader& reader, const std::vector<std::string>& needs, const std::string& supporter) {
  int32_t people = 0;
  for (const std::string& need : needs) {
    absl::StatusOr<SupporterRecord> record = Supporters().Get(reader, SupporterName(need, supporter));
    if (record.ok()) people = std::max(people, record->supporter().people());
    if (!record.ok() && !absl::IsNotFound(record.status())) return ForCaller(record.status(), need);
  }
  return people;
}

// Carries into the count that a supporter spoke for `before` people and now speaks for `after`; 0 for not there.
absl::Status Count(int32_t before, int32_t after, NeedRecord* record) {
  record->mutable_need()->set_people_supporting(record->need().people_supporting() + after - before);
  record->set_supporter_count(record->supporter_count() + (after > 0) - (before > 0));
  if (after == 0 || record->supporter_count() <= static_cast<int32_t>(kMostSupporters)) return absl::OkStatus();
  return base::Precondition("SUPPORTERS_FULL", absl::StrCat("'", record->need().name(), "' has ", kMostSupporters,
                                                            " supporters already. Let an organisation speak for its members."));
}

// Notes the support; keeps the day since when it is there.
absl::Status PutSupporter(Transaction& tx, const std::string& need, const std::string& name, int32_t people) {
  const std::string key = SupporterName(need, name);
  absl::StatusOr<SupporterRecord> record = Supporters().Get(tx, key);
  if (absl::IsNotFound(record.status())) {
    record = SupporterRecord();
    record->mutable_supporter()->set_name(name);
    record->mutable_supporter()->set_since(absl::FormatCivilTime(absl::ToCivilDay(tx.now(), absl::UTCTimeZone())));
  }
  if (!record.ok()) return ForCaller(record.status(), need);
  record->mutable_supporter()->set_people(people);
  return Supporters().Put(tx, key, *record);
}

}  // namespace

absl::Status SupportNeed(const Call& call, const v1::SupportNeedRequest& request, Transaction& tx, v1::Need* response) {
  if (request.organisation().empty() && request.people() > 1) {
    return base::InvalidField("people", "is only for an organisation: a member speaks for one");
  }
  absl::StatusOr<std::string> supporter = SupporterOf(call, request.organisation());
  if (!supporter.ok()) return supporter.status();
  absl::StatusOr<NeedRecord> record = LoadNeedFor(tx, request.name(), "", kOpen);
  if (!record.ok()) return record.status();
  absl::StatusOr<std::vector<std::string>> family = MergedFamily(tx, request.name());
  if (!family.ok()) return family.status();
  absl::StatusOr<int32_t> before = PeopleOf(tx, *family, *supporter);
  if (!before.ok()) return before.status();
  if (absl::Status status = PutSupporter(tx, request.name(), *supporter, std::max(1, request.people())); !status.ok()) return status;
  absl::StatusOr<int32_t> after = PeopleOf(tx, *family, *supporter);
  if (!after.ok()) return after.status();
  if (absl::Status status = Count(*before, *after, &*record); !status.ok()) return status;
  return SaveNeed(tx, *std::move(record), response);
}

absl::Status UnsupportNeed(const Call& call, const v1::UnsupportNeedRequest& request, Transaction& tx, v1::Need* response) {
  absl::StatusOr<std::string> supporter = SupporterOf(call, request.organisation());
  if (!supporter.ok()) return supporter.status();
  absl::StatusOr<NeedRecord> record = LoadNeedFor(tx, request.name(), "", kOpen);
  if (!record.ok()) return record.status();
  absl::StatusOr<std::vector<std::string>> family = MergedFamily(tx, request.name());
  if (!family.ok()) return family.status();
  absl::StatusOr<int32_t> before = PeopleOf(tx, *family, *supporter);
  if (!before.ok()) return before.status();
  if (*before == 0) return base::NotFound(SupporterName(request.name(), *supporter));
  for (const std::string& need : *family) {
    const absl::Status status = Supporters().Delete(tx, SupporterName(need, *supporter));
    if (!status.ok() && !absl::IsNotFound(status)) return ForCaller(status, need);
  }
  if (absl::Status status = Count(*before, 0, &*record); !status.ok()) return status;
  return SaveNeed(tx, *std::move(record), response);
}

}  // namespace frontline::requirement
