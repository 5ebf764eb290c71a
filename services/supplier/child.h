// What the resources within a supplier have in common: the standard methods, once. A resource's own file says what is its own.
#ifndef FRONTLINE_SERVICES_SUPPLIER_CHILD_H_
#define FRONTLINE_SERVICES_SUPPLIER_CHILD_H_

#include <string>
#include <utility>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/strings/str_cat.h"
#include "google/protobuf/field_mask.pb.h"
#include "services/rpc/call.h"
#include "services/rpc/resource.h"
#include "services/supplier/facts.h"
#include "services/supplier/rules.h"
#include "services/supplier/tables.h"

namespace frontline::supplier {

using google::protobuf::FieldMask;
using rpc::Call;
using storage::Reader;
using storage::Snapshot;
using storage::Transaction;

// The most records that one listing looks at; a page ends there, though it be empty.
inline constexpr size_t kMostScanned = 5000;

// A resource within a supplier. `Body` is the API's message, `Record` what wraps it.
template <typename BodyType, typename RecordType>
struct Child {
  using Body = BodyType;
  using Record = RecordType;
  const storage::Table<Record>& table;
  const char* collection;  // "capabilities"
  const char* field;       // "capability": of requests, and in errors
  const Body& (Record::*get)() const;
  Body* (Record::*edit)();

