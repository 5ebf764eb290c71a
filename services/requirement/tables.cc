#include "services/requirement/tables.h"

#include <algorithm>
#include <set>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "services/rpc/principal.h"
#include "services/rpc/resource.h"

namespace frontline::requirement {
namespace {

using storage::KeyOf;
using storage::Keys;
using stored::v1::NeedRecord;
using stored::v1::RequirementRecord;

// Under its organisation and under "", which stands for all: descending by `number`.
Keys Descending(absl::string_view name, int64_t number) { return {KeyOf("", -number), KeyOf(rpc::OrganisationOf(name), -number)}; }

int64_t MicrosOf(const google::protobuf::Timestamp& time) { return time.seconds() * 1000000 + time.nanos() / 1000; }

Keys NeedForces(absl::string_view name, const NeedRecord& record) {
  Keys keys;
  std::set<std::string> forces(record.need().forces().begin(), record.need().forces().end());
  if (record.layout() >= 1) {
    for (const v1::ForceReach& reach : record.need().reach()) forces.insert(reach.force());
  }
  for (const std::string& force : forces) keys.push_back(KeyOf(force));
  if (keys.empty() && absl::StartsWith(name, "forces/")) keys.push_back(KeyOf(rpc::OrganisationOf(name)));
  return keys;
}

// Whether it stands among the priorities: of layout 1, which has them, and open.
bool IsRanked(const NeedRecord& record) {
  return record.layout() >= 1 && (record.need().state() == v1::NEED_STATE_LOGGED || record.need().state() == v1::NEED_STATE_VALIDATED);
}

Keys ForcePriorities(absl::string_view, const NeedRecord& record) {
  Keys keys;
  if (!IsRanked(record)) return keys;
  for (const v1::ForcePriority& force : record.need().priority().forces()) keys.push_back(KeyOf(force.force(), -int64_t{force.total()}));
  return keys;
}

Keys EvidenceResources(absl::string_view, const NeedRecord& record) {
  std::set<std::string> resources;
  if (record.layout() >= 1) {
    for (const v1::Evidence& evidence : record.need().evidence()) {
      if (!evidence.resource().empty()) resources.insert(evidence.resource());
    }
  }
  Keys keys;
  for (const std::string& resource : resources) keys.push_back(KeyOf(resource));
  return keys;
}

Keys EvidenceSurveys(absl::string_view, const NeedRecord& record) {
  std::set<std::string> surveys;
  if (record.layout() >= 1) {
    for (const v1::Evidence& evidence : record.need().evidence()) {
      if (rpc::Segment(evidence.resource(), 2) != "surveys") continue;
      surveys.insert(absl::StrCat(rpc::OrganisationOf(evidence.resource()), "/surveys/", rpc::Segment(evidence.resource(), 3)));
    }
  }
  Keys keys;
  for (const std::string& survey : surveys) keys.push_back(KeyOf(survey));
  return keys;
}

std::vector<storage::Table<NeedRecord>::TypedIndex> NeedIndexes() {
  return {
      {.id = kNeedByExternalId,
       .unique = true,
       .fields =
           [](absl::string_view name, const NeedRecord& record) {
             const std::string& id = record.need().external_id();
             return id.empty() ? Keys() : Keys{KeyOf(rpc::OrganisationOf(name), id)};
           }},
      {.id = kNeedByState, .fields = [](absl::string_view, const NeedRecord& record) { return Keys{KeyOf(record.need().state())}; }},
      {.id = kNeedByTopic,
       .fields = [](absl::string_view,
                    const NeedRecord& record) { return record.need().topic().empty() ? Keys() : Keys{KeyOf(record.need().topic())}; }},
      {.id = kNeedByForce, .fields = NeedForces},
      {.id = kNeedByTime,
       .fields = [](absl::string_view name, const NeedRecord& record) { return Descending(name, MicrosOf(record.need().create_time())); }},
      {.id = kNeedBySupport,
       .fields =
           [](absl::string_view name, const NeedRecord& record) {
             const int64_t people = record.need().people_supporting();
             return people == 0 ? Keys() : Descending(name, people);
           }},
      {.id = kNeedByTarget,
       .fields = [](absl::string_view,
                    const NeedRecord& record) { return record.need().merged_into().empty() ? Keys() : Keys{KeyOf(record.need().merged_into())}; }},
      {.id = kNeedByAnyExternalId,
       .fields =
           [](absl::string_view, const NeedRecord& record) {
             const std::string& id = record.need().external_id();
             return id.empty() ? Keys() : Keys{KeyOf(id)};
           }},
      {.id = kNeedByPriority,
       .fields = [](absl::string_view name,
                    const NeedRecord& record) { return IsRanked(record) ? Descending(name, record.need().priority().total()) : Keys(); }},
      {.id = kNeedByPerHead,
       .fields =
           [](absl::string_view name, const NeedRecord& record) {
             const v1::NeedPriority& priority = record.need().priority();
             return IsRanked(record) && priority.has_per_head() ? Descending(name, priority.per_head()) : Keys();
           }},
      {.id = kNeedByForcePriority, .fields = ForcePriorities},
      {.id = kNeedByEvidence, .fields = EvidenceResources},
      {.id = kNeedBySurvey, .fields = EvidenceSurveys}};
}

std::vector<storage::Table<stored::v1::ConsultationRecord>::TypedIndex> ConsultationIndexes() {
  using stored::v1::ConsultationRecord;
  return {{.id = kConsultationOpen,
           .fields =
               [](absl::string_view, const ConsultationRecord& record) {
                 const bool open = record.consultation().state() == v1::CONSULTATION_STATE_OPEN;
                 return open ? Keys{KeyOf(MicrosOf(record.end_time()))} : Keys();
               }},
          {.id = kConsultationBySubstance, .fields = [](absl::string_view name, const ConsultationRecord& record) {
             const v1::Consultation& consultation = record.consultation();
             if (consultation.state() != v1::CONSULTATION_STATE_CLOSED) return Keys();
             return Keys{KeyOf(name.substr(0, name.find("/consultations/")), consultation.substance())};
           }}};
}

Keys CpvStarts(absl::string_view, const RequirementRecord& record) {
  std::set<std::string> starts;
  for (const std::string& code : record.requirement().cpv_codes()) {
    const std::string digits = code.substr(0, 8);
    for (size_t length = 2; length <= digits.size(); ++length) starts.insert(digits.substr(0, length));
  }
  Keys keys;
  for (const std::string& start : starts) keys.push_back(KeyOf(start));
  return keys;
}

std::vector<storage::Table<RequirementRecord>::TypedIndex> RequirementIndexes() {
  return {{.id = kRequirementByExternalId,
           .unique = true,
           .fields =
               [](absl::string_view name, const RequirementRecord& record) {
                 const std::string& id = record.requirement().external_id();
                 return id.empty() ? Keys() : Keys{KeyOf(rpc::OrganisationOf(name), id)};
               }},
          {.id = kRequirementByState,
           .fields = [](absl::string_view, const RequirementRecord& record) { return Keys{KeyOf(record.requirement().state())}; }},
          {.id = kRequirementByCpv, .fields = CpvStarts},
          {.id = kRequirementByNeed,
           .fields =
               [](absl::string_view, const RequirementRecord& record) {
                 Keys keys;
                 for (const std::string& need : record.requirement().needs()) keys.push_back(KeyOf(need, IsPublic(record.requirement())));
                 return keys;
               }},
          {.id = kRequirementPublic,
           .fields = [](absl::string_view, const RequirementRecord& record) { return IsPublic(record.requirement()) ? Keys{KeyOf(true)} : Keys(); }},
          {.id = kRequirementByTime,
           .fields = [](absl::string_view name,
                        const RequirementRecord& record) { return Descending(name, MicrosOf(record.requirement().create_time())); }},
          {.id = kRequirementByAnyExternalId, .fields = [](absl::string_view, const RequirementRecord& record) {
             const std::string& id = record.requirement().external_id();
             return id.empty() ? Keys() : Keys{KeyOf(id)};
           }}};
}

}  // namespace

const storage::Table<NeedRecord>& Needs() {
  static const auto* const table = new storage::Table<NeedRecord>({.id = 20, .kind = "need", .indexes = NeedIndexes()});
  return *table;
}

const storage::Table<stored::v1::SupporterRecord>& Supporters() {
  // Not in the feed: the need's own record changes with it.
  static const auto* const table = new storage::Table<stored::v1::SupporterRecord>({.id = 21, .kind = "supporter", .indexes = {}, .feed = false});
  return *table;
}

std::string SupporterPrefix(absl::string_view need) { return absl::StrCat(need, "/supporters/"); }
std::string SupporterName(absl::string_view need, absl::string_view supporter) { return absl::StrCat(need, "/supporters/", supporter); }

bool IsPublic(const v1::Requirement& requirement) {
  return requirement.has_publish_time() &&
         (requirement.state() == v1::REQUIREMENT_STATE_PUBLISHED || requirement.state() == v1::REQUIREMENT_STATE_CLOSED);
}

const storage::Table<RequirementRecord>& Requirements() {
  static const auto* const table = new storage::Table<RequirementRecord>({.id = 22, .kind = "requirement", .indexes = RequirementIndexes()});
  return *table;
}

const storage::Table<stored::v1::RevisionRecord>& Revisions() {
  static const auto* const table = new storage::Table<stored::v1::RevisionRecord>({.id = 23, .kind = "revision", .indexes = {}, .feed = false});
  return *table;
}

std::string RevisionPrefix(absl::string_view requirement) { return absl::StrCat(requirement, "/revisions/"); }
std::string RevisionName(absl::string_view requirement, int64_t revision) {
  return absl::StrFormat("%s%010d", RevisionPrefix(requirement), revision);
}

const storage::Table<stored::v1::CodeRecord>& Codes() {
  static const auto* const table = new storage::Table<stored::v1::CodeRecord>({.id = 24, .kind = "code", .indexes = {}, .feed = false});
  return *table;
}

const storage::Table<stored::v1::CodeListRecord>& CodeLists() {
  static const auto* const table = new storage::Table<stored::v1::CodeListRecord>({.id = 25, .kind = "code_list", .indexes = {}, .feed = false});
  return *table;
}

const storage::Table<stored::v1::ConsultationRecord>& Consultations() {
  static const auto* const table =
      new storage::Table<stored::v1::ConsultationRecord>({.id = 26, .kind = "consultation", .indexes = ConsultationIndexes()});
  return *table;
}

std::string ConsultationPrefix(absl::string_view requirement) { return absl::StrCat(requirement, "/consultations/"); }

const storage::Table<stored::v1::AnswerRecord>& Answers() {
  // Not in the feed, which would tell when who answered.
  static const auto* const table = new storage::Table<stored::v1::AnswerRecord>({.id = 27, .kind = "answer", .indexes = {}, .feed = false});
  return *table;
}

std::string AnswerPrefix(absl::string_view consultation) { return absl::StrCat(consultation, "/answers/"); }

const storage::Table<stored::v1::RemarkRecord>& Remarks() {
  static const auto* const table = new storage::Table<stored::v1::RemarkRecord>({.id = 28, .kind = "remark", .indexes = {}, .feed = false});
  return *table;
}

std::string RemarkPrefix(absl::string_view consultation) { return absl::StrCat(consultation, "/remarks/"); }
std::string RemarkName(absl::string_view consultation, int64_t number) { return absl::StrFormat("%s%08d", RemarkPrefix(consultation), number); }

const storage::Table<stored::v1::UpgradeRecord>& Upgrades() {
  static const auto* const table = new storage::Table<stored::v1::UpgradeRecord>({.id = 29, .kind = "upgrade", .indexes = {}, .feed = false});
  return *table;
}

std::vector<const storage::AnyTable*> AllTables() {
  return {&Needs(), &Supporters(), &Requirements(), &Revisions(), &Codes(), &CodeLists(), &Consultations(), &Answers(), &Remarks(), &Upgrades()};
}

}  // namespace frontline::requirement
