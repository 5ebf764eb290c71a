#include "services/identity/first_start.h"

#include <functional>
#include <utility>

#include "services/base/errors.h"
#include "services/identity/handlers.h"
#include "services/identity/secret.h"
#include "services/identity/service.h"
#include "services/identity/token_file.h"
#include "services/rpc/pipeline.h"
#include "services/rpc/resource.h"
#include "storage/journal.h"

namespace frontline::identity {
namespace {

absl::StatusOr<bool> HasAdministrator(const Reader& reader) {
  const auto page = Members().ListBy(reader, kNationalAdministrators, storage::KeyOf(true), "", 1);
  if (!page.ok()) return page.status();
  return !page->rows.empty();
}

void GrantEverything(v1::Member* member) {
  v1::Grant* grant = member->add_grants();
  grant->set_organisation(std::string(rpc::OrganisationOf(kFirstAdministrator)));
  grant->set_role(v1::ROLE_ADMINISTRATOR);
  grant->set_national(true);
}

MemberRecord NewAdministrator(const Transaction& tx) {
  MemberRecord record;
  v1::Member* member = record.mutable_member();
  member->set_name(kFirstAdministrator);
  member->set_display_role("National administrator, made on the first start");
  GrantEverything(member);
  *member->mutable_create_time() = rpc::ToTimestamp(tx.now());
  *member->mutable_update_time() = member->create_time();
  return record;
}

absl::Status GiveToken(Transaction& tx, base::Ids& ids, const std::string& why, const std::string& method, const std::string& secret) {
  const absl::StatusOr<v1::Token> token = StoreToken(tx, ids, kFirstAdministrator, why, "", kLongestTtl, secret);
  if (!token.ok()) return token.status();
  storage::AuditEntry entry;
  entry.set_actor(rpc::kSystemMember);
  entry.set_method(method);
  entry.set_resource(token->name());
  entry.set_outcome("OK");
  return storage::AppendAudit(tx, std::move(entry));
}

absl::Status StoreAdministrator(Transaction& tx, base::Ids& ids, const std::string& secret) {
  if (absl::Status status = Members().Create(tx, kFirstAdministrator, NewAdministrator(tx)); !status.ok()) return status;
  return GiveToken(tx, ids, "first start", "start: first administrator", secret);
}

// Makes the member one who can sign in and do everything; does not touch one who can.
absl::Status RestoreAdministrator(Transaction& tx) {
  absl::StatusOr<MemberRecord> record = Members().Get(tx, kFirstAdministrator);
  if (absl::IsNotFound(record.status())) return Members().Create(tx, kFirstAdministrator, NewAdministrator(tx));
  if (!record.ok()) return record.status();
  v1::Member* member = record->mutable_member();
  if (IsNationalAdministrator(*member)) return absl::OkStatus();
  member->set_disabled(false);
  if (!IsNationalAdministrator(*member)) GrantEverything(member);
  *member->mutable_update_time() = rpc::ToTimestamp(tx.now());
  return Members().Update(tx, kFirstAdministrator, *record);
}

// Stores what goes with `secret` while the file waits for its name: neither is there without the other.
absl::Status StoreWith(storage::Store& store, const TokenFile& file, const std::string& secret, std::function<absl::Status(Transaction&)> mutation) {
  if (absl::Status status = file.Prepare(secret); !status.ok()) return status;
  if (absl::Status stored = storage::CommitAndWait(store, std::move(mutation)); !stored.ok()) {
    file.Discard();
    return stored;
  }
  return file.Publish();
}

// An earlier start ended before it named the file.
absl::Status FinishEarlierStart(const Reader& reader, const TokenFile& file) {
  const std::string secret = file.Pending();
  if (!IsSecret(secret)) return absl::OkStatus();
  const auto token = Tokens().Find(reader, kBySecret, storage::KeyOf(base::Sha256(secret)));
  if (!token.ok()) return token.status();
  if (token->has_value()) return file.Publish();
  file.Discard();
  return absl::OkStatus();
}

}  // namespace

absl::Status EnsureAdministrator(storage::Store& store, base::Ids& ids, const std::string& token_file) {
  const TokenFile file(token_file);
  const Snapshot snapshot = store.Read();
  const absl::StatusOr<bool> has = HasAdministrator(snapshot);
  if (!has.ok()) return has.status();
  if (*has) {
    if (absl::Status status = FinishEarlierStart(snapshot, file); !status.ok()) return status;
    return FinishEarlierStart(snapshot, TokenFile(token_file, TokenFile::Older::kReplace));
  }
  const std::string secret = NewSecret(ids);
  return StoreWith(store, file, secret, [&](Transaction& tx) { return StoreAdministrator(tx, ids, secret); });
}

absl::Status RenewAdministrator(storage::Store& store, base::Ids& ids, const std::string& token_file) {
  const auto anybody = Members().List(store.Read(), "", "", 1);
  if (!anybody.ok()) return anybody.status();
  if (anybody->rows.empty()) {
    return base::Precondition("NEVER_STARTED",
                              "nobody was ever a member in this data folder: start frontlined, with identity, on it, and it makes an administrator; "
                              "where identity runs in another process, name that one's folder");
  }
  const std::string secret = NewSecret(ids);
  return StoreWith(store, TokenFile(token_file, TokenFile::Older::kReplace), secret, [&](Transaction& tx) -> absl::Status {
    if (absl::Status status = RestoreAdministrator(tx); !status.ok()) return status;
    return GiveToken(tx, ids, "frontlined --new-admin-token", "frontlined/new-admin-token", secret);
  });
}

}  // namespace frontline::identity
