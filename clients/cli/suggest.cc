#include "clients/cli/suggest.h"

#include <algorithm>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "clients/cli/flags.h"

namespace frontline::cli {
namespace {

// Levenshtein's distance.
size_t Distance(absl::string_view a, absl::string_view b) {
  std::vector<size_t> row(b.size() + 1);
  for (size_t j = 0; j <= b.size(); ++j) row[j] = j;
  for (size_t i = 1; i <= a.size(); ++i) {
    size_t diagonal = row[0];
    row[0] = i;
    for (size_t j = 1; j <= b.size(); ++j) {
      const size_t substituted = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
      diagonal = row[j];
      row[j] = std::min({row[j] + 1, row[j - 1] + 1, substituted});
    }
  }
  return row[b.size()];
}

std::string Meant(absl::string_view word, const std::vector<std::string>& known) {
  const std::string nearest = Nearest(word, known);
  return nearest.empty() ? "" : absl::StrCat("; did you mean '", nearest, "'?");
}

}  // namespace

std::string Nearest(absl::string_view word, const std::vector<std::string>& known) {
  std::string best;
  size_t least = std::max<size_t>(2, word.size() / 3) + 1;
  for (const std::string& candidate : known) {
    const size_t distance = word.size() >= 3 && absl::StartsWith(candidate, word) ? 1 : Distance(word, candidate);
    if (distance >= least) continue;
    least = distance;
    best = candidate;
  }
  return best;
}

std::string UnknownWord(const Command* command, const Noun* noun, const std::vector<std::string>& unknown, const std::vector<std::string>& words) {
  const std::string word = !unknown.empty() ? unknown.front() : words.empty() ? "" : words.back();
  std::vector<std::string> known;
  if (absl::StartsWith(word, "-")) {
    for (const Flag& flag : GlobalFlags()) known.push_back("--" + flag.name);
    if (command != nullptr) {
      for (const Flag& flag : AllFlagsOf(*command)) known.push_back("--" + flag.name);
    }
    const std::string flag = word.substr(0, word.find('='));
    return absl::StrCat("there is no flag ", flag, Meant(flag, known));
  }
  if (command != nullptr) return absl::StrCat("'", word, "' is one word too many; put texts of several words in quotation marks");
  if (noun != nullptr) {
    for (const Command& other : Commands()) {
      if (other.noun == noun->name) known.push_back(other.verb);
    }
    return absl::StrCat("there is no verb '", word, "' for ", noun->name, Meant(word, known));
  }
  for (const Noun& other : Nouns()) known.push_back(other.name);
  return absl::StrCat("there is no noun '", word, "'", Meant(word, known));
}

}  // namespace frontline::cli
