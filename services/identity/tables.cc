#include "services/identity/tables.h"

#include <algorithm>
#include <set>

#include "services/identity/name_text.h"

namespace frontline::identity {
namespace {

using storage::KeyOf;
using storage::Keys;

Keys ByIdentifier(absl::string_view, const OrganisationRecord& record) {
  Keys keys;
  for (const v1::Identifier& identifier : record.organisation().identifiers()) keys.push_back(IdentifierKey(identifier));
  return keys;
}

Keys ByName(absl::string_view, const OrganisationRecord& record) {
  Keys keys = {KeyOf(FoldName(record.organisation().display_name()), false)};
  for (const std::string& alias : record.organisation().aliases()) keys.push_back(KeyOf(FoldName(alias), true));
  return keys;
}

Keys ByParent(absl::string_view, const OrganisationRecord& record) {
  const std::string& parent = record.organisation().parent_organisation();
  return parent.empty() ? Keys() : Keys{KeyOf(parent)};
}

Keys ByRegion(absl::string_view, const OrganisationRecord& record) {
  Keys keys;
  for (const std::string& region : RegionsAround(record.organisation().region())) keys.push_back(KeyOf(region));
  return keys;
}

Keys ByNearKey(absl::string_view, const OrganisationRecord& record) {
  std::set<std::string> near;
  const auto add = [&near](const std::string& name) {
    for (std::string& key : NearKeys(FoldName(name))) near.insert(std::move(key));
  };
  add(record.organisation().display_name());
  for (const std::string& alias : record.organisation().aliases()) add(alias);
  Keys keys;
  for (const std::string& key : near) keys.push_back(KeyOf(key));
  return keys;
}

}  // namespace

std::string IdentifierKey(const v1::Identifier& identifier) { return KeyOf(FoldScheme(identifier.scheme()), FoldIdentifier(identifier.id())); }

const storage::Table<OrganisationRecord>& Organisations() {
  static const auto* const table = new storage::Table<OrganisationRecord>({.id = 10,
                                                                           .kind = "organisation",
                                                                           .indexes = {{.id = kByIdentifier, .unique = true, .fields = ByIdentifier},
                                                                                       {.id = kByName, .fields = ByName},
                                                                                       {.id = kByParent, .fields = ByParent},
                                                                                       {.id = kByRegion, .fields = ByRegion},
                                                                                       {.id = kByNearKey, .fields = ByNearKey}}});
  return *table;
}

const storage::Table<MemberRecord>& Members() {
  static const auto* const table =
      new storage::Table<MemberRecord>({.id = 11,
                                        .kind = "member",
                                        .indexes = {{.id = kBySubject,
                                                     .unique = true,
                                                     .fields =
                                                         [](absl::string_view, const MemberRecord& record) {
                                                           const std::string& subject = record.member().external_subject();
                                                           return subject.empty() ? Keys() : Keys{KeyOf(subject)};
                                                         }},
                                                    {.id = kNationalAdministrators, .fields = [](absl::string_view, const MemberRecord& record) {
                                                       return IsNationalAdministrator(record.member()) ? Keys{KeyOf(true)} : Keys();
                                                     }}}});
  return *table;
}

const storage::Table<TokenRecord>& Tokens() {
  static const auto* const table = new storage::Table<TokenRecord>(
      {.id = 12, .kind = "token", .indexes = {{.id = kBySecret, .unique = true, .fields = [](absl::string_view, const TokenRecord& record) {
                                                 return Keys{KeyOf(record.secret_hash())};
                                               }}}});
  return *table;
}

const storage::Table<ReferenceRecord>& References() {
  static const auto* const table = new storage::Table<ReferenceRecord>({.id = 13, .kind = "reference", .indexes = {}, .feed = false});
  return *table;
}

bool IsNationalAdministrator(const v1::Member& member) {
  return !member.disabled() && std::any_of(member.grants().begin(), member.grants().end(),
                                           [](const v1::Grant& grant) { return grant.national() && grant.role() == v1::ROLE_ADMINISTRATOR; });
}

std::vector<const storage::AnyTable*> AllTables() { return {&Organisations(), &Members(), &Tokens(), &References()}; }

}  // namespace frontline::identity
