// What this service keeps (table ids 20 to 25; part of the disk format). Thread-safe.
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
inline constexpr uint16_t kNeedByForce = 4;          // (force), for each that it names; the one that logged it where it names none
inline constexpr uint16_t kNeedByTime = 5;           // (organisation or "", -microseconds of its making): newest first
inline constexpr uint16_t kNeedBySupport = 6;        // (organisation or "", -people), where anybody supports it: most supported first
inline constexpr uint16_t kNeedByTarget = 7;         // (the need that it is merged into)
inline constexpr uint16_t kNeedByAnyExternalId = 8;  // (external id)

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

std::vector<const storage::AnyTable*> AllTables();

}  // namespace frontline::requirement

#endif  // FRONTLINE_SERVICES_REQUIREMENT_TABLES_H_
