// Numbers for words, so that facts are kept and compared as numbers: a lexicon's terms, and those met in texts since.
#ifndef FRONTLINE_SERVICES_MATCHING_ENGINE_VOCABULARY_H_
#define FRONTLINE_SERVICES_MATCHING_ENGINE_VOCABULARY_H_

#include <cstdint>
#include <mutex>
#include <string>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/string_view.h"
#include "services/matching/engine/lexicon.h"
#include "services/matching/engine/tokens.h"

namespace frontline::matching::engine {

struct Word {
  TermId stem = 0;
  WordClass word_class = WordClass::kStop;
};

// A symbol is any other text that is only compared (a certificate's type, a unit): folded to lower case.
using Symbol = uint32_t;
// The empty text; also a text that an overlay's parent does not know never equals one that it knows.
inline constexpr Symbol kNoSymbol = 0;

// Grows, never shrinks. Thread-safe. An *overlay* reads a parent and keeps what that does not know to itself: what a question asks must not make the
// index grow.
class Vocabulary {
 public:
  explicit Vocabulary(const Lexicon& lexicon) : lexicon_(lexicon) {}
  // `parent` outlives it and is no overlay itself.
  explicit Vocabulary(const Vocabulary& parent, int) : lexicon_(parent.lexicon_), parent_(&parent) {}
  Vocabulary(const Vocabulary&) = delete;

  const Lexicon& lexicon() const { return lexicon_; }
  // For a batch of look-ups under one lock.
  class Session;
  Symbol SymbolOf(absl::string_view text);
  // Greater than every term so far but for those of overlays.
  TermId bound() const;

 private:
  static constexpr TermId kOverlayBit = TermId{1} << 31;

  Word Look(absl::string_view word);
  bool LookInParent(absl::string_view word, Word* found) const;

  const Lexicon& lexicon_;
  const Vocabulary* const parent_ = nullptr;
  mutable std::mutex mutex_;
  Stemmer stemmer_;                              // the rest under mutex_
  absl::flat_hash_map<std::string, Word> words_;  // by the word as written, folded: spares the stemmer
  absl::flat_hash_map<std::string, TermId> stems_;
  absl::flat_hash_map<std::string, Symbol> symbols_;
};

class Vocabulary::Session {
 public:
  explicit Session(Vocabulary& vocabulary) : vocabulary_(vocabulary), lock_(vocabulary.mutex_) {}
  // `word` as ForEachWord gives it.
  Word Look(absl::string_view word) { return vocabulary_.Look(word); }

 private:
  Vocabulary& vocabulary_;
  std::lock_guard<std::mutex> lock_;
};

}  // namespace frontline::matching::engine

#endif  // FRONTLINE_SERVICES_MATCHING_ENGINE_VOCABULARY_H_
