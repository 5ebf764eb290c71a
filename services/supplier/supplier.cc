#include "services/supplier/supplier.h"

#include <algorithm>
#include <utility>

#include "services/rpc/resource.h"
#include "services/supplier/child.h"
#include "services/supplier/duplicates.h"
#include "services/supplier/handlers.h"
#include "services/supplier/reach.h"

namespace frontline::supplier {
namespace {

std::string PersonsAndIdentifiers(const v1::Supplier& supplier) {
  v1::Supplier parts;
  *parts.mutable_connected_persons() = supplier.connected_persons();
  *parts.mutable_identifiers() = supplier.identifiers();
  return parts.SerializeAsString();
}

}  // namespace

absl::Status ShowSupplier(const storage::Reader& reader, absl::string_view today, v1::Supplier stored, v1::Supplier* shown) {
  auto duplicates = PossibleDuplicates(reader, stored);
  if (!duplicates.ok()) return duplicates.status();
  Show(today, std::move(stored), shown);
  for (std::string& name : *duplicates) shown->add_possible_duplicates(std::move(name));
  return absl::OkStatus();
}

absl::Status CheckAgainstOthers(const storage::Reader& reader, const v1::Supplier& supplier, const std::string& prefix) {
  if (absl::Status status = CheckHolders(reader, supplier); !status.ok()) return status;
  Violations violations;
  for (int i = 0; i < supplier.connected_persons_size(); ++i) {
    const std::string& name = supplier.connected_persons(i).supplier();
    if (name.empty()) continue;
    auto other = Suppliers().Get(reader, name);
    if (absl::IsNotFound(other.status())) {
      violations.push_back({absl::StrCat(prefix, "connected_persons[", i, "].supplier"), absl::StrCat("names '", name, "', which is not there")});
    } else if (!other.ok()) {
      return other.status();
    }
  }
  return Verdict(violations);
}

// A supplier can't shake off a debarment by forgetting the person whose conduct it is for.
absl::Status CheckDebarredPersons(const Call& call, const storage::Reader& reader, const v1::Supplier& before, const v1::Supplier& after) {
  if (before.connected_persons().empty() || call.principal.HasNational(options::v1::PERMISSION_DEBARMENTS_WRITE)) return absl::OkStatus();
  auto debarments = AllOf(DebarmentChild(), reader, before.name());
  if (!debarments.ok()) return debarments.status();
  for (const v1::Debarment& debarment : *debarments) {
    for (const auto& person : before.connected_persons()) {
      if (debarment.connected_person().empty() || person.display_name() != debarment.connected_person()) continue;
      const std::string content = ContentOf(person);
      const bool stays = std::any_of(after.connected_persons().begin(), after.connected_persons().end(),
                                     [&content](const auto& kept) { return ContentOf(kept) == content; });
      if (!stays) {
        return base::Precondition("CONNECTED_PERSON_DEBARRED",
                                  absl::StrCat("'", debarment.name(), "' is for the conduct of ", person.display_name(),
                                               ", who must stay among the connected persons as it is. Ask whoever recorded the debarment."));
      }
    }
  }
  return absl::OkStatus();
}

absl::Status StoreNew(Transaction& tx, v1::Supplier* supplier) {
  *supplier->mutable_create_time() = rpc::ToTimestamp(tx.now());
  *supplier->mutable_update_time() = supplier->create_time();
  SupplierRecord record;
  *record.mutable_supplier() = *supplier;
  const absl::Status status = Suppliers().Create(tx, supplier->name(), record);
  return absl::IsAlreadyExists(status) ? base::AlreadyExists(supplier->name()) : status;
}

absl::Status StoreChanged(Transaction& tx, const v1::Supplier& before, v1::Supplier* after) {
  *after->mutable_update_time() = rpc::ToTimestamp(tx.now());
  SupplierRecord record;
  *record.mutable_supplier() = *after;
  if (absl::Status status = Suppliers().Update(tx, after->name(), record); !status.ok()) return status;
  if (PersonsAndIdentifiers(before) == PersonsAndIdentifiers(*after)) return absl::OkStatus();
  auto debarments = Debarments().List(tx, DebarmentChild().Prefix(after->name()), "", 1);
  if (!debarments.ok() || debarments->rows.empty()) return debarments.status();
  if (absl::Status status = TouchReached(tx, before); !status.ok()) return status;  // those whom it no longer reaches
  return TouchReached(tx, *after);
}

absl::Status GetSupplier(const Call& call, const v1::GetSupplierRequest& request, const Snapshot& snapshot, v1::Supplier* response) {
  auto record = Load(Suppliers(), snapshot, request.name());
  if (!record.ok()) return record.status();
  return ShowSupplier(snapshot, DayOf(call.now), std::move(*record->mutable_supplier()), response);
}

absl::Status CreateSupplier(const Call& call, const v1::CreateSupplierRequest& request, Transaction& tx, v1::Supplier* response) {
  const Writer writer = WriterOf(call, tx.now());
  v1::Supplier supplier = request.supplier();
  supplier.clear_etag();
  Violations violations;
  CheckSupplierName(supplier.name(), "supplier.name", &violations);
  CheckRules(supplier, "supplier.", &violations);
  CheckClaims(FactsOf(&supplier), writer, /*is_new=*/true, "supplier.", &violations);
  if (!violations.empty()) return base::InvalidFields(violations);
  if (absl::Status status = CheckAgainstOthers(tx, supplier, "supplier."); !status.ok()) return status;
  Settle(writer, nullptr, &supplier);
  if (writer.supplier) supplier.set_confirmed_on(writer.today);
  if (absl::Status status = StoreNew(tx, &supplier); !status.ok()) return status;
  return ShowSupplier(tx, writer.today, std::move(supplier), response);
}

absl::Status UpdateSupplier(const Call& call, const v1::UpdateSupplierRequest& request, Transaction& tx, v1::Supplier* response) {
  const v1::Supplier& given = request.supplier();
  if (given.name().empty()) return base::InvalidField("supplier.name", "is required");
  auto record = Load(Suppliers(), tx, given.name());
  if (!record.ok()) return record.status();
  const v1::Supplier& before = record->supplier();
  if (absl::Status status = rpc::CheckEtag(given.etag(), before, given.name()); !status.ok()) return status;
  v1::Supplier after = before;
  if (absl::Status status = rpc::ApplyMask(request.update_mask(), given, &after); !status.ok()) return status;
  const Writer writer = WriterOf(call, tx.now());
  Settle(writer, &before, &after);
  Violations violations;
  CheckRules(after, "supplier.", &violations);
  CheckClaims(FactsOf(&after), writer, /*is_new=*/false, "supplier.", &violations);
  if (!violations.empty()) return base::InvalidFields(violations);
  if (absl::Status status = CheckAgainstOthers(tx, after, "supplier."); !status.ok()) return status;
  if (absl::Status status = CheckDebarredPersons(call, tx, before, after); !status.ok()) return status;
  if (rpc::EtagOf(before) != rpc::EtagOf(after)) {
    if (absl::Status status = StoreChanged(tx, before, &after); !status.ok()) return status;
  }
  return ShowSupplier(tx, writer.today, std::move(after), response);
}

void RegisterSuppliers(rpc::Registry& registry) {
  const std::string service = "frontline.supplier.v1.SupplierService/";
  registry.Read<v1::GetSupplierRequest, v1::Supplier>(service + "GetSupplier", GetSupplier);
  registry.LongRead<v1::ListSuppliersRequest, v1::ListSuppliersResponse>(service + "ListSuppliers", ListSuppliers);
  registry.Write<v1::CreateSupplierRequest, v1::Supplier>(service + "CreateSupplier", CreateSupplier);
  registry.Write<v1::UpdateSupplierRequest, v1::Supplier>(service + "UpdateSupplier", UpdateSupplier);
}

}  // namespace frontline::supplier
