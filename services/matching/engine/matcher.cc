#include "services/matching/engine/matcher.h"

#include <algorithm>

#include "absl/strings/match.h"

namespace frontline::matching::engine {
namespace {

// Who stands before whom: a strict order, so that the result does not depend on the corpus's.
bool Before(const Ranked& a, const Ranked& b) {
  if (a.standing != b.standing) return a.standing < b.standing;
  if (a.score != b.score) return a.score > b.score;
  return a.tie != b.tie ? a.tie < b.tie : a.name < b.name;
}

// The best of each standing, in heaps whose front is the worst kept.
class Tops {
 public:
  explicit Tops(size_t limit) : limit_(limit) {}

  void Offer(const Result& result, uint64_t tie, const std::string& name, const RequirementEntry* requirement, Ranking* ranking) {
    ++ranking->considered;
    if (!result.relevant) return;
    ++ranking->counts[result.standing];
    std::vector<Ranked>& heap = heaps_[result.standing];
    if (heap.size() == limit_ && (limit_ == 0 || result.score < heap.front().score)) return;
    Ranked ranked{result.standing, result.score, tie, name, requirement};
    if (heap.size() == limit_) {
      if (!Before(ranked, heap.front())) return;
      std::pop_heap(heap.begin(), heap.end(), Before);
      heap.pop_back();
    }
    heap.push_back(std::move(ranked));
    std::push_heap(heap.begin(), heap.end(), Before);
  }
  void Finish(Ranking* ranking) {
    for (std::vector<Ranked>& heap : heaps_) {
      std::sort_heap(heap.begin(), heap.end(), Before);
      std::move(heap.begin(), heap.end(), std::back_inserter(ranking->top));
    }
  }

 private:
  const size_t limit_;
  std::array<std::vector<Ranked>, frontline::matching::v1::Standing_ARRAYSIZE> heaps_;
};

}  // namespace

Ranking MatchSuppliers(const Corpus& corpus, const Vocabulary& vocabulary, const CompiledRequirement& requirement, Day today, size_t limit) {
  Ranking ranking;
  Tops tops(limit);
  Scorer scorer(requirement, vocabulary.lexicon(), vocabulary.bound());
  corpus.suppliers.ForEach([&](const SupplierFacts& facts) {
    tops.Offer(ScoreOf(requirement, scorer, facts, today), TieOf(requirement.tie_key, facts.name_hash), facts.name, nullptr, &ranking);
  });
  tops.Finish(&ranking);
  return ranking;
}

Ranking MatchRequirements(const Corpus& corpus, const Vocabulary& vocabulary, const SupplierFacts& facts, Day today, absl::string_view organisation,
                          size_t limit) {
  Ranking ranking;
  Tops tops(limit);
  const CompiledRequirement none;
  Scorer scorer(none, vocabulary.lexicon(), vocabulary.bound());
  corpus.requirements.ForEach([&](const RequirementEntry& entry) {
    if (!organisation.empty() && !(absl::StartsWith(entry.name, organisation) && entry.name[organisation.size()] == '/')) return;
    scorer.Reset(entry.compiled);
    Result result = ScoreOf(entry.compiled, scorer, facts, today);
    // A requirement that says nothing is matched with everybody by its buyer's wish, but offered to nobody.
    result.relevant = result.relevant && entry.compiled.telling;
    tops.Offer(result, TieOf(entry.compiled.tie_key, facts.name_hash), entry.name, &entry, &ranking);
  });
  tops.Finish(&ranking);
  return ranking;
}

}  // namespace frontline::matching::engine
