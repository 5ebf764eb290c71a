#include <grpcpp/client_context.h>

#include <algorithm>
#include <chrono>
#include <iterator>
#include <mutex>
#include <type_traits>
#include <unordered_map>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "frontline/identity/v1/identity_service.grpc.pb.h"
#include "services/base/errors.h"
#include "services/base/ids.h"
#include "services/identity/grants.h"
#include "services/identity/service.h"
#include "services/identity/sign_in.h"
#include "services/rpc/resource.h"
#include "services/rpc/status.h"

namespace frontline::identity {
namespace {

constexpr absl::Duration kKept = absl::Seconds(5);
constexpr std::chrono::seconds kPatience(5);
constexpr size_t kMostKept = 10000;
constexpr size_t kLongestToken = 200;

using Answer = absl::StatusOr<std::shared_ptr<const rpc::Principal>>;

// Answers and who waits for one. Thread-safe, bounded by kMostKept and the calls under way.
template <typename Answer>
class AnswersOf {
  using Done = std::function<void(Answer)>;

 public:
  // Calls `done` at once where the answer is known; otherwise keeps it. True: the caller is the first to ask, and is to Give the answer.
  bool Ask(const std::string& key, absl::Time now, Done done) {
    std::unique_lock<std::mutex> lock(mutex_);
    Entry& entry = entries_[key];
    if (entry.waiting.empty() && entry.asked <= now && now < entry.until) {
      const Answer answer = entry.answer;
      lock.unlock();
      done(answer);
      return false;
    }
    entry.waiting.push_back(std::move(done));
    if (entry.waiting.size() > 1) return false;
    entry.asked = now;
    return true;
  }

  // `until`: from when on the answer is to be asked for again.
  void Give(const std::string& key, const Answer& answer, absl::Time until) {
    std::vector<Done> waiting;
    {
      std::lock_guard<std::mutex> lock(mutex_);
      Entry& entry = entries_[key];
      waiting.swap(entry.waiting);
      entry.answer = answer;
      entry.until = std::min(until, entry.asked + kKept);
      if (until <= entry.asked || entries_.size() > kMostKept) entries_.erase(key);
      Sweep();
    }
    for (Done& done : waiting) done(answer);
  }

 private:
  struct Entry {
    Answer answer{};
    absl::Time asked = absl::InfinitePast();
    absl::Time until = absl::InfinitePast();
    std::vector<Done> waiting;
  };

  // Now and then lets go of all that nobody waits for: it is asked for again.
  void Sweep() {
    if (entries_.size() < kMostKept) return;
    for (auto entry = entries_.begin(); entry != entries_.end();) {
      entry = entry->second.waiting.empty() ? entries_.erase(entry) : std::next(entry);
    }
  }

  std::mutex mutex_;
  std::unordered_map<std::string, Entry> entries_;
};

using Answers = AnswersOf<Answer>;
using Standings = AnswersOf<absl::Status>;

// One question under way; deletes itself with the answer.
template <typename Request, typename Response>
struct Question {
  std::unique_ptr<v1::IdentityService::Stub> stub;
  grpc::ClientContext context;
  Request request;
  Response response;
};

absl::Status Unreachable(absl::string_view why) {
  return base::NotReady(absl::StrCat("the identity service can't say who you are (", why, ")"), absl::Seconds(1));
}

// What is to be passed on of a question that failed: a refusal that is the caller's, or that nobody can tell now.
absl::Status Failed(const absl::Status& status) {
  if (absl::IsUnauthenticated(status) || absl::IsResourceExhausted(status)) return status;
  return Unreachable(rpc::CodeName(status.code()));
}

class RemoteAuthenticator : public rpc::Authenticator {
 public:
  explicit RemoteAuthenticator(const rpc::Peers* peers) : peers_(*peers) {}

  void ByToken(absl::string_view token, absl::Time now, Done done) override {
    // What can't travel as metadata is no token.
    const bool sendable = !token.empty() && token.size() <= kLongestToken &&
                          std::all_of(token.begin(), token.end(), [](char c) { return absl::ascii_isgraph(static_cast<unsigned char>(c)); });
    if (!sendable) return done(UnknownToken());
    const std::string key = base::Sha256(token);
    if (!answers_->Ask(key, now, std::move(done))) return;
    auto question = Begin<v1::WhoAmIRequest, v1::WhoAmIResponse>(key, *answers_);
    if (question == nullptr) return;
    question->context.AddMetadata("authorization", absl::StrCat("Bearer ", token));
    auto* raw = question.release();
    raw->stub->async()->WhoAmI(&raw->context, &raw->request, &raw->response, [raw, key, answers = answers_](const grpc::Status& status) {
      const std::unique_ptr<std::remove_pointer_t<decltype(raw)>> owned(raw);
      if (!status.ok()) return Refuse(*answers, key, rpc::FromGrpc(status));
      const absl::Time until = raw->response.has_token_expire_time() ? rpc::FromTimestamp(raw->response.token_expire_time()) : absl::InfiniteFuture();
      answers->Give(key, PrincipalOf(raw->response.member()), until);
    });
  }

