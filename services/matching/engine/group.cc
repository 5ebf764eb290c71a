#include "services/matching/engine/group.h"

#include <algorithm>
#include <cstdint>
#include <map>
#include <numeric>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/str_join.h"
#include "services/base/text.h"
#include "services/matching/engine/analysis.h"

namespace frontline::matching::engine {
namespace {

constexpr size_t kMostWords = 6;
constexpr size_t kMostWordTextBytes = 200;
// Likeness in 500ths, so that the sum over two clusters of 2,500 texts each fits 32 bits.
constexpr uint64_t kAlike = 500;
constexpr uint64_t kLeastAlike = 100;

struct Term {
  TermId term = 0;
  int64_t weight = 0;
  std::string surface;
};

// A text that is there once, with the places of all that are the same.
struct Entry {
  absl::string_view text;
  std::vector<size_t> places;
  std::vector<Term> terms;  // by term, each once
  int64_t weight = 0;
};

std::vector<Term> TermsOf(absl::string_view text, Vocabulary& vocabulary) {
  std::vector<std::string> words;
  std::vector<Term> terms;
  for (const Occurrence& occurrence : Analyse(text, vocabulary, &words)) {
    if (!occurrence.part) terms.push_back({occurrence.term, WeightOf(occurrence.word_class), {}});
    if (occurrence.part) continue;
    const auto first = words.begin() + occurrence.position;
    terms.back().surface = std::string(base::CutText(absl::StrJoin(first, first + occurrence.words, " "), kMostWordTextBytes));
  }
  std::stable_sort(terms.begin(), terms.end(), [](const Term& a, const Term& b) { return a.term < b.term; });
  terms.erase(std::unique(terms.begin(), terms.end(), [](const Term& a, const Term& b) { return a.term == b.term; }), terms.end());
  return terms;
}

// In the order of the texts themselves, so that the order in which they came decides nothing.
std::vector<Entry> EntriesOf(const std::vector<absl::string_view>& texts, Vocabulary& vocabulary) {
  std::map<absl::string_view, std::vector<size_t>> places;
  for (size_t i = 0; i < std::min(texts.size(), kMostGroupedTexts); ++i) places[texts[i]].push_back(i);
  std::vector<Entry> entries;
  size_t all = 0;
  absl::flat_hash_map<TermId, size_t> uses;
  for (auto& [text, at] : places) {
    Entry entry{text, std::move(at), TermsOf(text, vocabulary), 0};
    if (entry.terms.empty()) continue;
    all += entry.places.size();
    for (const Term& term : entry.terms) uses[term.term] += entry.places.size();
    entries.push_back(std::move(entry));
  }
  for (Entry& entry : entries) {
    for (Term& term : entry.terms) {
      int64_t rarity = 1;
      for (size_t share = uses[term.term]; share * 2 <= all; share *= 2) ++rarity;
      term.weight *= rarity;
      entry.weight += term.weight;
    }
  }
  return entries;
}

// Sums of likeness between clusters, of which each pair is kept once.
class Likeness {
 public:
  explicit Likeness(const std::vector<Entry>& entries) : size_(entries.size()), sums_(size_ * (size_ + 1) / 2, 0) {
    absl::flat_hash_map<TermId, std::vector<std::pair<size_t, int64_t>>> holders;
    std::vector<int64_t> shared(size_, 0);
    for (size_t i = 0; i < size_; ++i) {
      std::fill(shared.begin(), shared.begin() + static_cast<ptrdiff_t>(i), 0);
      for (const Term& term : entries[i].terms) {
        auto& of_term = holders[term.term];
        for (const auto& [j, weight] : of_term) shared[j] += std::min(weight, term.weight);
        of_term.emplace_back(i, term.weight);
      }
      for (size_t j = 0; j < i; ++j) {
        const uint64_t alike = kAlike * 2 * static_cast<uint64_t>(shared[j]) / static_cast<uint64_t>(entries[i].weight + entries[j].weight);
        at(i, j) = static_cast<uint32_t>(alike * entries[i].places.size() * entries[j].places.size());
      }
    }
  }
  uint32_t& at(size_t i, size_t j) { return i > j ? sums_[i * (i + 1) / 2 + j] : sums_[j * (j + 1) / 2 + i]; }

 private:
  const size_t size_;
  std::vector<uint32_t> sums_;
};

// Clusters as roots of a forest over the entries. Each is known by its first entry.
class Clusters {
 public:
  explicit Clusters(const std::vector<Entry>& entries) : likeness_(entries), alive_(entries.size()), members_(entries.size()) {
    std::iota(alive_.begin(), alive_.end(), size_t{0});
    for (size_t i = 0; i < entries.size(); ++i) {
      members_[i] = {i};
      sizes_.push_back(entries[i].places.size());
    }
  }

