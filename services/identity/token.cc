#include "absl/strings/str_cat.h"
#include "services/base/errors.h"
#include "services/identity/grants.h"
#include "services/identity/handlers.h"
#include "services/identity/listing.h"
#include "services/identity/secret.h"
#include "services/rpc/resource.h"

namespace frontline::identity {
namespace {

absl::StatusOr<absl::Duration> TtlOf(const v1::IssueTokenRequest& request) {
  if (!request.has_ttl()) return kUsualTtl;
  const google::protobuf::Duration& given = request.ttl();
  const bool proper = given.nanos() > -1000000000 && given.nanos() < 1000000000 &&
                      (given.seconds() == 0 || given.nanos() == 0 || (given.seconds() < 0) == (given.nanos() < 0));
  const absl::Duration ttl = absl::Seconds(given.seconds()) + absl::Nanoseconds(given.nanos());
  if (!proper || ttl < kShortestTtl || ttl > kLongestTtl) return base::InvalidField("ttl", "must be from one minute to 366 days");
  return ttl;
}

}  // namespace

void Show(const v1::Token& token, v1::Token* response) {
  *response = token;
  response->set_etag(rpc::EtagOf(token));
}

absl::Status IssueToken(const Call& call, const v1::IssueTokenRequest& request, Transaction& tx, v1::IssueTokenResponse* response) {
  const absl::StatusOr<absl::Duration> ttl = TtlOf(request);
  if (!ttl.ok()) return ttl.status();
  absl::StatusOr<MemberRecord> member = LoadMember(tx, request.parent());
  if (!member.ok()) return member.status();
  if (absl::Status status = CheckMayGrant(call.principal, member->member()); !status.ok()) return status;
  if (member->member().disabled()) return base::WrongState(request.parent(), "disabled", "enabled");
  std::string secret = NewSecret(*call.ids);
  absl::StatusOr<v1::Token> token = StoreToken(tx, *call.ids, request.parent(), request.display_name(), call.principal.member(), *ttl, secret);
  if (!token.ok()) return token.status();
  Show(*token, response->mutable_token());
  response->set_secret(std::move(secret));
  return absl::OkStatus();
}

absl::Status ListTokens(const Call& call, const v1::ListTokensRequest& request, const Snapshot& snapshot, v1::ListTokensResponse* response) {
  if (const auto member = LoadMember(snapshot, request.parent()); !member.ok()) return member.status();
  absl::StatusOr<rpc::PageStart> start = rpc::OpenPage(request);
  if (!start.ok()) return start.status();
  const std::string prefix = absl::StrCat(request.parent(), "/tokens/");
  const auto page = FilteredPage<TokenRecord>(
      start->after, start->size, [&](const std::string& after, size_t limit) { return Tokens().List(snapshot, prefix, after, limit); },
      [&](const TokenRecord& record) {
        return request.show_ended() || (!record.token().has_revoke_time() && rpc::FromTimestamp(record.token().expire_time()) > call.now);
      });
  if (!page.ok()) return page.status();
  for (const auto& row : page->rows) Show(row.record.token(), response->add_tokens());
  response->set_next_page_token(rpc::NextPageToken(request, page->next));
  return absl::OkStatus();
}

absl::Status RevokeToken(const Call& call, const v1::RevokeTokenRequest& request, Transaction& tx, v1::Token* response) {
  absl::StatusOr<TokenRecord> record = Tokens().Get(tx, request.name());
  if (absl::IsNotFound(record.status())) return base::NotFound(request.name());
  if (!record.ok()) return record.status();
  // As with disabling a member: nobody shuts out one who may more than they may give, the national administrators least of all.
  absl::StatusOr<MemberRecord> member = LoadMember(tx, rpc::ParentOf(request.name()));
  if (!member.ok()) return member.status();
  if (absl::Status status = CheckMayGrant(call.principal, member->member()); !status.ok()) return status;
  v1::Token* token = record->mutable_token();
  if (absl::Status status = rpc::CheckEtag(request.etag(), *token, request.name()); !status.ok()) return status;
  if (!token->has_revoke_time()) {
    *token->mutable_revoke_time() = rpc::ToTimestamp(tx.now());
    *token->mutable_update_time() = token->revoke_time();
    if (absl::Status status = Tokens().Update(tx, request.name(), *record); !status.ok()) return status;
  }
  Show(*token, response);
  return absl::OkStatus();
}

}  // namespace frontline::identity
