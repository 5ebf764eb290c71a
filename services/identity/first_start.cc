#include "services/identity/first_start.h"

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

absl::Status StoreAdministrator(Transaction& tx, base::Ids& ids, const std::string& secret) {
  MemberRecord record;
  v1::Member* member = record.mutable_member();
  member->set_name(kFirstAdministrator);
  member->set_display_role("National administrator, made on the first start");
  v1::Grant* grant = member->add_grants();
  grant->set_organisation(std::string(rpc::OrganisationOf(kFirstAdministrator)));
  grant->set_role(v1::ROLE_ADMINISTRATOR);
  grant->set_national(true);
  *member->mutable_create_time() = rpc::ToTimestamp(tx.now());
  *member->mutable_update_time() = member->create_time();
  if (absl::Status status = Members().Create(tx, member->name(), record); !status.ok()) return status;
  const absl::StatusOr<v1::Token> token = StoreToken(tx, ids, member->name(), "first start", "", kLongestTtl, secret);
  if (!token.ok()) return token.status();
  storage::AuditEntry entry;
  entry.set_actor(rpc::kSystemMember);
  entry.set_method("start: first administrator");
  entry.set_resource(token->name());
  entry.set_outcome("OK");
  return storage::AppendAudit(tx, std::move(entry));
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
  if (*has) return FinishEarlierStart(snapshot, file);
  const std::string secret = NewSecret(ids);
  if (absl::Status status = file.Prepare(secret); !status.ok()) return status;
  absl::Status stored = storage::CommitAndWait(store, [&](Transaction& tx) { return StoreAdministrator(tx, ids, secret); });
  if (!stored.ok()) {
    file.Discard();
    return stored;
  }
  return file.Publish();
}

}  // namespace frontline::identity
