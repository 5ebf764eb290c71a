#include "services/exchange/ocds_merge.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"

namespace frontline::exchange {
namespace {

constexpr double kMostExact = 1e15;

template <typename Element>
void JoinById(const google::protobuf::RepeatedPtrField<Element>& from, google::protobuf::RepeatedPtrField<Element>* to) {
  const auto nameless = [](const Element& element) { return IdText(element.id()).empty(); };
  if (std::any_of(from.begin(), from.end(), nameless)) to->erase(std::remove_if(to->begin(), to->end(), nameless), to->end());
  std::map<std::string, int> places;
  for (int i = 0; i < to->size(); ++i) places.emplace(IdText(to->Get(i).id()), i);
  for (const Element& element : from) {
    const auto same = nameless(element) ? places.end() : places.find(IdText(element.id()));
    if (same == places.end()) {
      *to->Add() = element;
    } else {
      *to->Mutable(same->second) = element;
    }
  }
}

// The moment of a release; of one that has no right date, before all others, where it was found.
absl::Time TimeOf(const oc::Release& release) {
  absl::Time time;
  if (absl::ParseTime(absl::RFC3339_full, release.date(), &time, nullptr)) return time;
  if (absl::ParseTime("%Y-%m-%dT%H:%M:%E*S", release.date(), &time, nullptr)) return time;
  return absl::ParseTime("%Y-%m-%d", release.date(), &time, nullptr) ? time : absl::InfinitePast();
}

}  // namespace

bool IsExactId(const google::protobuf::Value& id) {
  if (id.kind_case() != google::protobuf::Value::kNumberValue) return true;
  const double number = id.number_value();
  return std::abs(number) < kMostExact && number == std::trunc(number);
}

std::string IdText(const google::protobuf::Value& id) {
  if (id.kind_case() != google::protobuf::Value::kNumberValue) return id.string_value();
  return IsExactId(id) ? absl::StrCat(static_cast<int64_t>(id.number_value())) : absl::StrCat(id.number_value());
}

void MergeLater(const oc::Release& later, oc::Release* merged) {
  if (later.has_tender()) *merged->mutable_tender() = later.tender();
  if (later.has_buyer()) *merged->mutable_buyer() = later.buyer();
  if (!later.title().empty()) merged->set_title(later.title());
  JoinById(later.parties(), merged->mutable_parties());
  JoinById(later.awards(), merged->mutable_awards());
  merged->set_id(later.id());
  merged->set_date(later.date());
}

oc::Release Merged(std::vector<oc::Release> releases) {
  std::stable_sort(releases.begin(), releases.end(), [](const oc::Release& a, const oc::Release& b) { return TimeOf(a) < TimeOf(b); });
  oc::Release merged = std::move(releases[0]);
  for (size_t r = 1; r < releases.size(); ++r) MergeLater(releases[r], &merged);
  return merged;
}

}  // namespace frontline::exchange
