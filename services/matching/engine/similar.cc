#include "services/matching/engine/similar.h"

#include <algorithm>

#include "absl/strings/str_join.h"
#include "services/base/text.h"
#include "services/matching/engine/analysis.h"
#include "services/matching/engine/apportion.h"
#include "services/matching/engine/corpus.h"

namespace frontline::matching::engine {
namespace {

namespace r = frontline::requirement::v1;

constexpr size_t kMostShared = 20;
constexpr size_t kMostTermBytes = 200;
// Under this nobody would call two needs alike.
constexpr int kLeastScore = 30;

bool Closed(r::NeedState state) { return state == r::NEED_STATE_MERGED || state == r::NEED_STATE_DECLINED; }

// What both say; `shared`, where given, gets the places in `a`.
int64_t SharedWeight(const NeedEntry& a, const NeedEntry& b, std::vector<size_t>* shared) {
  int64_t weight = 0;
  size_t j = 0;
  for (size_t i = 0; i < a.terms.size(); ++i) {
    while (j < b.terms.size() && b.terms[j].term < a.terms[i].term) ++j;
    if (j == b.terms.size()) break;
    if (b.terms[j].term != a.terms[i].term) continue;
    weight += std::min(a.terms[i].weight, b.terms[j].weight);
    if (shared != nullptr) shared->push_back(i);
  }
  return weight;
}

}  // namespace

NeedEntry NeedEntryOf(const r::Need& need, Vocabulary& vocabulary, bool with_texts) {
  struct Use {
    NeedTerm term;
    std::string text;
  };
  std::vector<Use> uses;
  const auto add = [&](const std::string& text, int factor) {
    std::vector<std::string> words;
    for (const Occurrence& occurrence : Analyse(text, vocabulary, with_texts ? &words : nullptr)) {
      if (occurrence.part) continue;
      Use use{{occurrence.term, WeightOf(occurrence.word_class) * factor}, {}};
      if (with_texts) {
        const auto first = words.begin() + occurrence.position;
        use.text = std::string(base::CutText(absl::StrJoin(first, first + occurrence.words, " "), kMostTermBytes));
      }
      uses.push_back(std::move(use));
    }
  };
  add(need.statement(), 2);
  add(need.problem(), 1);
  std::stable_sort(uses.begin(), uses.end(), [](const Use& a, const Use& b) {
    return a.term.term != b.term.term ? a.term.term < b.term.term : a.term.weight > b.term.weight;
  });
  uses.erase(std::unique(uses.begin(), uses.end(), [](const Use& a, const Use& b) { return a.term.term == b.term.term; }), uses.end());
  NeedEntry entry{need.name(), need.statement(), need.state(), {}, 0, {}};
  for (Use& use : uses) {
    entry.terms.push_back(use.term);
    entry.weight += use.term.weight;
    if (with_texts) entry.texts.push_back(std::move(use.text));
  }
  entry.terms.shrink_to_fit();
  return entry;
}

std::vector<frontline::matching::v1::SimilarNeed> FindSimilar(const Corpus& corpus, const NeedEntry& question, size_t limit, bool include_closed) {
  struct Hit {
    int score;
    const NeedEntry* need;
  };
  std::vector<Hit> hits;
  corpus.needs.ForEach([&](const NeedEntry& need) {
    if (need.name == question.name || (!include_closed && Closed(need.state))) return;
    const int score = PointsFor(1000, 2 * SharedWeight(question, need, nullptr), question.weight + need.weight);
    if (score >= kLeastScore) hits.push_back({score, &need});
  });
  const auto before = [](const Hit& a, const Hit& b) { return a.score != b.score ? a.score > b.score : a.need->name < b.need->name; };
  const size_t count = std::min(limit, hits.size());
  std::partial_sort(hits.begin(), hits.begin() + static_cast<ptrdiff_t>(count), hits.end(), before);
  hits.resize(count);
  std::vector<frontline::matching::v1::SimilarNeed> similar;
  for (const Hit& hit : hits) {
    frontline::matching::v1::SimilarNeed& to = similar.emplace_back();
    to.set_need(hit.need->name);
    to.set_statement(hit.need->statement);
    to.set_state(hit.need->state);
    to.set_score(hit.score);
    std::vector<size_t> shared;
    SharedWeight(question, *hit.need, &shared);
    std::stable_sort(shared.begin(), shared.end(), [&](size_t a, size_t b) { return question.terms[a].weight > question.terms[b].weight; });
    if (shared.size() > kMostShared) shared.resize(kMostShared);
    for (size_t i : shared) {
      if (i < question.texts.size()) to.add_shared_terms(question.texts[i]);
    }
  }
  return similar;
}

}  // namespace frontline::matching::engine
