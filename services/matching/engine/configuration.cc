#include "services/matching/engine/configuration.h"

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "services/base/ids.h"
#include "services/matching/engine/cpv.h"

namespace frontline::matching::engine {

std::string ConfigurationHash(const Lexicon& lexicon) {
  std::string all = absl::StrCat(kScoringVersion, ",", kTextPoints, ",", kTitleStrength, ",", kTextStrength, ",", kPivotTerms, ",", kLengthPercent);
  absl::StrAppend(&all, ",", kTitleWeight, ",", kLeadWeight, ",", kBodyWeight, ",", kLeadWords, ",", kMostTerms, ",", kCpvPercent, ",", kHintPercent,
                  ",", kFocus, ",", kLeastShare);
  for (int word_class = 0; word_class <= static_cast<int>(WordClass::kConcept); ++word_class) {
    absl::StrAppend(&all, ",", WeightOf(static_cast<WordClass>(word_class)));
  }
  for (int digits = 0; digits <= 8; ++digits) absl::StrAppend(&all, ",", CpvStrength(digits));
  absl::StrAppend(&all, "\n", lexicon.fingerprint());
  return absl::BytesToHexString(base::Sha256(all));
}

}  // namespace frontline::matching::engine
