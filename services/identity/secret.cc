#include "services/identity/secret.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "services/rpc/resource.h"

namespace frontline::identity {
namespace {

constexpr absl::string_view kPrefix = "fl_";
constexpr size_t kLetters = 43;

}  // namespace

std::string NewSecret(base::Ids& ids) { return absl::StrCat(kPrefix, absl::WebSafeBase64Escape(ids.Bytes(32))); }

bool IsSecret(absl::string_view text) {
  if (text.size() != kPrefix.size() + kLetters || !absl::StartsWith(text, kPrefix)) return false;
  text.remove_prefix(kPrefix.size());
  return std::all_of(text.begin(), text.end(), [](char c) { return absl::ascii_isalnum(static_cast<unsigned char>(c)) || c == '-' || c == '_'; });
}

absl::StatusOr<v1::Token> StoreToken(storage::Transaction& tx, base::Ids& ids, absl::string_view member, absl::string_view display_name,
                                     absl::string_view issuer, absl::Duration ttl, absl::string_view secret) {
  TokenRecord record;
  v1::Token* token = record.mutable_token();
  token->set_name(absl::StrCat(member, "/tokens/", ids.ResourceId()));
  token->set_display_name(std::string(display_name));
  token->set_issuer(std::string(issuer));
  *token->mutable_expire_time() = rpc::ToTimestamp(tx.now() + ttl);
  *token->mutable_create_time() = rpc::ToTimestamp(tx.now());
  *token->mutable_update_time() = token->create_time();
  record.set_secret_hash(base::Sha256(secret));
  if (absl::Status status = Tokens().Create(tx, token->name(), record); !status.ok()) return status;
  return *token;
}

}  // namespace frontline::identity
