// Everything that is matched, in memory: suppliers, published requirements and needs. One writer changes it and publishes; readers hold snapshots, which
// never change. Publishing swaps one pointer and copies only what changed (256 pointers for a supplier that changed), so that a change is visible at once.
//
// This is the seam for a faster engine: whatever finds the top candidates stands behind Corpus and MatchSuppliers (matcher.h).
#ifndef FRONTLINE_SERVICES_MATCHING_ENGINE_CORPUS_H_
#define FRONTLINE_SERVICES_MATCHING_ENGINE_CORPUS_H_

#include <cstdint>
#include <memory>
#include <mutex>
#include <string>

#include "frontline/requirement/v1/need.pb.h"
#include "frontline/requirement/v1/requirement.pb.h"
#include "services/matching/engine/facts.h"
#include "services/matching/engine/requirement.h"
#include "services/matching/engine/similar.h"
#include "services/matching/engine/slots.h"

namespace frontline::matching::engine {

// A published requirement.
struct RequirementEntry {
  std::string name;
  CompiledRequirement compiled;  // without texts
  std::string bytes;             // the Requirement, serialised: a tenth of the message's memory
};

// A moment. Immutable, thread-safe.
struct Corpus {
  Rows<SupplierFacts> suppliers;
  Rows<RequirementEntry> requirements;
  Rows<NeedEntry> needs;
  uint64_t generation = 0;  // the position of the change feed up to which it was followed
};

// Not thread-safe but for Current and vocabulary().
class LiveCorpus {
 public:
  // `lexicon` outlives it.
  explicit LiveCorpus(const Lexicon& lexicon);

  // Each takes the place of what had the name. A requirement that is not PUBLISHED is removed.
  void Put(const Profile& profile);
  void Put(const Requirement& requirement);
  void Put(const frontline::requirement::v1::Need& need);
  void RemoveSupplier(absl::string_view name) { suppliers_.Remove(name); }
  void RemoveRequirement(absl::string_view name) { requirements_.Remove(name); }
  void RemoveNeed(absl::string_view name) { needs_.Remove(name); }
  std::vector<std::string> SupplierNames() const { return suppliers_.Names(); }
  std::vector<std::string> RequirementNames() const { return requirements_.Names(); }
  std::vector<std::string> NeedNames() const { return needs_.Names(); }

  // Makes what was put and removed visible, as of `generation`.
  void Publish(uint64_t generation);
  // The last published; before the first, an empty one. Thread-safe.
  std::shared_ptr<const Corpus> Current() const;

  const Vocabulary& vocabulary() const { return vocabulary_; }

 private:
  Vocabulary vocabulary_;
  Slots<SupplierFacts> suppliers_;
  Slots<RequirementEntry> requirements_;
  Slots<NeedEntry> needs_;
  mutable std::mutex mutex_;
  std::shared_ptr<const Corpus> current_;  // under mutex_
};

}  // namespace frontline::matching::engine

#endif  // FRONTLINE_SERVICES_MATCHING_ENGINE_CORPUS_H_
