#include "services/identity/reference.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "services/base/ids.h"
#include "services/identity/handlers.h"
#include "services/identity/reference_text.h"
#include "services/rpc/pipeline.h"
#include "services/rpc/resource.h"
#include "services/rpc/wire.h"
#include "storage/journal.h"

namespace frontline::identity {
namespace {

// What the reference data says of an organisation; when it was written is no part of it.
std::string ContentHash(v1::Organisation organisation) {
  organisation.clear_etag();
  organisation.clear_create_time();
  organisation.clear_update_time();
  return base::Sha256(rpc::DeterministicBytes(organisation));
}

// Leaves out what another organisation is known by.
absl::Status DropTakenIdentifiers(const Reader& reader, v1::Organisation* entry) {
  auto* identifiers = entry->mutable_identifiers();
  for (int i = identifiers->size() - 1; i >= 0; --i) {
    const auto holder = Organisations().Find(reader, kByIdentifier, IdentifierKey(identifiers->Get(i)));
    if (!holder.ok()) return holder.status();
    if (holder->has_value() && (*holder)->name != entry->name()) identifiers->DeleteSubrange(i, 1);
  }
  return absl::OkStatus();
}

absl::Status LoadEntry(Transaction& tx, v1::Organisation entry) {
  if (absl::Status status = DropTakenIdentifiers(tx, &entry); !status.ok()) return status;
  const absl::StatusOr<OrganisationRecord> existing = Organisations().Get(tx, entry.name());
  if (!existing.ok() && !absl::IsNotFound(existing.status())) return existing.status();
  OrganisationRecord record;
  record.set_reference_hash(ContentHash(entry));
  *record.mutable_organisation() = std::move(entry);
  v1::Organisation* organisation = record.mutable_organisation();
  *organisation->mutable_update_time() = rpc::ToTimestamp(tx.now());
  *organisation->mutable_create_time() = organisation->update_time();
  if (existing.ok()) {
    const bool theirs = existing->reference_hash() != ContentHash(existing->organisation());
    if (theirs || existing->reference_hash() == record.reference_hash()) return absl::OkStatus();
    *organisation->mutable_create_time() = existing->organisation().create_time();
  }
  return Organisations().Put(tx, organisation->name(), record);
}

absl::Status Audit(Transaction& tx, const std::string& hash) {
  storage::AuditEntry entry;
  entry.set_actor(rpc::kSystemMember);
  entry.set_method("start: reference data");
  entry.set_outcome("OK");
  entry.set_request_hash(hash);
  return storage::AppendAudit(tx, std::move(entry));
}

}  // namespace

absl::Status LoadReference(storage::Store& store, absl::string_view text) {
  ReferenceRecord loaded;
  loaded.set_hash(base::Sha256(text));
  const absl::StatusOr<ReferenceRecord> last = References().Get(store.Read(), kReferenceName);
  if (!last.ok() && !absl::IsNotFound(last.status())) return last.status();
  if (last.ok() && last->hash() == loaded.hash()) return absl::OkStatus();
  absl::StatusOr<std::vector<v1::Organisation>> entries = ParseReference(text);
  if (!entries.ok()) return entries.status();
  return storage::CommitAndWait(store, [&](Transaction& tx) -> absl::Status {
    for (v1::Organisation& entry : *entries) {
      if (absl::Status status = LoadEntry(tx, std::move(entry)); !status.ok()) return status;
    }
    if (absl::Status status = Audit(tx, loaded.hash()); !status.ok()) return status;
    return References().Put(tx, kReferenceName, loaded);
  });
}

}  // namespace frontline::identity
