// For the tests of scores and rankings: requirements and suppliers, random ones from fixed seeds.
#ifndef FRONTLINE_SERVICES_MATCHING_ENGINE_SAMPLES_FOR_TEST_H_
#define FRONTLINE_SERVICES_MATCHING_ENGINE_SAMPLES_FOR_TEST_H_

#include <cstdint>
#include <random>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "frontline/requirement/v1/requirement.pb.h"
#include "services/matching/engine/explain.h"

namespace frontline::matching::engine {

inline const Day kToday = ParseDay("2026-11-24");

inline const Lexicon& TheLexicon() {
  static const auto* const lexicon = new Lexicon();
  return *lexicon;
}

// Makes requirements and suppliers of words that often meet.
class Random {
 public:
  explicit Random(uint32_t seed) : engine_(seed) {}
  int Below(int bound) { return static_cast<int>(engine_() % static_cast<uint32_t>(bound)); }
  bool Coin() { return Below(2) == 0; }
  std::string Text(int words) {
    static const std::vector<std::string> kWords = {"bodycam", "body worn video", "custody", "drone",   "evidence",  "framework", "supply",  "vehicle",  "forensic",
                                                    "the",     "quench",          "radio",   "battery", "officers",  "training",  "27001",   "2025",     "livery",
                                                    "cloud",   "hosting",         "records", "system",  "detention", "zylophone", "carbine", "analysis", "police"};
    std::string text;
    for (int i = 0; i < words; ++i) absl::StrAppend(&text, i == 0 ? "" : " ", kWords[static_cast<size_t>(Below(static_cast<int>(kWords.size())))]);
    return text;
  }
  std::string Cpv() { return absl::StrCat(35100000 + Below(4) * 10000 + Below(3) * 1000); }
  std::string Date() { return DayText(kToday - 200 + Below(600)); }

  frontline::requirement::v1::Requirement Requirement() {
    namespace r = frontline::requirement::v1;
    r::Requirement requirement;
    requirement.set_name(absl::StrCat("forces/kent/requirements/r", Below(1000)));
    requirement.set_revision(1 + Below(5));
    requirement.set_state(r::REQUIREMENT_STATE_PUBLISHED);
    requirement.set_title(Text(1 + Below(6)));
    requirement.set_text(Text(Below(150)));
    for (int i = Below(3); i > 0; --i) requirement.add_cpv_codes(Cpv());
    if (Coin()) requirement.set_need_by(Date());
    for (int i = Below(6); i > 0; --i) {
      r::Criterion* criterion = requirement.add_criteria();
      criterion->set_id(absl::StrCat("c", i));
      criterion->set_text("criterion");
      criterion->set_obligation(Coin() ? r::OBLIGATION_MUST : r::OBLIGATION_SHOULD);
      if (criterion->obligation() == r::OBLIGATION_SHOULD) criterion->set_weight(Below(101));
      if (Coin()) {
        criterion->mutable_test()->mutable_certification()->set_type(absl::StrCat("type-", Below(4)));
      } else {
        criterion->mutable_test()->mutable_region()->set_region("UKJ4");
      }
    }
    return requirement;
  }
  Profile Supplier(int id) {
    Profile profile;
    const std::string name = absl::StrCat("suppliers/s", id);
    profile.mutable_supplier()->set_name(name);
    profile.mutable_supplier()->set_display_name(absl::StrCat("Supplier ", id));
    profile.mutable_supplier()->set_description(Text(Below(20)));
    if (Coin()) profile.mutable_supplier()->add_regions()->set_region(Coin() ? "UKJ" : "UKL");
    for (int i = Below(5); i > 0; --i) {
      frontline::supplier::v1::Capability* capability = profile.add_capabilities();
      capability->set_name(absl::StrCat(name, "/capabilities/", i));
      capability->set_title(Text(1 + Below(5)));
      capability->set_text(Text(Below(120)));
      for (int c = Below(3); c > 0; --c) capability->add_cpv_codes(Cpv());
    }
    for (int i = Below(4); i > 0; --i) {
      frontline::supplier::v1::Certification* certification = profile.add_certifications();
      certification->set_name(absl::StrCat(name, "/certifications/", i));
      certification->set_type(absl::StrCat("type-", Below(4)));
      if (Coin()) certification->set_valid_to(Date());
      if (Coin()) certification->set_valid_from(Date());
    }
    return profile;
  }

 private:
  std::mt19937 engine_;
};

inline Explained Once(const frontline::requirement::v1::Requirement& requirement, const Profile& profile) {
  return Explainer(TheLexicon(), requirement, kToday).Explain(profile);
}

inline Profile Zylophones() {
  Profile profile;
  profile.mutable_supplier()->set_name("suppliers/acme");
  profile.add_capabilities()->set_title("zylophone");
  return profile;
}

}  // namespace frontline::matching::engine

#endif  // FRONTLINE_SERVICES_MATCHING_ENGINE_SAMPLES_FOR_TEST_H_
