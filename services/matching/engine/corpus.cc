#include "services/matching/engine/corpus.h"

#include <utility>

namespace frontline::matching::engine {

LiveCorpus::LiveCorpus(const Lexicon& lexicon) : vocabulary_(lexicon), current_(std::make_shared<const Corpus>()) {}

void LiveCorpus::Put(const Profile& profile) {
  suppliers_.Put(profile.supplier().name(), std::make_shared<const SupplierFacts>(FactsOf(profile, vocabulary_)));
}

void LiveCorpus::Put(const Requirement& requirement) {
  if (requirement.state() != frontline::requirement::v1::REQUIREMENT_STATE_PUBLISHED) {
    requirements_.Remove(requirement.name());
    return;
  }
  requirements_.Put(requirement.name(), std::make_shared<const RequirementEntry>(RequirementEntry{
                                            requirement.name(), Compile(requirement, vocabulary_, false), requirement.SerializeAsString()}));
}

void LiveCorpus::Put(const frontline::requirement::v1::Need& need) {
  needs_.Put(need.name(), std::make_shared<const NeedEntry>(NeedEntryOf(need, vocabulary_)));
}

void LiveCorpus::Publish(uint64_t generation) {
  auto next = std::make_shared<Corpus>();
  next->suppliers = suppliers_.View();
  next->requirements = requirements_.View();
  next->needs = needs_.View();
  next->generation = generation;
  std::lock_guard<std::mutex> lock(mutex_);
  current_ = std::move(next);
}

std::shared_ptr<const Corpus> LiveCorpus::Current() const {
  std::lock_guard<std::mutex> lock(mutex_);
  return current_;
}

}  // namespace frontline::matching::engine
