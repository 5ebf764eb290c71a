#include "services/supplier/duplicates.h"

#include <map>
#include <set>
#include <utility>

#include "services/supplier/handlers.h"
#include "services/supplier/names.h"
#include "services/supplier/tables.h"

namespace frontline::supplier {
namespace {

using storage::Reader;

constexpr size_t kMostFound = 100;

}  // namespace

absl::StatusOr<std::vector<std::string>> PossibleDuplicates(const Reader& reader, const v1::Supplier& supplier) {
  std::set<std::string> keys;
  if (std::string key = NormalisedName(supplier.display_name()); !key.empty()) keys.insert(std::move(key));
  for (const std::string& alias : supplier.aliases()) {
    if (std::string key = NormalisedName(alias); !key.empty()) keys.insert(std::move(key));
  }
  std::set<std::string> names;
  for (const std::string& key : keys) {
    auto page = Suppliers().ListBy(reader, kSupplierByName, storage::KeyOf(key), "", kMostDuplicates + 1);
    if (!page.ok()) return page.status();
    for (const auto& row : page->rows) names.insert(row.name);
  }
  names.erase(supplier.name());
  while (names.size() > kMostDuplicates) names.erase(std::prev(names.end()));
  return std::vector<std::string>(names.begin(), names.end());
}

absl::Status CheckHolders(const Reader& reader, const v1::Supplier& supplier) {
  for (const auto& identifier : supplier.identifiers()) {
    auto holder = Suppliers().Find(reader, kSupplierByIdentifier, IdentifierKey(identifier));
    if (!holder.ok()) return holder.status();
    if (holder->has_value() && (*holder)->name != supplier.name()) return base::DuplicateIdentifier(IdentifierText(identifier), (*holder)->name);
  }
  return absl::OkStatus();
}

absl::Status FindDuplicates(const Call&, const v1::FindDuplicatesRequest& request, const Snapshot& snapshot, v1::FindDuplicatesResponse* response) {
  const std::string name = NormalisedName(request.display_name());
  if (request.identifiers().empty() && name.empty()) {
    return base::InvalidField("display_name", "is required with a letter or digit in it, unless an identifier is given");
  }
  std::map<std::string, v1::Duplicate*> found;
  for (const auto& identifier : request.identifiers()) {
    auto holder = Suppliers().Find(snapshot, kSupplierByIdentifier, IdentifierKey(identifier));
    if (!holder.ok()) return holder.status();
    if (!holder->has_value()) continue;
    v1::Duplicate*& duplicate = found[(*holder)->name];
    if (duplicate == nullptr) duplicate = response->add_duplicates();
    duplicate->set_supplier((*holder)->name);
    duplicate->set_display_name((*holder)->record.supplier().display_name());
    duplicate->add_identifiers()->CopyFrom(identifier);
  }
  if (name.empty()) return absl::OkStatus();
  auto page = Suppliers().ListBy(snapshot, kSupplierByName, storage::KeyOf(name), "", kMostFound);
  if (!page.ok()) return page.status();
  for (const auto& row : page->rows) {
    if (found.count(row.name) > 0) continue;
    v1::Duplicate* duplicate = response->add_duplicates();
    duplicate->set_supplier(row.name);
    duplicate->set_display_name(row.record.supplier().display_name());
  }
  return absl::OkStatus();
}

}  // namespace frontline::supplier
