#include "services/matching/engine/vocabulary.h"

#include <utility>

#include "absl/strings/ascii.h"

namespace frontline::matching::engine {

Word Vocabulary::Look(absl::string_view word) {
  if (const auto found = words_.find(word); found != words_.end()) return found->second;
  const std::string stem(stemmer_.Stem(word));
  Word result;
  if (const Lexicon::Entry* entry = lexicon_.Find(stem)) {
    result = {entry->id, entry->word_class};
  } else if (parent_ == nullptr || !LookInParent(stem, &result)) {
    const TermId next = static_cast<TermId>(lexicon_.size() + stems_.size()) | (parent_ == nullptr ? 0 : kOverlayBit);
    result = {stems_.try_emplace(stem, next).first->second, Lexicon::ClassByForm(stem)};
  }
  words_.emplace(std::string(word), result);
  return result;
}

bool Vocabulary::LookInParent(absl::string_view stem, Word* found) const {
  std::lock_guard<std::mutex> lock(parent_->mutex_);
  const auto known = parent_->stems_.find(stem);
  if (known == parent_->stems_.end()) return false;
  *found = {known->second, Lexicon::ClassByForm(stem)};
  return true;
}

Symbol Vocabulary::SymbolOf(absl::string_view text) {
  std::string folded = absl::AsciiStrToLower(absl::StripAsciiWhitespace(text));
  if (folded.empty()) return kNoSymbol;
  if (parent_ != nullptr) {
    std::lock_guard<std::mutex> lock(parent_->mutex_);
    const auto known = parent_->symbols_.find(folded);
    if (known != parent_->symbols_.end()) return known->second;
  }
  std::lock_guard<std::mutex> lock(mutex_);
  const Symbol next = static_cast<Symbol>(symbols_.size() + 1) | (parent_ == nullptr ? 0 : kOverlayBit);
  return symbols_.try_emplace(std::move(folded), next).first->second;
}

TermId Vocabulary::bound() const {
  std::lock_guard<std::mutex> lock(mutex_);
  return static_cast<TermId>(lexicon_.size() + stems_.size());
}

}  // namespace frontline::matching::engine
