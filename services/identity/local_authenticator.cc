#include <algorithm>
#include <array>
#include <cstring>
#include <mutex>
#include <shared_mutex>
#include <unordered_map>
#include <utility>

#include "services/base/errors.h"
#include "services/base/ids.h"
#include "services/identity/grants.h"
#include "services/identity/secret.h"
#include "services/identity/service.h"
#include "services/identity/sign_in.h"
#include "services/rpc/resource.h"
#include "storage/journal.h"

namespace frontline::identity {
namespace {

using Answered = std::shared_ptr<const rpc::Principal>;

struct Answer {
  Answered principal;
  absl::Time expires = absl::InfiniteFuture();
  uint64_t change = 0;  // the last change of the snapshot that it was read from
};

// What was found, by a key that tells nothing. An answer counts while no later change to members or tokens has been made. Thread-safe, bounded.
class Answers {
 public:
  bool Find(const std::string& key, uint64_t not_before, Answer* answer) const {
    const Shard& shard = shards_[ShardOf(key)];
    std::shared_lock<std::shared_mutex> lock(shard.mutex);
    const auto found = shard.answers.find(key);
    if (found == shard.answers.end() || found->second.change < not_before) return false;
    *answer = found->second;
    return true;
  }
  void Keep(const std::string& key, Answer answer) {
    Shard& shard = shards_[ShardOf(key)];
    std::unique_lock<std::shared_mutex> lock(shard.mutex);
    if (shard.answers.size() >= kMostOfShard) shard.answers.clear();
    shard.answers[key] = std::move(answer);
  }

 private:
  static constexpr size_t kShards = 16;
  static constexpr size_t kMostOfShard = 1024;
  // The keys are SHA-256 digests: any bytes of them spread well.
  struct FirstBytes {
    size_t operator()(const std::string& key) const {
      size_t hash = 0;
      std::memcpy(&hash, key.data(), std::min(sizeof hash, key.size()));
      return hash;
    }
  };
  struct Shard {
    mutable std::shared_mutex mutex;
    std::unordered_map<std::string, Answer, FirstBytes> answers;
  };
  static size_t ShardOf(const std::string& key) { return static_cast<unsigned char>(key.back()) % kShards; }

  std::array<Shard, kShards> shards_;
};

class LocalAuthenticator : public rpc::Authenticator {
 public:
  LocalAuthenticator(storage::Store* store, const AccessMark* access) : store_(*store), access_(*access) {}

  void ByToken(absl::string_view token, absl::Time now, Done done) override {
    if (!IsSecret(token)) return done(UnknownToken());
    done(Lookup(base::Sha256(token), now, ReadToken));
  }

  void ByCertificate(absl::string_view common_name, absl::Time now, Done done) override {
    if (common_name.empty()) return done(UnknownCertificate());
    const std::string subject(common_name);
    // No token has this form, so no token's key is this one.
    done(Lookup(base::Sha256("certificate " + subject), now,
                [&subject](const storage::Reader& reader, const std::string&) { return ReadSubject(reader, subject); }));
  }

  void Standing(absl::string_view organisation, absl::Time, std::function<void(absl::Status)> done) override {
    const absl::StatusOr<OrganisationRecord> record = Organisations().Get(store_.Read(), organisation);
    done(record.ok() ? StandingOf(record->organisation()) : absl::IsNotFound(record.status()) ? base::NotFound(organisation) : record.status());
  }

 private:
  template <typename ReadAnswer>
  absl::StatusOr<Answered> Lookup(const std::string& key, absl::Time now, ReadAnswer read) {
    Answer answer;
    if (!answers_.Find(key, access_.last_change(), &answer)) {
      const storage::Snapshot snapshot = store_.Read();
      const absl::StatusOr<uint64_t> change = storage::LastChange(snapshot);
      if (!change.ok()) return change.status();
      absl::StatusOr<Answer> found = read(snapshot, key);
      if (!found.ok()) return found.status();
      answer = *std::move(found);
      answer.change = *change;
      answers_.Keep(key, answer);
    }
    if (answer.expires <= now) return ExpiredToken();
    return std::move(answer.principal);
  }

  static absl::StatusOr<Answer> ReadToken(const storage::Reader& reader, const std::string& hash) {
    const auto row = Tokens().Find(reader, kBySecret, storage::KeyOf(hash));
    if (!row.ok()) return row.status();
    if (!row->has_value() || (*row)->record.token().has_revoke_time()) return UnknownToken();
    const v1::Token& token = (*row)->record.token();
    const absl::StatusOr<MemberRecord> member = Members().Get(reader, rpc::ParentOf(token.name()));
    if (absl::IsNotFound(member.status())) return UnknownToken();
    if (!member.ok()) return member.status();
    if (member->member().disabled()) return DisabledMember();
    return Answer{PrincipalOf(member->member()), rpc::FromTimestamp(token.expire_time()), 0};
  }

  static absl::StatusOr<Answer> ReadSubject(const storage::Reader& reader, const std::string& subject) {
    const auto row = Members().Find(reader, kBySubject, storage::KeyOf(subject));
    if (!row.ok()) return row.status();
    if (!row->has_value() || !IsSystem((*row)->record.member())) return UnknownCertificate();
    if ((*row)->record.member().disabled()) return DisabledMember();
    return Answer{PrincipalOf((*row)->record.member()), absl::InfiniteFuture(), 0};
  }

  storage::Store& store_;
  const AccessMark& access_;
  Answers answers_;
};

}  // namespace

std::unique_ptr<rpc::Authenticator> NewLocalAuthenticator(storage::Store* store, const AccessMark* access) {
  return std::make_unique<LocalAuthenticator>(store, access);
}

}  // namespace frontline::identity
