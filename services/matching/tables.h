// The tables of the matching service: ids 40 to 49.
#ifndef FRONTLINE_SERVICES_MATCHING_TABLES_H_
#define FRONTLINE_SERVICES_MATCHING_TABLES_H_

#include <vector>

#include "frontline/matching/stored/v1/stored.pb.h"
#include "storage/table.h"

namespace frontline::matching {

using frontline::matching::stored::v1::InputRecord;
using frontline::matching::stored::v1::MatchBodyRecord;
using frontline::matching::stored::v1::MatchRecord;

// By the organisation, the requirement, and the moment, the latest first.
inline constexpr uint16_t kByRequirement = 1;
const storage::Table<MatchRecord>& Matches();
const storage::Table<MatchBodyRecord>& MatchBodies();
const storage::Table<InputRecord>& Inputs();
std::vector<const storage::AnyTable*> AllTables();

}  // namespace frontline::matching

#endif  // FRONTLINE_SERVICES_MATCHING_TABLES_H_