  // Follows nearest neighbours until two are each other's, and joins them. Average linkage never makes a cluster nearer to another than its parts
  // were, so the chain before them stays good.
  std::vector<std::vector<size_t>> Join() {
    std::vector<std::vector<size_t>> done;
    std::vector<size_t> chain;
    while (!alive_.empty()) {
      if (chain.empty()) chain.push_back(alive_.front());
      const size_t last = chain.back();
      const size_t before = chain.size() > 1 ? chain[chain.size() - 2] : last;
      const size_t nearest = NearestTo(last, before);
      if (nearest == last) {  // like none: it is finished
        done.push_back(std::move(members_[last]));
        Remove(last);
        chain.pop_back();
      } else if (nearest == before && chain.size() > 1) {
        chain.resize(chain.size() - 2);
        Merge(std::min(last, before), std::max(last, before));
      } else {
        chain.push_back(nearest);
      }
    }
    return done;
  }

 private:
  // `cluster` itself when none is alike enough. Among equals `preferred`, so that chains end; then the first.
  size_t NearestTo(size_t cluster, size_t preferred) {
    size_t best = cluster;
    for (size_t other : alive_) {
      if (other == cluster) continue;
      const uint64_t sum = likeness_.at(cluster, other);
      if (sum < kLeastAlike * sizes_[cluster] * sizes_[other]) continue;
      if (best == cluster) {
        best = other;
        continue;
      }
      const uint64_t left = sum * sizes_[best];
      const uint64_t right = static_cast<uint64_t>(likeness_.at(cluster, best)) * sizes_[other];
      if (left > right || (left == right && other == preferred)) best = other;
    }
    return best;
  }
  void Merge(size_t into, size_t from) {
    for (size_t other : alive_) {
      if (other != into && other != from) likeness_.at(into, other) += likeness_.at(from, other);
    }
    sizes_[into] += sizes_[from];
    members_[into].insert(members_[into].end(), members_[from].begin(), members_[from].end());
    Remove(from);
  }
  void Remove(size_t cluster) { alive_.erase(std::lower_bound(alive_.begin(), alive_.end(), cluster)); }

  Likeness likeness_;
  std::vector<size_t> alive_;
  std::vector<std::vector<size_t>> members_;
  std::vector<uint64_t> sizes_;
};

// What a third of the texts, and two at least, say; heaviest first.
std::vector<std::string> BindingWords(const std::vector<Entry>& entries, const std::vector<size_t>& members) {
  struct Use {
    size_t texts = 0;
    int64_t weight = 0;
    std::map<std::string, size_t> surfaces;
  };
  absl::flat_hash_map<TermId, Use> uses;
  size_t all = 0;
  for (size_t member : members) {
    const size_t texts = entries[member].places.size();
    all += texts;
    for (const Term& term : entries[member].terms) {
      Use& use = uses[term.term];
      use.texts += texts;
      use.weight += term.weight * static_cast<int64_t>(texts);
      use.surfaces[term.surface] += texts;
    }
  }
  std::vector<std::pair<int64_t, std::string>> words;
  for (const auto& [term, use] : uses) {
    if (use.texts < 2 || use.texts * 3 < all) continue;
    const auto most = std::max_element(use.surfaces.begin(), use.surfaces.end(), [](const auto& a, const auto& b) { return a.second < b.second; });
    words.emplace_back(-use.weight, most->first);
  }
  std::sort(words.begin(), words.end());
  if (words.size() > kMostWords) words.resize(kMostWords);
  std::vector<std::string> texts;
  for (auto& word : words) texts.push_back(std::move(word.second));
  return texts;
}

size_t ExampleOf(const std::vector<Entry>& entries, const std::vector<size_t>& members, Likeness& likeness) {
  size_t best = members.front();
  uint64_t most = 0;
  for (size_t member : members) {
    // Of those that are the same, each is fully like the others.
    uint64_t sum = kAlike * (entries[member].places.size() - 1);
    for (size_t other : members) {
      if (other != member) sum += likeness.at(member, other) / entries[member].places.size();
    }
    if (sum > most || (sum == most && member < best)) {
      most = sum;
      best = member;
    }
  }
  return best;
}

}  // namespace

std::vector<Group> GroupTexts(const std::vector<absl::string_view>& texts, const Vocabulary& vocabulary) {
  Vocabulary overlay(vocabulary, 0);
  const std::vector<Entry> entries = EntriesOf(texts, overlay);
  std::vector<std::vector<size_t>> clusters = Clusters(entries).Join();
  Likeness likeness(entries);
  std::vector<std::pair<size_t, Group>> groups;  // with the first entry
  for (std::vector<size_t>& cluster : clusters) {
    std::sort(cluster.begin(), cluster.end());
    Group group;
    for (size_t member : cluster) {
      group.members.insert(group.members.end(), entries[member].places.begin(), entries[member].places.end());
    }
    if (group.members.size() < 2) continue;
    group.example = entries[ExampleOf(entries, cluster, likeness)].places.front();
    group.words = BindingWords(entries, cluster);
    std::sort(group.members.begin(), group.members.end());
    groups.emplace_back(cluster.front(), std::move(group));
  }
  std::sort(groups.begin(), groups.end(), [](const auto& a, const auto& b) {
    return a.second.members.size() != b.second.members.size() ? a.second.members.size() > b.second.members.size() : a.first < b.first;
  });
  std::vector<Group> result;
  for (auto& group : groups) result.push_back(std::move(group.second));
  return result;
}

}  // namespace frontline::matching::engine
