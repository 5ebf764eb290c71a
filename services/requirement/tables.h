// What this service keeps (table ids 20 to 29; part of the disk format). Thread-safe.
#ifndef FRONTLINE_SERVICES_REQUIREMENT_TABLES_H_
#define FRONTLINE_SERVICES_REQUIREMENT_TABLES_H_

#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "frontline/requirement/stored/v1/stored.pb.h"
#include "storage/table.h"

namespace frontline::requirement {

// Needs by name, so an organisation's lie together.
const storage::Table<stored::v1::NeedRecord>& Needs();
inline constexpr uint16_t kNeedByExternalId = 1;     // unique: (organisation, external id)
inline constexpr uint16_t kNeedByState = 2;          // (state)
inline constexpr uint16_t kNeedByTopic = 3;          // (topic)
inline constexpr uint16_t kNeedByForce = 4;          // (force), for each that it names or states the reach of; the one that logged it otherwise
inline constexpr uint16_t kNeedByTime = 5;           // (organisation or "", -microseconds of its making): newest first
inline constexpr uint16_t kNeedBySupport = 6;        // (organisation or "", -people), where anybody supports it: most supported first
inline constexpr uint16_t kNeedByTarget = 7;         // (the need that it is merged into)
inline constexpr uint16_t kNeedByAnyExternalId = 8;  // (external id)
// From layout 1 on:
inline constexpr uint16_t kNeedByPriority = 9;        // (organisation or "", -total), open ones: highest first
inline constexpr uint16_t kNeedByPerHead = 10;        // (organisation or "", -per head), open ones of which it is known
inline constexpr uint16_t kNeedByForcePriority = 11;  // (force, -its own total), open ones of which it is known
inline constexpr uint16_t kNeedByEvidence = 12;       // (resource that it rests on), for each
inline constexpr uint16_t kNeedBySurvey = 13;         // (survey that a resource lies in that it rests on), for each

// Supporters by SupporterName, so a need's lie together.
const storage::Table<stored::v1::SupporterRecord>& Supporters();
std::string SupporterPrefix(absl::string_view need);  // "forces/kent/needs/7k2m/supporters/"
std::string SupporterName(absl::string_view need, absl::string_view supporter);

// Requirements as they are now, by name.
const storage::Table<stored::v1::RequirementRecord>& Requirements();
inline constexpr uint16_t kRequirementByExternalId = 1;     // unique: (organisation, external id)
inline constexpr uint16_t kRequirementByState = 2;          // (state)
inline constexpr uint16_t kRequirementByCpv = 3;            // (digits), for each start of two digits or more of each of its codes
inline constexpr uint16_t kRequirementByNeed = 4;           // (need, 1 where suppliers may see it, otherwise 0)
inline constexpr uint16_t kRequirementPublic = 5;           // (1), where suppliers may see it
inline constexpr uint16_t kRequirementByTime = 6;           // (organisation or "", -microseconds of its making): newest first
inline constexpr uint16_t kRequirementByAnyExternalId = 7;  // (external id)
// Whether it was published, so that whoever may read published requirements sees it.
bool IsPublic(const v1::Requirement& requirement);

// Every revision of every requirement, by RevisionName, so a requirement's lie together, in order.
const storage::Table<stored::v1::RevisionRecord>& Revisions();
std::string RevisionPrefix(absl::string_view requirement);
std::string RevisionName(absl::string_view requirement, int64_t revision);

// The codes, by name ("codes/cpv/35100000").
const storage::Table<stored::v1::CodeRecord>& Codes();
// One record, under kCpvList.
const storage::Table<stored::v1::CodeListRecord>& CodeLists();
inline constexpr char kCpvList[] = "codes/cpv";

// Consultations by name, so a requirement's lie together.
const storage::Table<stored::v1::ConsultationRecord>& Consultations();
inline constexpr uint16_t kConsultationOpen = 1;                // (microseconds of its end), while OPEN: the next to end first
inline constexpr uint16_t kConsultationBySubstance = 2;         // (requirement, substance), once CLOSED
std::string ConsultationPrefix(absl::string_view requirement);  // "forces/kent/requirements/x/consultations/"

// Answers by AnswerName; a consultation's lie together.
const storage::Table<stored::v1::AnswerRecord>& Answers();
std::string AnswerPrefix(absl::string_view consultation);  // "CONSULTATION/answers/"

// What was written in closed consultations.
const storage::Table<stored::v1::RemarkRecord>& Remarks();
std::string RemarkPrefix(absl::string_view consultation);
std::string RemarkName(absl::string_view consultation, int64_t number);

// How far tables were brought up to date, by kind.
const storage::Table<stored::v1::UpgradeRecord>& Upgrades();

std::vector<const storage::AnyTable*> AllTables();

}  // namespace frontline::requirement

#endif  // FRONTLINE_SERVICES_REQUIREMENT_TABLES_H_
