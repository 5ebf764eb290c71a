#include "services/matching/engine/requirement.h"

#include <algorithm>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "services/matching/engine/configuration.h"
#include "services/matching/engine/cpv.h"

namespace frontline::matching::engine {
namespace {

namespace r = frontline::requirement::v1;
namespace t = frontline::type::v1;

// A term while its occurrences are counted.
struct Counted {
  QueryTerm term;
  int place = 0;  // the best place that it was found in
  int times = 0;
  WordClass word_class = WordClass::kStop;
};

int PlaceOf(bool in_title, uint32_t position) {
  if (in_title) return kTitleWeight;
  return position < kLeadWords ? kLeadWeight : kBodyWeight;
}

std::vector<QueryTerm> TermsOf(const Requirement& requirement, Vocabulary& vocabulary, bool with_texts) {
  std::vector<Counted> found;
  absl::flat_hash_map<TermId, size_t> places;
  for (const bool in_title : {true, false}) {
    std::vector<std::string> words;
    for (const Occurrence& occurrence : Analyse(in_title ? requirement.title() : requirement.text(), vocabulary, with_texts ? &words : nullptr)) {
      // The words of a phrase are heard through the phrase (Lexicon::HintsOf).
      if (occurrence.part) continue;
      const auto [place, added] = places.try_emplace(occurrence.term, found.size());
      if (added) {
        Counted& counted = found.emplace_back();
        counted.term.term = occurrence.term;
        counted.word_class = occurrence.word_class;
        if (with_texts) {
          const auto first = words.begin() + occurrence.position;
          counted.term.text = absl::StrJoin(first, first + occurrence.words, " ");
        }
      }
      Counted& counted = found[place->second];
      counted.place = std::max(counted.place, PlaceOf(in_title, occurrence.position));
      ++counted.times;
    }
  }
  std::vector<QueryTerm> terms;
  for (Counted& counted : found) {
    // What a buyer says again is meant; twice more is enough.
    counted.term.weight = int64_t{WeightOf(counted.word_class)} * (counted.place + std::min(counted.times - 1, 2));
    counted.term.telling = counted.word_class > WordClass::kNumber;
    terms.push_back(std::move(counted.term));
  }
  std::stable_sort(terms.begin(), terms.end(), [](const QueryTerm& a, const QueryTerm& b) { return a.weight > b.weight; });
  if (terms.size() > kMostTerms) terms.resize(kMostTerms);
  return terms;
}

void AddCpv(const Requirement& requirement, CompiledRequirement* to) {
  std::vector<uint32_t> codes;
  for (const std::string& code : requirement.cpv_codes()) {
    const uint32_t number = ParseCpv(code);
    if (number != 0 && std::find(codes.begin(), codes.end(), number) == codes.end()) codes.push_back(number);
  }
  if (codes.empty()) return;
  // Without words the codes are all there is.
  const int64_t all = to->weight == 0 ? 1000 : to->weight * kCpvPercent / 100;
  const int64_t each = std::max<int64_t>(1, all / static_cast<int64_t>(codes.size()));
  for (uint32_t code : codes) to->cpv_codes.push_back({code, each});
  to->weight += each * static_cast<int64_t>(codes.size());
}

uint64_t Mix(uint64_t x) {  // splitmix64's finaliser
  x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9ull;
  x = (x ^ (x >> 27)) * 0x94d049bb133111ebull;
  return x ^ (x >> 31);
}

}  // namespace

int CompiledRequirement::text_points() const { return should_weight == 0 ? 1000 : kTextPoints; }
int CompiledRequirement::criteria_points() const { return 1000 - text_points(); }

CompiledRequirement Compile(const Requirement& requirement, Vocabulary& vocabulary, bool with_texts) {
  CompiledRequirement to;
  to.tie_key = NameHash(absl::StrCat(requirement.name(), "@", requirement.revision()));
  to.terms = TermsOf(requirement, vocabulary, with_texts);
  for (const QueryTerm& term : to.terms) to.weight += term.weight;
  AddCpv(requirement, &to);
  to.telling = !to.cpv_codes.empty() || std::any_of(to.terms.begin(), to.terms.end(), [](const QueryTerm& term) { return term.telling; });
  for (const r::Criterion& criterion : requirement.criteria()) {
    CompiledCriterion compiled;
    compiled.test = CompileTest(criterion.test(), vocabulary);
    compiled.must = criterion.obligation() == r::OBLIGATION_MUST;
    compiled.weight = compiled.must ? 0 : std::max(1, criterion.weight());
    const Verification least = criterion.least_verification();
    if (least == t::VERIFICATION_EVIDENCED || least == t::VERIFICATION_VERIFIED) compiled.least = least;
    to.should_weight += compiled.weight;
    to.criteria.push_back(std::move(compiled));
  }
  to.need_by = ParseDay(requirement.need_by());
  return to;
}

uint64_t TieOf(uint64_t tie_key, uint64_t name_hash) { return Mix(name_hash ^ Mix(tie_key)); }

}  // namespace frontline::matching::engine
