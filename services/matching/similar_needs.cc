#include <utility>

#include "services/base/errors.h"
#include "services/matching/engine/similar.h"
#include "services/matching/handlers.h"

namespace frontline::matching {
namespace {

constexpr int kDefaultLimit = 10;

}  // namespace

absl::Status SimilarNeeds(const Index& index, const Call& call, const v1::SimilarNeedsRequest& request, const Snapshot&,
                          v1::SimilarNeedsResponse* response) {
  if (request.need().empty() == request.text().empty()) return base::InvalidField("need", "give either a need or a text");
  frontline::requirement::v1::Need question;
  if (request.need().empty()) {
    question.set_statement(request.text());
  } else {
    absl::StatusOr<frontline::requirement::v1::Need> need = AskNeed(call, request.need());
    if (!need.ok()) return need.status();
    question = *std::move(need);
  }
  const std::shared_ptr<const engine::Corpus> corpus = index.Current();
  engine::Vocabulary overlay(index.vocabulary(), 0);
  const size_t limit = static_cast<size_t>(request.limit() == 0 ? kDefaultLimit : request.limit());
  for (v1::SimilarNeed& need : engine::FindSimilar(*corpus, engine::NeedEntryOf(question, overlay, true), limit, request.include_closed())) {
    *response->add_needs() = std::move(need);
  }
  response->set_needs_considered(static_cast<int32_t>(corpus->needs.count()));
  response->set_index_generation(corpus->generation);
  return absl::OkStatus();
}

}  // namespace frontline::matching
