// Text as words: folded to lower case without accents, parted at anything that is no letter or digit, stemmed (Snowball English).
#ifndef FRONTLINE_SERVICES_MATCHING_ENGINE_TOKENS_H_
#define FRONTLINE_SERVICES_MATCHING_ENGINE_TOKENS_H_

#include <memory>
#include <string>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/strings/string_view.h"

struct sb_stemmer;

namespace frontline::matching::engine {

// The longest word, in bytes; what is longer is cut.
inline constexpr size_t kMostWordBytes = 48;

// Gives each word of `text` in order. "Officers' Body-Worn Vidéo, café's" → officers body worn video cafe. Bytes that are no UTF-8 part words. The view is
// valid during the call alone. Thread-safe.
void ForEachWord(absl::string_view text, absl::FunctionRef<void(absl::string_view)> word);
std::vector<std::string> WordsOf(absl::string_view text);
// The words of `text`, a blank between two: what is compared where case and punctuation do not matter.
std::string Folded(absl::string_view text);

// Not thread-safe: one for each user.
class Stemmer {
 public:
  Stemmer();
  // `word` as ForEachWord gives it. Words of up to three letters, or with a digit, stay as they are. Valid until the next call.
  absl::string_view Stem(absl::string_view word);

 private:
  std::unique_ptr<sb_stemmer, void (*)(sb_stemmer*)> stemmer_;
};

}  // namespace frontline::matching::engine

#endif  // FRONTLINE_SERVICES_MATCHING_ENGINE_TOKENS_H_
