#include "services/requirement/code_rank.h"

#include <algorithm>
#include <set>

#include "services/requirement/need_record.h"
#include "services/requirement/tables.h"

namespace frontline::requirement {
namespace {

constexpr size_t kBlock = 1000;
// Shared weight × share of the label that scores 1,000.
constexpr int kFullWeight = 32;
constexpr int kMostWeight = 8;

// Stems that labels have whatever they are about: a code that shares nothing else is not proposed ("work" for construction work).
bool SaysNothing(absl::string_view stem) {
  static const auto* const stems = new std::set<absl::string_view>{"work", "servic", "equip", "suppli", "product", "relat", "part", "miscellan"};
  return stems->count(stem) > 0;
}

struct Label {
  std::string code;
  std::string text;
  WordMap words;
};

absl::StatusOr<std::vector<Label>> Labels(const storage::Reader& reader) {
  std::vector<Label> labels;
  std::string after;
  do {
    absl::StatusOr<storage::Page<stored::v1::CodeRecord>> page = Codes().List(reader, "codes/cpv/", after, kBlock);
    if (!page.ok()) return ForCaller(page.status(), kCpvList);
    for (const auto& row : page->rows) {
      labels.push_back({row.record.code().code().substr(0, 8), row.record.code().label(), WordsOf(row.record.code().label())});
    }
    after = page->next;
  } while (!after.empty());
  return labels;
}

}  // namespace

std::map<std::string, int> WeightsOf(const std::map<std::string, int>& having, int texts) {
  std::map<std::string, int> weights;
  for (const auto& [stem, count] : having) {
    int digits = 0;
    for (int ratio = texts / std::max(1, count); ratio > 0; ratio >>= 1) ++digits;
    weights[stem] = std::max(1, 2 * digits);
  }
  return weights;
}

absl::StatusOr<std::vector<v1::CodeProposal>> RankCodes(const storage::Reader& reader, const AskedWords& asked,
                                                        const std::map<std::string, CodeUse>& used, size_t most) {
  absl::StatusOr<std::vector<Label>> labels = Labels(reader);
  if (!labels.ok()) return labels.status();
  std::map<std::string, int> having;
  for (const Label& label : *labels) {
    for (const auto& [stem, word] : label.words) ++having[stem];
  }
  const std::map<std::string, int> weights = WeightsOf(having, static_cast<int>(labels->size()));
  std::vector<v1::CodeProposal> proposals;
  for (const Label& label : *labels) {
    int64_t said = 0;  // in halves
    int64_t all = 0;
    bool telling = false;
    std::vector<std::pair<int, std::string>> words;
    for (const auto& [stem, word] : label.words) {
      const int weight = weights.at(stem);
      all += 2 * weight;
      const int halves = asked.main.count(stem) > 0 ? 2 : asked.beside.count(stem) > 0 ? 1 : 0;
      said += halves * weight;
      telling |= halves > 0 && !SaysNothing(stem);
      if (halves > 0) words.emplace_back(-weight * halves, word);
    }
    const auto chosen = used.find(label.code);
    const CodeUse use = chosen == used.end() ? CodeUse() : chosen->second;
    const int weight = std::min(use.weight, kMostWeight);
    if (!telling && use.requirements == 0) continue;
    const int64_t plain = all == 0 ? 0 : 1000 * said * said / (all * 2 * kFullWeight);
    v1::CodeProposal proposal;
    // What others chose counts even when no word fits.
    proposal.set_score(static_cast<int32_t>(std::clamp<int64_t>(plain + plain * weight / 2 + 50 * weight, 1, 1000)));
    proposal.set_code(label.code);
    proposal.set_label(label.text);
    proposal.set_requirements(use.requirements);
    std::sort(words.begin(), words.end());
    for (auto& [weight, word] : words) proposal.add_words(word);
    proposals.push_back(std::move(proposal));
  }
  // Not every code that can be used is in the list, until a complete one is imported.
  for (const auto& [code, use] : used) {
    const bool listed = std::any_of(labels->begin(), labels->end(), [code = code](const Label& label) { return label.code == code; });
    if (listed) continue;
    v1::CodeProposal proposal;
    proposal.set_code(code);
    proposal.set_requirements(use.requirements);
    proposal.set_score(std::max(1, 50 * std::min(use.weight, kMostWeight)));
    proposals.push_back(std::move(proposal));
  }
  std::stable_sort(proposals.begin(), proposals.end(), [](const v1::CodeProposal& a, const v1::CodeProposal& b) {
    return a.score() != b.score() ? a.score() > b.score() : a.code() < b.code();
  });
  if (proposals.size() > most) proposals.resize(most);
  return proposals;
}

}  // namespace frontline::requirement
