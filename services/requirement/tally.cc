#include "services/requirement/tally.h"

#include <algorithm>
#include <set>

#include "absl/strings/str_cat.h"

namespace frontline::requirement {
namespace {

// `count` of `base`, a base of at least five.
v1::Share ShareOf(int count, int base) {
  v1::Share share;
  if (count < kLeastOtherwise) {
    share.set_bound(v1::Share::BOUND_OR_LESS);
    share.set_percent((100 * kLeastOtherwise + base - 1) / base);
  } else if (base - count < kLeastOtherwise) {
    share.set_bound(v1::Share::BOUND_OR_MORE);
    share.set_percent(100 * (base - kLeastOtherwise) / base);
  } else {
    share.set_bound(v1::Share::BOUND_ROUNDED);
    share.set_percent((200 * count + base) / (2 * base));
  }
  return share;
}

std::string InWords(const v1::Share& share) {
  const char* bound = share.bound() == v1::Share::BOUND_OR_MORE ? " or more" : share.bound() == v1::Share::BOUND_OR_LESS ? " or less" : "";
  return absl::StrCat(share.percent(), "%", bound);
}

// The groups that are not shown.
std::set<std::string> Hidden(const std::vector<std::string>& groups, const std::map<std::string, Counts>& counts) {
  std::vector<std::pair<int, std::string>> by_size;
  for (const std::string& group : groups) {
    const auto found = counts.find(group);
    by_size.emplace_back(found == counts.end() ? 0 : found->second.base(), group);
  }
  std::sort(by_size.begin(), by_size.end());
  std::set<std::string> hidden;
  int answers = 0;
  for (const auto& [size, group] : by_size) {
    const bool gives_away = !hidden.empty() && (answers < kLeastInGroup || hidden.size() < 2);
    if (size >= kLeastInGroup && !gives_away) break;
    hidden.insert(group);
    answers += size;
  }
  return hidden;
}

}  // namespace

v1::ConsultationResult Tally(const std::vector<std::string>& groups, const std::map<std::string, Counts>& counts) {
  Counts all;
  for (const auto& [group, of_group] : counts) {
    all.endorse += of_group.endorse;
    all.object += of_group.object;
    all.unsure += of_group.unsure;
  }
  v1::ConsultationResult result;
  result.set_objections(all.object > 0);
  if (all.base() < kLeastAnswers) {
    result.set_fewer_than_ten(true);
    result.set_summary("Fewer than ten people answered.");
    return result;
  }
  result.set_base(all.base());
  *result.mutable_endorse() = ShareOf(all.endorse, all.base());
  *result.mutable_object() = ShareOf(all.object, all.base());
  *result.mutable_unsure() = ShareOf(all.unsure, all.base());
  result.set_summary(absl::StrCat("Of ", all.base(), " people who answered, ", InWords(result.endorse()), " endorsed it, ", InWords(result.object()),
                                  " objected and ", InWords(result.unsure()), " could not say."));
  const std::set<std::string> hidden = Hidden(groups, counts);
  for (const std::string& group : groups) {
    v1::GroupResult& shown = *result.add_groups();
    shown.set_group(group);
    const auto found = counts.find(group);
    if (hidden.count(group) > 0 || found == counts.end()) {
      shown.set_suppressed(true);
      continue;
    }
    const Counts& of_group = found->second;
    shown.set_base(of_group.base());
    *shown.mutable_endorse() = ShareOf(of_group.endorse, of_group.base());
    *shown.mutable_object() = ShareOf(of_group.object, of_group.base());
    *shown.mutable_unsure() = ShareOf(of_group.unsure, of_group.base());
  }
  return result;
}

}  // namespace frontline::requirement
