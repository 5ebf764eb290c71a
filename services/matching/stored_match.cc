#include <utility>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "services/base/errors.h"
#include "services/base/ids.h"
#include "services/matching/handlers.h"
#include "services/matching/tables.h"
#include "services/rpc/resource.h"
#include "services/rpc/wire.h"
#include "storage/key.h"

namespace frontline::matching {
namespace {

// Keeps a profile once, however many matches saw it.
absl::StatusOr<std::string> KeepInput(const engine::Profile& profile, Transaction& tx) {
  std::string hash = absl::BytesToHexString(base::Sha256(rpc::DeterministicBytes(profile)));
  const absl::Status known = Inputs().Get(tx, hash).status();
  if (known.ok()) return hash;
  if (!absl::IsNotFound(known)) return known;
  InputRecord record;
  *record.mutable_profile() = profile;
  if (absl::Status status = Inputs().Create(tx, hash, record); !status.ok()) return status;
  return hash;
}

// Works the match out again from what was kept with it.
absl::StatusOr<v1::Match> Replay(const Index& index, const v1::Match& stored, const MatchBodyRecord& body, const Snapshot& snapshot) {
  engine::Explainer explainer(index.lexicon(), body.requirement(), engine::ParseDay(body.today()));
  std::vector<engine::Explained> candidates;
  for (const std::string& hash : body.inputs()) {
    absl::StatusOr<InputRecord> input = Inputs().Get(snapshot, hash);
    if (!input.ok()) return base::Damaged(absl::StrCat("a profile that ", stored.name(), " was made from"));
    candidates.push_back(explainer.Explain(input->profile()));
  }
  engine::Rank(&candidates);
  v1::Match again = stored;
  again.clear_candidates();
  again.set_requirement(body.requirement().name());
  again.set_requirement_revision(body.requirement().revision());
  again.set_requirement_title(body.requirement().title());
  again.set_as_of(engine::DayText(explainer.as_of()));
  again.set_configuration_hash(index.configuration_hash());
  for (engine::Explained& each : candidates) *again.add_candidates() = std::move(each.candidate);
  again.set_digest(DigestOf(again));
  return again;
}

}  // namespace

absl::Status KeepMatch(const Call& call, const v1::MatchSuppliersRequest& request, const MadeMatch& made, Transaction& tx, v1::Match* response) {
  *response = made.match;
  response->set_author(call.principal.member());
  *response->mutable_create_time() = rpc::ToTimestamp(tx.now());
  if (!request.store()) return absl::OkStatus();
  response->set_name(absl::StrCat(made.match.requirement(), "/matches/", call.ids->ResourceId()));
  MatchBodyRecord body;
  *body.mutable_requirement() = made.requirement;
  body.set_today(engine::DayText(made.today));
  for (const engine::Profile& profile : made.profiles) {
    absl::StatusOr<std::string> hash = KeepInput(profile, tx);
    if (!hash.ok()) return hash.status();
    body.add_inputs(*std::move(hash));
  }
  *body.mutable_candidates() = response->candidates();
  MatchRecord record;
  *record.mutable_match() = *response;
  record.mutable_match()->clear_candidates();
  if (absl::Status status = Matches().Create(tx, response->name(), record); !status.ok()) return status;
  return MatchBodies().Create(tx, response->name(), body);
}

absl::Status GetMatch(const Index& index, const Call&, const v1::GetMatchRequest& request, const Snapshot& snapshot, v1::Match* response) {
  absl::StatusOr<MatchRecord> record = Matches().Get(snapshot, request.name());
  if (absl::IsNotFound(record.status())) return base::NotFound(request.name());
  if (!record.ok()) return record.status();
  absl::StatusOr<MatchBodyRecord> body = MatchBodies().Get(snapshot, request.name());
  if (!body.ok()) return base::Damaged(absl::StrCat("the candidates of ", request.name()));
  *response = std::move(*record->mutable_match());
  *response->mutable_candidates() = body->candidates();
  if (!request.replay()) return absl::OkStatus();
  if (response->configuration_hash() != index.configuration_hash()) {
    return base::Precondition("CONFIGURATION_CHANGED",
                              absl::StrCat("This program scores by configuration ", index.configuration_hash().substr(0, 12), ", the match was made by ",
                                           response->configuration_hash().substr(0, 12),
                                           ": it can't be replayed here. Read it without replay, or run a new match."));
  }
  absl::StatusOr<v1::Match> again = Replay(index, *response, *body, snapshot);
  if (!again.ok()) return again.status();
  if (rpc::DeterministicBytes(*again) != rpc::DeterministicBytes(*response)) {
    return base::Damaged(absl::StrCat(request.name(), ", which comes out differently when it is worked out again"));
  }
  return absl::OkStatus();
}

absl::Status ListMatches(const Call&, const v1::ListMatchesRequest& request, const Snapshot& snapshot, v1::ListMatchesResponse* response) {
  absl::StatusOr<rpc::PageStart> start = rpc::OpenPage(request);
  if (!start.ok()) return start.status();
  const absl::string_view organisation = rpc::OrganisationOf(request.parent());
  const absl::string_view requirement = rpc::Segment(request.parent(), 3);
  const std::string key = requirement == "-" ? storage::KeyOf(organisation) : storage::KeyOf(organisation, requirement);
  absl::StatusOr<storage::Page<MatchRecord>> page = Matches().ListBy(snapshot, kByRequirement, key, start->after, start->size);
  if (!page.ok()) return page.status();
  for (auto& row : page->rows) *response->add_matches() = std::move(*row.record.mutable_match());
  response->set_next_page_token(rpc::NextPageToken(request, page->next));
  return absl::OkStatus();
}

}  // namespace frontline::matching
