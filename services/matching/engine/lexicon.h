// What is known of words before any text is read: the police thesaurus, and which words say little. Immutable, thread-safe.
#ifndef FRONTLINE_SERVICES_MATCHING_ENGINE_LEXICON_H_
#define FRONTLINE_SERVICES_MATCHING_ENGINE_LEXICON_H_

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/string_view.h"

namespace frontline::matching::engine {

// A term: a stem, or a group of the thesaurus. Terms of the lexicon have the same number everywhere; others have one within a Vocabulary.
using TermId = uint32_t;

// How telling a word is. It stands in for the inverse document frequency of classic retrieval (Robertson and Spärck Jones 1976), which would make a
// supplier's score depend on what other suppliers write.
enum class WordClass : uint8_t {
  kStop,         // left out altogether
  kProcurement,  // "provision", "framework": in every notice
  kNumber,       // digits alone
  kPlain,        // "building", "safety"
  kEveryday,     // "laboratory", "warehouse"
  kShort,        // any other word, by the length of its stem: longer words are rarer (Zipf 1935)
  kMedium,
  kLong,
  kConcept,  // a group of the thesaurus
};
// Its weight.
int WeightOf(WordClass word_class);

class Lexicon {
 public:
  // From the built-in lists.
  Lexicon();

  // Of a stem that no list knows, by its form.
  static WordClass ClassByForm(absl::string_view stem);

  // A stem that a list or the thesaurus knows.
  struct Entry {
    TermId id = 0;
    WordClass word_class = WordClass::kStop;
  };
  const Entry* Find(absl::string_view stem) const;
  // Where the terms of a Vocabulary begin.
  TermId size() const { return static_cast<TermId>(texts_.size()); }
  // The stem, or what the group is called.
  const std::string& TextOf(TermId id) const { return texts_[id]; }

  // The longest phrase of the thesaurus that `stems` begins with: the number of stems, 0 when there is none; `group` gets its term.
  size_t LongestPhrase(const TermId* stems, size_t count, TermId* group) const;
  // The term that `stem` is where it stands alone: a group, where a phrase of the thesaurus is this one word.
  TermId WordAlone(TermId stem) const;
  // The terms of the words of the phrases of a group that say something by themselves, sorted: "body worn video" is hinted at by "video".
  const std::vector<TermId>& HintsOf(TermId group) const;
  bool IsGroup(TermId id) const { return id >= first_group_ && id < size(); }

  // The lists as read, for the configuration hash.
  const std::string& fingerprint() const { return fingerprint_; }

 private:
  void AddWords(absl::string_view words, WordClass word_class);
  TermId AddStem(absl::string_view stem, WordClass word_class);
  void AddGroups(absl::string_view lines);

  absl::flat_hash_map<std::string, Entry> entries_;
  std::vector<std::string> texts_;
  TermId first_group_ = 0;
  // A trie: (node, stem) → node; a node may end a phrase.
  absl::flat_hash_map<std::pair<uint32_t, TermId>, uint32_t> edges_;
  std::vector<bool> begins_;  // by stem: whether a phrase begins with it
  std::vector<TermId> ends_;  // by node: the group, or kNoGroup
  std::vector<std::vector<TermId>> hints_;
  std::string fingerprint_;
};

}  // namespace frontline::matching::engine

#endif  // FRONTLINE_SERVICES_MATCHING_ENGINE_LEXICON_H_
