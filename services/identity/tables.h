// What identity keeps (table ids 10 to 13; part of the disk format). Thread-safe.
#ifndef FRONTLINE_SERVICES_IDENTITY_TABLES_H_
#define FRONTLINE_SERVICES_IDENTITY_TABLES_H_

#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "frontline/identity/stored/v1/stored.pb.h"
#include "storage/table.h"

namespace frontline::identity {

using stored::v1::MemberRecord;
using stored::v1::OrganisationRecord;
using stored::v1::ReferenceRecord;
using stored::v1::TokenRecord;

// Organisations by name. A record's names are those that FoldName gives.
const storage::Table<OrganisationRecord>& Organisations();
inline constexpr uint16_t kByIdentifier = 1;  // unique: (scheme, id), folded
inline constexpr uint16_t kByName = 2;        // (folded name, whether an alias)
inline constexpr uint16_t kByParent = 3;      // (the organisation that it is part of)
inline constexpr uint16_t kByRegion = 4;      // (region), for its own and each that holds it
inline constexpr uint16_t kByNearKey = 5;     // (first letters of a word of one of its names)
std::string IdentifierKey(const v1::Identifier& identifier);

// Members by name, so an organisation's lie together.
const storage::Table<MemberRecord>& Members();
inline constexpr uint16_t kBySubject = 1;               // unique: (external subject)
inline constexpr uint16_t kNationalAdministrators = 2;  // (true), for those who are enabled

// Tokens by name, so a member's lie together.
const storage::Table<TokenRecord>& Tokens();
inline constexpr uint16_t kBySecret = 1;  // unique: (SHA-256 of the secret)

// One record, under kReferenceName.
const storage::Table<ReferenceRecord>& References();
inline constexpr char kReferenceName[] = "reference";

// Whether the member may sign in and is an administrator in every organisation.
bool IsNationalAdministrator(const v1::Member& member);

// All of them, for services that look at the store as a whole.
std::vector<const storage::AnyTable*> AllTables();

}  // namespace frontline::identity

#endif  // FRONTLINE_SERVICES_IDENTITY_TABLES_H_
