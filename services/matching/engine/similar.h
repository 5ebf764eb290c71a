// Needs that say the same. The measure is Dice's coefficient over weighted terms: twice what both say over what each says, so that the same words give
// 1,000 and a long need is not like everything.
#ifndef FRONTLINE_SERVICES_MATCHING_ENGINE_SIMILAR_H_
#define FRONTLINE_SERVICES_MATCHING_ENGINE_SIMILAR_H_

#include <cstdint>
#include <string>
#include <vector>

#include "frontline/matching/v1/matching_service.pb.h"
#include "frontline/requirement/v1/need.pb.h"
#include "services/matching/engine/vocabulary.h"

namespace frontline::matching::engine {

struct Corpus;

struct NeedTerm {
  TermId term = 0;
  int32_t weight = 0;
};

struct NeedEntry {
  std::string name;
  std::string statement;
  frontline::requirement::v1::NeedState state = frontline::requirement::v1::NEED_STATE_UNSPECIFIED;
  std::vector<NeedTerm> terms;  // by term, each once
  int64_t weight = 0;
  std::vector<std::string> texts;  // of `terms`, where asked for
};

// The statement counts double, the problem single.
NeedEntry NeedEntryOf(const frontline::requirement::v1::Need& need, Vocabulary& vocabulary, bool with_texts = false);

// The `limit` needs most like `question`, itself (by name) left out. Those that share no telling term are left out.
std::vector<frontline::matching::v1::SimilarNeed> FindSimilar(const Corpus& corpus, const NeedEntry& question, size_t limit, bool include_closed);

}  // namespace frontline::matching::engine

#endif  // FRONTLINE_SERVICES_MATCHING_ENGINE_SIMILAR_H_
