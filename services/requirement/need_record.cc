#include "services/requirement/need_record.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/strip.h"
#include "services/base/errors.h"
#include "services/requirement/priority.h"
#include "services/requirement/tables.h"
#include "services/rpc/resource.h"

namespace frontline::requirement {
namespace {

using stored::v1::NeedRecord;

constexpr size_t kBlock = 256;

std::string StateName(v1::NeedState state) {
  const std::string name = v1::NeedState_Name(state);
  return std::string(absl::StripPrefix(name, "NEED_STATE_"));
}

// The needs merged into `name` directly, in name order.
absl::StatusOr<std::vector<std::string>> MergedInto(const storage::Reader& reader, absl::string_view name, size_t most) {
  std::vector<std::string> sources;
  std::string after;
  do {
    absl::StatusOr<storage::Page<NeedRecord>> page = Needs().ListBy(reader, kNeedByTarget, storage::KeyOf(name), after, kBlock);
    if (!page.ok()) return page.status();
    for (auto& row : page->rows) sources.push_back(std::move(row.name));
    after = page->next;
  } while (!after.empty() && sources.size() <= most);
  return sources;
}

// The published or closed requirements that answer one of `needs`, each once, at most 100.
absl::StatusOr<std::vector<std::string>> AnsweredBy(const storage::Reader& reader, const std::vector<std::string>& needs) {
  constexpr size_t kMostShown = 100;
  std::vector<std::string> names;
  for (const std::string& need : needs) {
    absl::StatusOr<storage::Page<stored::v1::RequirementRecord>> page =
        Requirements().ListBy(reader, kRequirementByNeed, storage::KeyOf(need, true), "", kMostShown);
    if (!page.ok()) return page.status();
    for (auto& row : page->rows) names.push_back(std::move(row.name));
    if (names.size() > kMostShown) break;
  }
  std::sort(names.begin(), names.end());
  names.erase(std::unique(names.begin(), names.end()), names.end());
  if (names.size() > kMostShown) names.resize(kMostShown);
  return names;
}

}  // namespace

void BringUpToDate(NeedRecord* record) {
  record->set_layout(kNeedLayout);
  *record->mutable_need()->mutable_priority() = PriorityOf(record->need());
}

absl::Status ForCaller(const absl::Status& status, absl::string_view name) {
  if (absl::IsNotFound(status)) return base::NotFound(name);
  if (absl::IsAlreadyExists(status)) return base::AlreadyExists(name);
  if (absl::IsDataLoss(status)) return base::Damaged(status.message());
  return status;
}

absl::StatusOr<NeedRecord> LoadNeed(const storage::Reader& reader, absl::string_view name) {
  absl::StatusOr<NeedRecord> record = Needs().Get(reader, name);
  if (!record.ok()) return ForCaller(record.status(), name);
  return record;
}

absl::StatusOr<NeedRecord> LoadNeedFor(const storage::Reader& reader, absl::string_view name, absl::string_view etag,
                                       std::initializer_list<v1::NeedState> states) {
  absl::StatusOr<NeedRecord> record = LoadNeed(reader, name);
  if (!record.ok()) return record;
  const v1::Need& need = record->need();
  if (absl::Status status = rpc::CheckEtag(etag, need, name); !status.ok()) return status;
  if (std::find(states.begin(), states.end(), need.state()) != states.end()) return record;
  if (need.state() == v1::NEED_STATE_MERGED) {
    return base::Precondition(
        "NEED_MERGED", absl::StrCat("'", name, "' was merged and goes on as '", need.merged_into(), "'. Use that one, or unmerge this one first."));
  }
  return base::WrongState(name, StateName(need.state()),
                          absl::StrJoin(states, " or ", [](std::string* out, v1::NeedState state) { absl::StrAppend(out, StateName(state)); }));
}

v1::Need ShowNeed(const NeedRecord& record) {
  v1::Need need = record.need();
  need.set_etag(rpc::EtagOf(need));
  return need;
}

absl::Status ShowWholeNeed(const storage::Reader& reader, const NeedRecord& record, v1::Need* need) {
  *need = ShowNeed(record);
  absl::StatusOr<std::vector<std::string>> sources = std::vector<std::string>();
  if (record.has_merged()) sources = MergedInto(reader, need->name(), kMostMerged);
  if (!sources.ok()) return sources.status();
  for (const std::string& source : *sources) need->add_merged_from(source);
  // Most needs were never merged: no second look.
  absl::StatusOr<std::vector<std::string>> family = sources->empty() ? std::vector<std::string>{need->name()} : MergedFamily(reader, need->name());
  if (!family.ok()) return family.status();
  if (record.supporter_count() > 0 || need->state() == v1::NEED_STATE_MERGED) {
    absl::StatusOr<SupporterUnion> supporters = SupportersOf(reader, *family);
    if (!supporters.ok()) return supporters.status();
    int64_t people = 0;
    for (auto& [name, supporter] : *supporters) {
      people += supporter.people();
      *need->add_supporters() = std::move(supporter);
    }
    need->set_people_supporting(people);
  }
  absl::StatusOr<std::vector<std::string>> requirements = AnsweredBy(reader, *family);
  if (!requirements.ok()) return requirements.status();
  for (std::string& requirement : *requirements) need->add_requirements(std::move(requirement));
  return absl::OkStatus();
}

absl::Status PutNeed(storage::Transaction& tx, NeedRecord* record) {
  BringUpToDate(record);
  return ForCaller(Needs().Update(tx, record->need().name(), *record), record->need().name());
}

absl::Status SaveNeed(storage::Transaction& tx, NeedRecord record, v1::Need* need) {
  *record.mutable_need()->mutable_update_time() = rpc::ToTimestamp(tx.now());
  if (absl::Status status = PutNeed(tx, &record); !status.ok()) return status;
  *need = ShowNeed(record);
  return absl::OkStatus();
}

absl::StatusOr<std::vector<std::string>> MergedFamily(const storage::Reader& reader, absl::string_view name) {
  std::vector<std::string> family = {std::string(name)};
  for (size_t i = 0; i < family.size(); ++i) {
    absl::StatusOr<std::vector<std::string>> sources = MergedInto(reader, family[i], kMostMerged);
    if (!sources.ok()) return sources.status();
    for (std::string& source : *sources) family.push_back(std::move(source));
    if (family.size() > kMostMerged + 1) {
      return base::Precondition("TOO_MANY_MERGED", absl::StrCat("'", name, "' would take in more than ", kMostMerged,
                                                                " needs. Merge fewer of them, or into another need."));
    }
  }
  return family;
}

absl::StatusOr<SupporterUnion> SupportersOf(const storage::Reader& reader, const std::vector<std::string>& needs) {
  SupporterUnion supporters;
  for (const std::string& need : needs) {
    std::string after;
    do {
      absl::StatusOr<storage::Page<stored::v1::SupporterRecord>> page = Supporters().List(reader, SupporterPrefix(need), after, kBlock);
      if (!page.ok()) return ForCaller(page.status(), need);
      for (auto& row : page->rows) {
        v1::Supporter& own = *row.record.mutable_supporter();
        auto [entry, added] = supporters.try_emplace(own.name(), own);
        if (added) continue;
        v1::Supporter& known = entry->second;
        known.set_people(std::max(known.people(), own.people()));
        known.set_since(std::min(known.since(), own.since()));
      }
      after = page->next;
    } while (!after.empty());
  }
  return supporters;
}

absl::Status Recount(const storage::Reader& reader, NeedRecord* record) {
  absl::StatusOr<std::vector<std::string>> family = MergedFamily(reader, record->need().name());
  if (!family.ok()) return family.status();
  absl::StatusOr<SupporterUnion> supporters = SupportersOf(reader, *family);
  if (!supporters.ok()) return supporters.status();
  if (supporters->size() > kMostSupporters) {
    return base::Precondition(
        "SUPPORTERS_FULL", absl::StrCat("'", record->need().name(), "' would have ", supporters->size(), " supporters, more than ", kMostSupporters,
                                        ". Let an organisation speak for its members."));
  }
  int64_t people = 0;
  for (const auto& [name, supporter] : *supporters) people += supporter.people();
  record->set_has_merged(family->size() > 1);
  record->set_supporter_count(static_cast<int32_t>(supporters->size()));
  record->mutable_need()->set_people_supporting(people);
  return absl::OkStatus();
}

}  // namespace frontline::requirement