  std::string Prefix(absl::string_view supplier) const { return absl::StrCat(supplier, "/", collection, "/"); }
};

const Child<v1::Capability, CapabilityRecord>& CapabilityChild();
const Child<v1::Certification, CertificationRecord>& CertificationChild();
const Child<v1::Membership, MembershipRecord>& MembershipChild();
const Child<v1::Debarment, DebarmentRecord>& DebarmentChild();

// A stored body as the API shows it today.
template <typename Body>
void Show(absl::string_view today, Body stored, Body* shown) {
  const std::string etag = rpc::EtagOf(stored);
  *shown = std::move(stored);
  shown->set_etag(etag);
  ShowLapsed(today, shown);
}

template <typename Kind>
absl::Status GetChild(const Kind& kind, const Call& call, const std::string& name, const Reader& reader, typename Kind::Body* response) {
  auto record = Load(kind.table, reader, name);
  if (!record.ok()) return record.status();
  Show(DayOf(call.now), std::move(*((*record).*kind.edit)()), response);
  return absl::OkStatus();
}

// A page of those that `fits` says yes to. `parent` may be "suppliers/-" for buyers.
template <typename Kind, typename Request>
absl::Status ListChildren(const Kind& kind, const Call& call, const Request& request, const Reader& reader,
                          absl::FunctionRef<bool(const typename Kind::Body&)> fits, google::protobuf::RepeatedPtrField<typename Kind::Body>* rows,
                          std::string* next_page_token) {
  const bool all = request.parent() == "suppliers/-";
  if (all && !call.principal.Has(options::v1::PERMISSION_SUPPLIERS_READ)) return base::PermissionDenied("SUPPLIERS_READ", "");
  if (!all) {
    if (auto supplier = Load(Suppliers(), reader, request.parent()); !supplier.ok()) return supplier.status();
  }
  auto start = rpc::OpenPage(request);
  if (!start.ok()) return start.status();
  const std::string today = DayOf(call.now);
  std::string after = start->after;
  for (size_t scanned = 0; scanned < kMostScanned;) {
    auto page = kind.table.List(reader, all ? "suppliers/" : kind.Prefix(request.parent()), after, start->size - rows->size());
    if (!page.ok()) return page.status();
    scanned += page->rows.size();
    for (auto& row : page->rows) {
      if (fits((row.record.*kind.get)())) Show(today, std::move(*(row.record.*kind.edit)()), rows->Add());
    }
    after = page->next;
    if (after.empty() || static_cast<size_t>(rows->size()) >= start->size) break;
  }
  *next_page_token = rpc::NextPageToken(request, after);
  return absl::OkStatus();
}

// Refuses one more than kMostOfAKind.
template <typename Kind>
absl::Status CheckRoom(const Kind& kind, const Reader& reader, const std::string& supplier) {
  auto page = kind.table.List(reader, kind.Prefix(supplier), "", kMostOfAKind);
  if (!page.ok()) return page.status();
  if (page->rows.size() < kMostOfAKind) return absl::OkStatus();
  return base::Precondition("TOO_MANY", absl::StrCat("'", supplier, "' has ", kMostOfAKind, " ", kind.collection,
                                                     " already, which is the most. Delete those that say nothing any more."));
}

// What CreateChild may store, once the field rules hold.
template <typename Body>
absl::Status CheckNew(const Writer& writer, const std::string& prefix, Body* body) {
  Violations violations;
  CheckRules(*body, prefix, &violations);
  if constexpr (!std::is_same_v<Body, v1::Debarment>) CheckClaims(FactsOf(body), writer, /*is_new=*/true, prefix, &violations);
  return Verdict(violations);
}

template <typename Kind>
absl::Status CreateChild(const Kind& kind, const Call& call, const std::string& parent, typename Kind::Body body, const std::string& id,
                         Transaction& tx, typename Kind::Body* response) {
  const Writer writer = WriterOf(call, tx.now());
  if (auto supplier = Load(Suppliers(), tx, parent); !supplier.ok()) return supplier.status();
  body.set_name(absl::StrCat(kind.Prefix(parent), id.empty() ? call.ids->ResourceId() : id));
  body.clear_etag();
  if (absl::Status status = CheckNew(writer, absl::StrCat(kind.field, "."), &body); !status.ok()) return status;
  if (absl::Status status = CheckRoom(kind, tx, parent); !status.ok()) return status;
  Settle(writer, static_cast<const typename Kind::Body*>(nullptr), &body);
  *body.mutable_create_time() = rpc::ToTimestamp(tx.now());
  *body.mutable_update_time() = body.create_time();
  typename Kind::Record record;
  *(record.*kind.edit)() = body;
  const absl::Status status = kind.table.Create(tx, body.name(), record);
  if (absl::IsAlreadyExists(status)) return base::AlreadyExists(body.name());
  if (!status.ok()) return status;
  Show(writer.today, std::move(body), response);
  return absl::OkStatus();
}

// A write that changes nothing writes nothing: the etag stays.
template <typename Kind>
absl::Status UpdateChild(const Kind& kind, const Call& call, const typename Kind::Body& given, const FieldMask& mask, Transaction& tx,
                         typename Kind::Body* response) {
  using Body = typename Kind::Body;
  const std::string prefix = absl::StrCat(kind.field, ".");
  if (given.name().empty()) return base::InvalidField(prefix + "name", "is required");
  auto record = Load(kind.table, tx, given.name());
  if (!record.ok()) return record.status();
  const Body before = ((*record).*kind.get)();
  if (absl::Status status = rpc::CheckEtag(given.etag(), before, given.name()); !status.ok()) return status;
  Body after = before;
  if (absl::Status status = rpc::ApplyMask(mask, given, &after); !status.ok()) return status;
  const Writer writer = WriterOf(call, tx.now());
  Settle(writer, &before, &after);
  Violations violations;
  CheckRules(after, prefix, &violations);
  CheckClaims(FactsOf(&after), writer, /*is_new=*/false, prefix, &violations);
  if (!violations.empty()) return base::InvalidFields(violations);
  if (rpc::EtagOf(before) != rpc::EtagOf(after)) {
    *after.mutable_update_time() = rpc::ToTimestamp(tx.now());
    *((*record).*kind.edit)() = after;
    if (absl::Status status = kind.table.Update(tx, given.name(), *record); !status.ok()) return status;
  }
  Show(writer.today, std::move(after), response);
  return absl::OkStatus();
}

template <typename Kind>
absl::Status DeleteChild(const Kind& kind, const std::string& name, const std::string& etag, Transaction& tx) {
  auto record = Load(kind.table, tx, name);
  if (!record.ok()) return record.status();
  if (absl::Status status = rpc::CheckEtag(etag, ((*record).*kind.get)(), name); !status.ok()) return status;
  return kind.table.Delete(tx, name);
}

// Every one of a supplier's, in name order.
template <typename Kind>
absl::StatusOr<std::vector<typename Kind::Body>> AllOf(const Kind& kind, const Reader& reader, absl::string_view supplier) {
  auto page = kind.table.List(reader, kind.Prefix(supplier), "", kMostOfAKind);
  if (!page.ok()) return page.status();
  std::vector<typename Kind::Body> bodies;
  bodies.reserve(page->rows.size());
  for (auto& row : page->rows) bodies.push_back(std::move(*(row.record.*kind.edit)()));
  return bodies;
}

}  // namespace frontline::supplier

#endif  // FRONTLINE_SERVICES_SUPPLIER_CHILD_H_
