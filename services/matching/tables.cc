#include "services/matching/tables.h"

#include "services/rpc/principal.h"
#include "services/rpc/resource.h"

namespace frontline::matching {

const storage::Table<MatchRecord>& Matches() {
  static const auto* const table = new storage::Table<MatchRecord>(
      {.id = 40, .kind = "match", .indexes = {{.id = kByRequirement, .unique = false, .fields = [](absl::string_view, const MatchRecord& record) {
                                                 const std::string& requirement = record.match().requirement();
                                                 const int64_t micros = absl::ToUnixMicros(rpc::FromTimestamp(record.match().create_time()));
                                                 return storage::Keys{
                                                     storage::KeyOf(rpc::OrganisationOf(requirement), rpc::Segment(requirement, 3), -micros)};
                                               }}}});
  return *table;
}

const storage::Table<MatchBodyRecord>& MatchBodies() {
  static const auto* const table = new storage::Table<MatchBodyRecord>({.id = 41, .kind = "match_body", .indexes = {}, .feed = false});
  return *table;
}

const storage::Table<InputRecord>& Inputs() {
  static const auto* const table = new storage::Table<InputRecord>({.id = 42, .kind = "match_input", .indexes = {}, .feed = false});
  return *table;
}

std::vector<const storage::AnyTable*> AllTables() { return {&Matches(), &MatchBodies(), &Inputs()}; }

}  // namespace frontline::matching
