#include <utility>

#include "services/matching/engine/group.h"
#include "services/matching/handlers.h"

namespace frontline::matching {

absl::Status GroupTexts(const Index& index, const Call&, const v1::GroupTextsRequest& request, const Snapshot&, v1::GroupTextsResponse* response) {
  const std::vector<absl::string_view> texts(request.texts().begin(), request.texts().end());
  for (engine::Group& group : engine::GroupTexts(texts, index.vocabulary())) {
    v1::TextGroup& to = *response->add_groups();
    for (size_t member : group.members) to.add_members(static_cast<int32_t>(member));
    for (std::string& word : group.words) to.add_words(std::move(word));
    to.set_example(static_cast<int32_t>(group.example));
  }
  return absl::OkStatus();
}

}  // namespace frontline::matching
