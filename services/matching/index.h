// The index of this process: the corpus, who writes to it, and whether it is loaded. Thread-safe.
#ifndef FRONTLINE_SERVICES_MATCHING_INDEX_H_
#define FRONTLINE_SERVICES_MATCHING_INDEX_H_

#include <atomic>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>

#include "absl/functional/function_ref.h"
#include "services/matching/engine/configuration.h"
#include "services/matching/engine/corpus.h"

namespace frontline::matching {

class Index {
 public:
  Index() : corpus_(lexicon_), configuration_hash_(engine::ConfigurationHash(lexicon_)) {}

  // Two followers write, one at a time.
  void Write(absl::FunctionRef<void(engine::LiveCorpus&)> write) {
    std::lock_guard<std::mutex> lock(writer_);
    write(corpus_);
  }
  // Makes what was written visible. `generation`: the position of the suppliers' feed that it is as of; 0 leaves it as it was.
  void Publish(uint64_t generation) {
    std::lock_guard<std::mutex> lock(writer_);
    if (generation != 0) generation_ = generation;
    corpus_.Publish(generation_);
  }
  std::shared_ptr<const engine::Corpus> Current() const { return corpus_.Current(); }
  const engine::Lexicon& lexicon() const { return lexicon_; }
  const engine::Vocabulary& vocabulary() const { return corpus_.vocabulary(); }
  const std::string& configuration_hash() const { return configuration_hash_; }

 private:
  const engine::Lexicon lexicon_;
  std::mutex writer_;
  engine::LiveCorpus corpus_;
  uint64_t generation_ = 0;  // under writer_
  const std::string configuration_hash_;
};

}  // namespace frontline::matching

#endif  // FRONTLINE_SERVICES_MATCHING_INDEX_H_