  void ByCertificate(absl::string_view common_name, absl::Time now, Done done) override {
    if (common_name.empty()) return done(UnknownCertificate());
    const std::string key = absl::StrCat("certificate ", common_name);
    if (!answers_->Ask(key, now, std::move(done))) return;
    auto question = Begin<v1::ResolveSubjectRequest, v1::Member>(key, *answers_);
    if (question == nullptr) return;
    question->request.set_external_subject(std::string(common_name));
    peers_.ActAsSystem(&question->context);
    auto* raw = question.release();
    raw->stub->async()->ResolveSubject(&raw->context, &raw->request, &raw->response, [raw, key, answers = answers_](const grpc::Status& status) {
      const std::unique_ptr<std::remove_pointer_t<decltype(raw)>> owned(raw);
      const absl::Status asked = rpc::FromGrpc(status);
      // This process itself is refused: that says nothing of the caller.
      if (absl::IsUnauthenticated(asked)) return answers->Give(key, Unreachable(asked.message()), absl::InfinitePast());
      const bool known = asked.ok() && IsSystem(raw->response);
      if (known) return answers->Give(key, PrincipalOf(raw->response), absl::InfiniteFuture());
      Refuse(*answers, key, asked.ok() || absl::IsNotFound(asked) ? UnknownCertificate() : asked);
    });
  }

  void Standing(absl::string_view organisation, absl::Time now, std::function<void(absl::Status)> done) override {
    const std::string key(organisation);
    if (!standings_->Ask(key, now, std::move(done))) return;
    auto question = Begin<v1::GetOrganisationRequest, v1::Organisation>(key, *standings_);
    if (question == nullptr) return;
    question->request.set_name(key);
    peers_.ActAsSystem(&question->context);
    auto* raw = question.release();
    raw->stub->async()->GetOrganisation(&raw->context, &raw->request, &raw->response, [raw, key, standings = standings_](const grpc::Status& status) {
      const std::unique_ptr<std::remove_pointer_t<decltype(raw)>> owned(raw);
      const absl::Status asked = rpc::FromGrpc(status);
      if (asked.ok()) return standings->Give(key, StandingOf(raw->response), absl::InfiniteFuture());
      // That there is none is not kept: it may be made in the next moment.
      standings->Give(key, absl::IsNotFound(asked) || absl::IsInvalidArgument(asked) ? base::NotFound(key) : Unreachable(rpc::CodeName(asked.code())),
                      absl::InfinitePast());
    });
  }

 private:
  // Null, and the answer given, when there is nobody to ask.
  template <typename Request, typename Response, typename Kept>
  std::unique_ptr<Question<Request, Response>> Begin(const std::string& key, Kept& kept) {
    std::shared_ptr<grpc::ChannelInterface> channel = peers_.Channel("identity");
    if (channel == nullptr) {
      kept.Give(key, Unreachable("no address of one is known"), absl::InfinitePast());
      return nullptr;
    }
    auto question = std::make_unique<Question<Request, Response>>();
    question->stub = v1::IdentityService::NewStub(channel);
    question->context.set_deadline(std::chrono::system_clock::now() + kPatience);
    return question;
  }

  // A refusal is kept as an answer is; that nobody could tell is not.
  static void Refuse(Answers& answers, const std::string& key, const absl::Status& status) {
    answers.Give(key, Failed(status), absl::IsUnauthenticated(status) ? absl::InfiniteFuture() : absl::InfinitePast());
  }

  const rpc::Peers& peers_;
  const std::shared_ptr<Answers> answers_ = std::make_shared<Answers>();
  const std::shared_ptr<Standings> standings_ = std::make_shared<Standings>();
};

}  // namespace

std::unique_ptr<rpc::Authenticator> NewRemoteAuthenticator(const rpc::Peers* peers) { return std::make_unique<RemoteAuthenticator>(peers); }

}  // namespace frontline::identity
