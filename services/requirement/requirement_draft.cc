// DraftRequirement: from needs to a requirement to start from, with what published ones elsewhere ask for the like.
#include <algorithm>
#include <map>
#include <set>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/strip.h"
#include "services/base/errors.h"
#include "services/requirement/code_rank.h"
#include "services/requirement/handlers.h"
#include "services/requirement/need_record.h"
#include "services/requirement/requirement_record.h"
#include "services/requirement/tables.h"
#include "services/requirement/words.h"
#include "services/rpc/resource.h"

namespace frontline::requirement {
namespace {

using stored::v1::NeedRecord;
using stored::v1::RequirementRecord;

constexpr size_t kMostCompared = 2000;  // published requirements that are looked at
constexpr size_t kMostProposed = 20;    // of each kind
constexpr size_t kMostWords = 15;       // shared, that are shown
constexpr size_t kComparedText = 2000;  // bytes of a requirement's text
constexpr int kLeastLikeness = 60;      // of 1,000
constexpr int kAlike = 200;             // likeness from which what it chose says more
constexpr size_t kMostSources = 10;     // of one criterion

struct Asked {
  std::vector<v1::Need> needs;
  std::set<std::string> family;  // the needs and all that were merged into them
  AskedWords words;
};

absl::StatusOr<Asked> LoadNeeds(const storage::Reader& reader, const v1::DraftRequirementRequest& request) {
  Asked asked;
  std::set<std::string> seen;
  std::vector<base::Violation> violations;
  for (int i = 0; i < request.needs_size(); ++i) {
    const std::string field = absl::StrCat("needs[", i, "]");
    if (!seen.insert(request.needs(i)).second) {
      violations.push_back({field, "is named already"});
      continue;
    }
    absl::StatusOr<NeedRecord> record = LoadNeedFor(reader, request.needs(i), "", {v1::NEED_STATE_LOGGED, v1::NEED_STATE_VALIDATED});
    if (absl::IsNotFound(record.status())) {
      violations.push_back({field, absl::StrCat("names '", request.needs(i), "', which does not exist")});
      continue;
    }
    if (!record.ok()) return record.status();
    absl::StatusOr<std::vector<std::string>> family = MergedFamily(reader, request.needs(i));
    if (!family.ok()) return family.status();
    asked.family.insert(family->begin(), family->end());
    const v1::Need& need = record->need();
    AddWords(need.statement(), &asked.words.main);
    AddWords(absl::StrReplaceAll(need.topic(), {{"-", " "}}), &asked.words.main);
    AddWords(need.problem(), &asked.words.beside);
    asked.needs.push_back(need);
  }
  if (!violations.empty()) return base::InvalidFields(violations);
  return asked;
}

// --- The text ---

std::string Where(const v1::Need& need) {
  std::vector<std::string> forces(need.forces().begin(), need.forces().end());
  return forces.empty() ? std::string(rpc::OrganisationOf(need.name())) : absl::StrJoin(forces, ", ");
}

int64_t HowMany(const v1::Need& need) {
  int64_t reached = 0;
  for (const v1::ForceReach& reach : need.reach()) reached += reach.people_affected();
  return std::max<int64_t>(need.people_affected(), reached);
}

void WriteText(const Asked& asked, v1::Requirement* requirement) {
  std::string outcome;
  std::string who;
  std::string where;
  std::string many;
  std::set<std::string> told;
  for (const v1::Need& need : asked.needs) {
    const std::string statement(absl::StripSuffix(Shorten(need.statement(), 300), "."));
    absl::StrAppend(&outcome, "- ", statement, ".\n");
    if (!need.affected().empty() && told.insert(need.affected()).second) absl::StrAppend(&who, "- ", need.affected(), "\n");
    const std::string places = Where(need);
    if (told.insert("where " + places).second) absl::StrAppend(&where, "- ", places, "\n");
    if (HowMany(need) > 0) absl::StrAppend(&many, "- ", HowMany(need), " people: ", statement, "\n");
  }
  std::string text = absl::StrCat("Outcome\nIt is no longer so that:\n", outcome, "\nWho\n", who.empty() ? "- to be written\n" : who, "\nWhere\n",
                                  where, "\nHow many\n", many.empty() ? "- to be written\n" : many,
                                  "\nHow it will be known that it is met\n- to be written: what will be measured, from what, by when\n");
  requirement->set_title(Shorten(absl::StrCat("What ends this: ", absl::StripSuffix(asked.needs.front().statement(), ".")), 300));
  // 20,000 characters: 50 needs of 300 and what goes with them fit but for extremes, which end in a sentence that says so.
  constexpr size_t kLongest = 19000;
  if (text.size() > kLongest) text = absl::StrCat(text.substr(0, text.rfind('\n', kLongest)), "\n(cut: see the needs)\n");
  requirement->set_text(std::move(text));
  for (const v1::Need& need : asked.needs) requirement->add_needs(need.name());
}

// --- What is published ---

struct Compared {
  v1::Requirement requirement;
  WordMap words;
};

absl::StatusOr<std::vector<Compared>> Published(const storage::Reader& reader) {
  std::vector<Compared> compared;
  std::string after;
  do {
    absl::StatusOr<storage::Page<RequirementRecord>> page = Requirements().ListBy(reader, kRequirementPublic, storage::KeyOf(true), after, 200);
    if (!page.ok()) return page.status();
    for (auto& row : page->rows) {
      v1::Requirement& requirement = *row.record.mutable_requirement();
      WordMap words = WordsOf(requirement.title());
      AddWords(absl::string_view(requirement.text()).substr(0, kComparedText), &words);
      compared.push_back({std::move(requirement), std::move(words)});
    }
    after = page->next;
  } while (!after.empty() && compared.size() < kMostCompared);
  return compared;
}

std::string OutcomeWords(const v1::Requirement& requirement) {
  if (!requirement.has_outcome()) return "";
  const std::string kind =
      absl::StrReplaceAll(absl::AsciiStrToLower(absl::StripPrefix(v1::Outcome::Kind_Name(requirement.outcome().kind()), "KIND_")), {{"_", " "}});
  return Shorten(absl::StrCat(kind, ": ", requirement.outcome().summary()), 2000);
}

// Fills in `similar`; `order` gets the requirements in the same order.
void Liken(const Asked& asked, const std::vector<Compared>& published, v1::DraftRequirementResponse* draft,
           std::vector<const v1::Requirement*>* order) {
  std::map<std::string, int> having;
  for (const Compared& one : published) {
    for (const auto& [stem, word] : one.words) ++having[stem];
  }
  const std::map<std::string, int> weights = WeightsOf(having, static_cast<int>(published.size()));
  std::vector<std::pair<v1::SimilarRequirement, const v1::Requirement*>> found;
  for (const Compared& one : published) {
    v1::SimilarRequirement similar;
    std::vector<std::string> shared;
    similar.set_score(Likeness(asked.words.main, one.words, weights, &shared));
    const auto& needs = one.requirement.needs();
    similar.set_same_need(std::any_of(needs.begin(), needs.end(), [&asked](const std::string& need) { return asked.family.count(need) > 0; }));
    if (similar.score() < kLeastLikeness && !similar.same_need()) continue;
    similar.set_score(std::clamp(similar.score(), 1, 1000));
    similar.set_requirement(one.requirement.name());
    similar.set_title(one.requirement.title());
    similar.set_outcome(OutcomeWords(one.requirement));
    if (shared.size() > kMostWords) shared.resize(kMostWords);
    for (std::string& word : shared) similar.add_shared_words(std::move(word));
    found.emplace_back(std::move(similar), &one.requirement);
  }
  std::stable_sort(found.begin(), found.end(), [](const auto& a, const auto& b) {
    if (a.first.same_need() != b.first.same_need()) return a.first.same_need();
    return a.first.score() > b.first.score();
  });
  if (found.size() > kMostProposed) found.resize(kMostProposed);
  for (auto& [similar, requirement] : found) {
    draft->mutable_similar()->Add(std::move(similar));
    order->push_back(requirement);
  }
}

// The criteria of similar requirements, alike when they test the same; of the words, those of the most similar one.
void ProposeCriteria(const std::vector<const v1::Requirement*>& order, v1::DraftRequirementResponse* draft) {
  std::vector<v1::CriterionProposal> proposals;
  std::map<std::string, size_t> by_test;
  for (const v1::Requirement* requirement : order) {
    std::set<size_t> counted;
    for (const v1::Criterion& criterion : requirement->criteria()) {
      auto [entry, added] = by_test.try_emplace(rpc::EtagOf(criterion.test()), proposals.size());
      if (added) {
        v1::CriterionProposal proposal;
        *proposal.mutable_criterion() = criterion;
        proposal.mutable_criterion()->clear_id();
        proposals.push_back(std::move(proposal));
      }
      v1::CriterionProposal& proposal = proposals[entry->second];
      if (counted.insert(entry->second).second) proposal.add_requirements(requirement->name());
    }
  }
  std::stable_sort(proposals.begin(), proposals.end(),
                   [](const v1::CriterionProposal& a, const v1::CriterionProposal& b) { return a.requirements_size() > b.requirements_size(); });
  if (proposals.size() > kMostProposed) proposals.resize(kMostProposed);
  for (v1::CriterionProposal& proposal : proposals) {
    while (static_cast<size_t>(proposal.requirements_size()) > kMostSources) proposal.mutable_requirements()->RemoveLast();
    draft->mutable_criteria()->Add(std::move(proposal));
  }
}

void Apply(const v1::DraftRequirementRequest& request, v1::DraftRequirementResponse* draft) {
  v1::Requirement& requirement = *draft->mutable_requirement();
  for (int i = 0; i < std::min(request.apply_codes(), draft->codes_size()); ++i) requirement.add_cpv_codes(draft->codes(i).code());
  for (int i = 0; i < std::min(request.apply_criteria(), draft->criteria_size()); ++i) *requirement.add_criteria() = draft->criteria(i).criterion();
  const auto say = [draft](const char* missing) { draft->add_missing(missing); };
  say("Say how it will be known that the outcome is reached: what is measured, from what, by when.");
  if (requirement.cpv_codes().empty()) say("Choose CPV codes: those proposed go by words alone.");
  if (requirement.criteria().empty()) say("Write the criteria: what a supplier must be able to show.");
  say("Say by when it is needed, where, how many are wanted and what it may cost.");
  say("Put it to the front line before it is published: OpenConsultation.");
}

}  // namespace

absl::StatusOr<v1::DraftRequirementResponse> PrepareRequirementDraft(const Call& call, const v1::DraftRequirementRequest& request) {
  if (!request.requirement_id().empty() && !request.store()) return base::InvalidField("requirement_id", "is only for a requirement that is stored");
  const storage::Snapshot snapshot = call.store->Read();
  absl::StatusOr<Asked> asked = LoadNeeds(snapshot, request);
  if (!asked.ok()) return asked.status();
  absl::StatusOr<std::vector<Compared>> published = Published(snapshot);
  if (!published.ok()) return ForCaller(published.status(), request.parent());
  v1::DraftRequirementResponse draft;
  WriteText(*asked, draft.mutable_requirement());
  std::vector<const v1::Requirement*> order;
  Liken(*asked, *published, &draft, &order);
  ProposeCriteria(order, &draft);
  std::map<std::string, CodeUse> used;
  for (size_t i = 0; i < order.size(); ++i) {
    const v1::SimilarRequirement& similar = draft.similar(static_cast<int>(i));
    for (const std::string& code : order[i]->cpv_codes()) {
      CodeUse& use = used[code.substr(0, 8)];
      ++use.requirements;
      use.weight += similar.same_need() ? 6 : similar.score() >= kAlike ? 2 : 1;
    }
  }
  absl::StatusOr<std::vector<v1::CodeProposal>> codes = RankCodes(snapshot, asked->words, used, kMostProposed);
  if (!codes.ok()) return codes.status();
  for (v1::CodeProposal& code : *codes) draft.mutable_codes()->Add(std::move(code));
  Apply(request, &draft);
  return draft;
}

absl::Status DraftRequirement(const Call& call, const v1::DraftRequirementRequest& request, const v1::DraftRequirementResponse& draft,
                              Transaction& tx, v1::DraftRequirementResponse* response) {
  *response = draft;
  if (!request.store()) return absl::OkStatus();
  v1::CreateRequirementRequest create;
  create.set_parent(request.parent());
  create.set_requirement_id(request.requirement_id());
  *create.mutable_requirement() = draft.requirement();
  return CreateRequirement(call, create, tx, response->mutable_requirement());
}

}  // namespace frontline::requirement
