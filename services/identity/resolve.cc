// Which organisation a notice or a person means.
#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "absl/strings/cord.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "services/base/errors.h"
#include "services/identity/handlers.h"
#include "services/identity/name_text.h"

namespace frontline::identity {
namespace {

using Response = v1::ResolveOrganisationResponse;

constexpr int kMostSuccessors = 100;
// Of those that one name fits, and of those that share a few letters with it.
constexpr size_t kMostOfOneName = 50;
constexpr size_t kMostOfOneNearKey = 40;
constexpr size_t kMostNearKeys = 6;
constexpr size_t kNearOnesNamed = 3;
constexpr double kNear = 0.55;

absl::Status Answer(const Reader& reader, v1::Organisation found, Response::Match match, Response* response) {
  response->set_matched(found.name());
  response->set_match(match);
  absl::StatusOr<v1::Organisation> standing = StandingSuccessor(reader, std::move(found));
  if (!standing.ok()) return standing.status();
  Show(*standing, response->mutable_organisation());
  return absl::OkStatus();
}

bool Fits(const v1::ResolveOrganisationRequest& request, const v1::Organisation& organisation) {
  return request.type() == v1::ORGANISATION_TYPE_UNSPECIFIED || organisation.type() == request.type();
}

absl::Status Ambiguous(const std::string& name, const std::set<std::string>& all) {
  return base::Precondition("ORGANISATION_AMBIGUOUS", absl::StrCat("'", name, "' fits more than one organisation: ", absl::StrJoin(all, ", "),
                                                                   ". Name one of them, or give an identifier."));
}

// By display name, or by alias: true when `response` was filled in.
absl::StatusOr<bool> ByNameOf(const v1::ResolveOrganisationRequest& request, const Reader& reader, bool alias, Response* response) {
  const auto page = Organisations().ListBy(reader, kByName, storage::KeyOf(FoldName(request.display_name()), alias), "", kMostOfOneName);
  if (!page.ok()) return page.status();
  // Those that were merged into one count as that one; an organisation that still stands under the name goes before its predecessors.
  std::map<std::string, v1::Organisation> standing;
  for (const auto& row : page->rows) {
    if (!Fits(request, row.record.organisation())) continue;
    absl::StatusOr<v1::Organisation> today = StandingSuccessor(reader, row.record.organisation());
    if (!today.ok()) return today.status();
    const auto [at, added] = standing.emplace(today->name(), row.record.organisation());
    if (!added && row.name == today->name()) at->second = row.record.organisation();
  }
  if (standing.empty()) return false;
  if (standing.size() > 1) {
    std::set<std::string> all;
    for (const auto& [name, matched] : standing) all.insert(name);
    return Ambiguous(request.display_name(), all);
  }
  const auto match = alias ? Response::MATCH_ALIAS : Response::MATCH_DISPLAY_NAME;
  if (absl::Status status = Answer(reader, standing.begin()->second, match, response); !status.ok()) return status;
  return true;
}

// How alike the asked name and the most alike of the organisation's are; 0 where none is near.
double LikenessOf(const v1::Organisation& organisation, const std::vector<uint16_t>& asked) {
  double best = 0;
  const auto compare = [&](const std::string& name) {
    // Too short or too long to be near, whatever its letters: most are.
    const size_t size = name.size() + 1;
    if (size > 4 * asked.size() || 4 * size < asked.size()) return;
    best = std::max(best, Likeness(LetterPairs(FoldName(name)), asked));
  };
  compare(organisation.display_name());
  for (const std::string& alias : organisation.aliases()) compare(alias);
  return best >= kNear ? best : 0;
}

// "'forces/kent' (Kent Police)", the nearest first.
absl::StatusOr<std::vector<std::string>> NearOnes(const v1::ResolveOrganisationRequest& request, const Reader& reader) {
  const std::string folded = FoldName(request.display_name());
  const std::vector<uint16_t> pairs = LetterPairs(folded);
  std::set<std::string> seen;
  std::vector<std::pair<double, std::string>> near;
  std::vector<std::string> keys = NearKeys(folded);
  if (keys.size() > kMostNearKeys) keys.resize(kMostNearKeys);
  for (const std::string& key : keys) {
    const auto page = Organisations().ListBy(reader, kByNearKey, storage::KeyOf(key), "", kMostOfOneNearKey);
    if (!page.ok()) return page.status();
    for (const auto& row : page->rows) {
      if (!Fits(request, row.record.organisation()) || !seen.insert(row.name).second) continue;
      const double likeness = LikenessOf(row.record.organisation(), pairs);
      if (likeness == 0) continue;
      near.emplace_back(-likeness, absl::StrCat("'", row.name, "' (", row.record.organisation().display_name(), ")"));
    }
  }
  std::sort(near.begin(), near.end());
  std::vector<std::string> names;
  for (const auto& [likeness, name] : near) {
    if (names.size() < kNearOnesNamed) names.push_back(name);
  }
  return names;
}

absl::Status NotResolved(const v1::ResolveOrganisationRequest& request, const Reader& reader) {
  std::string asked = request.display_name();
  for (const v1::Identifier& identifier : request.identifiers()) {
    if (asked.empty()) asked = absl::StrCat(identifier.scheme(), " ", identifier.id());
  }
  const absl::StatusOr<std::vector<std::string>> near = NearOnes(request, reader);
  if (!near.ok()) return near.status();
  const absl::Status plain = base::NotFound(asked);
  std::string message = absl::StrCat("No organisation is called '", asked, "'.");
  if (near->empty()) {
    absl::StrAppend(&message, " Check the name, or list what there is.");
  } else {
    absl::StrAppend(&message, " Near ones: ", absl::StrJoin(*near, ", "), ". Use one of them, or make the name an alias of it.");
  }
  absl::Status status(plain.code(), message);
  plain.ForEachPayload([&status](absl::string_view type, const absl::Cord& payload) { status.SetPayload(type, payload); });
  return status;
}

}  // namespace

absl::StatusOr<v1::Organisation> StandingSuccessor(const Reader& reader, v1::Organisation organisation) {
  for (int i = 0; organisation.state() == v1::ORGANISATION_STATE_MERGED && organisation.successors_size() > 0; ++i) {
    if (i == kMostSuccessors) return base::Damaged(absl::StrCat("the successors of '", organisation.name(), "' come to no end"));
    absl::StatusOr<OrganisationRecord> next = LoadOrganisation(reader, organisation.successors(0).organisation());
    if (!next.ok()) return next.status();
    organisation = std::move(*next->mutable_organisation());
  }
  return organisation;
}

absl::Status ResolveOrganisation(const Call&, const v1::ResolveOrganisationRequest& request, const Snapshot& snapshot, Response* response) {
  const bool named = !FoldName(request.display_name()).empty();
  if (!named && request.identifiers().empty()) return base::InvalidField("display_name", "is required, or an identifier");
  for (const v1::Identifier& identifier : request.identifiers()) {
    const auto row = Organisations().Find(snapshot, kByIdentifier, IdentifierKey(identifier));
    if (!row.ok()) return row.status();
    if (!row->has_value() || !Fits(request, (*row)->record.organisation())) continue;
    return Answer(snapshot, (*row)->record.organisation(), Response::MATCH_IDENTIFIER, response);
  }
  for (const bool alias : {false, true}) {
    if (!named) break;
    const absl::StatusOr<bool> found = ByNameOf(request, snapshot, alias, response);
    if (!found.ok()) return found.status();
    if (*found) return absl::OkStatus();
  }
  return NotResolved(request, snapshot);
}

}  // namespace frontline::identity
