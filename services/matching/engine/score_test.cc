// What a score and a standing are: of one supplier for one requirement. Over random ones too.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <utility>

#include "absl/strings/str_cat.h"
#include "google/protobuf/text_format.h"
#include "services/matching/engine/apportion.h"
#include "services/matching/engine/corpus.h"
#include "services/matching/engine/cpv.h"
#include "services/matching/engine/explain.h"
#include "services/matching/engine/matcher.h"
#include "services/matching/engine/samples_for_test.h"

namespace frontline::matching::engine {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Not;
namespace m = frontline::matching::v1;
namespace r = frontline::requirement::v1;
namespace s = frontline::supplier::v1;

TEST(Score, IsExactlyTheSumOfWhatIsExplained) {
  Random random(1);
  for (int i = 0; i < 500; ++i) {
    const r::Requirement requirement = random.Requirement();
    const m::Candidate candidate = Once(requirement, random.Supplier(i)).candidate;
    const m::Explanation& explanation = candidate.explanation();
    int terms = 0;
    int possible = 0;
    for (const m::TermContribution& term : explanation.terms()) {
      terms += term.points();
      possible += term.points_possible();
      EXPECT_GE(term.points(), 0);
    }
    int criteria = 0;
    for (const m::CriterionResult& criterion : explanation.criteria()) {
      criteria += criterion.points();
      EXPECT_TRUE(criterion.points() == 0 || IsMet(criterion.answer()));
    }
    ASSERT_EQ(terms, explanation.text_points()) << explanation.ShortDebugString();
    ASSERT_EQ(criteria, explanation.criteria_points()) << explanation.ShortDebugString();
    ASSERT_EQ(terms + criteria, candidate.score());
    ASSERT_LE(candidate.score(), 1000);
    ASSERT_EQ(explanation.text_points_possible() + explanation.criteria_points_possible(), 1000);
    if (explanation.terms_size() > 0) {
      ASSERT_EQ(possible, explanation.text_points_possible());
    }
    ASSERT_EQ(explanation.criteria_size(), requirement.criteria_size());
  }
}

TEST(Score, OfTheIndexIsTheOneThatIsExplained) {
  Random random(2);
  LiveCorpus live(TheLexicon());
  std::vector<Profile> profiles;
  for (int i = 0; i < 60; ++i) {
    profiles.push_back(random.Supplier(i));
    live.Put(profiles.back());
  }
  live.Publish(1);
  for (int i = 0; i < 12; ++i) {
    const r::Requirement requirement = random.Requirement();
    Vocabulary overlay(live.vocabulary(), 0);
    const Ranking ranking = MatchSuppliers(*live.Current(), live.vocabulary(), Compile(requirement, overlay, false), kToday, 1000);
    std::vector<Explained> explained;
    for (const Profile& profile : profiles) {
      Explained each = Once(requirement, profile);
      if (each.relevant) explained.push_back(std::move(each));
    }
    Rank(&explained);
    ASSERT_EQ(ranking.top.size(), explained.size());
    ASSERT_EQ(ranking.considered, 60);
    for (size_t j = 0; j < explained.size(); ++j) {
      ASSERT_EQ(ranking.top[j].name, explained[j].candidate.supplier());
      ASSERT_EQ(ranking.top[j].score, explained[j].candidate.score());
      ASSERT_EQ(ranking.top[j].standing, explained[j].candidate.standing());
    }
  }
}

TEST(Score, DoesNotChangeWhenOtherSuppliersComeAndGo) {
  Random random(3);
  const r::Requirement requirement = random.Requirement();
  const Profile one = random.Supplier(0);
  const auto score_of = [&](LiveCorpus& live) {
    Vocabulary overlay(live.vocabulary(), 0);
    const Ranking ranking = MatchSuppliers(*live.Current(), live.vocabulary(), Compile(requirement, overlay, false), kToday, 10000);
    for (const Ranked& ranked : ranking.top) {
      if (ranked.name == one.supplier().name()) return ranked.score;
    }
    return -1;
  };
  LiveCorpus live(TheLexicon());
  live.Put(one);
  live.Publish(1);
  const int alone = score_of(live);
  for (int i = 1; i < 500; ++i) live.Put(random.Supplier(i));
  live.Publish(2);
  EXPECT_EQ(score_of(live), alone);
  for (int i = 1; i < 400; ++i) live.RemoveSupplier(absl::StrCat("suppliers/s", i));
  live.Publish(3);
  EXPECT_EQ(score_of(live), alone);
}

TEST(Score, DoesNotRiseByTextThatSaysNothingNew) {
  Random random(4);
  for (int i = 0; i < 200; ++i) {
    const r::Requirement requirement = random.Requirement();
    Profile profile = random.Supplier(i);
    if (profile.capabilities_size() == 0) continue;
    const int before = Once(requirement, profile).candidate.score();
    s::Capability* capability = profile.mutable_capabilities(random.Below(profile.capabilities_size()));
    switch (random.Below(4)) {
      case 0:  // says it all again
        capability->set_text(absl::StrCat(capability->text(), " ", capability->text(), " ", capability->title()));
        break;
      case 1:  // says nothing at length
        for (int w = 0; w < 200; ++w) absl::StrAppend(capability->mutable_text(), " and thereby filler", w, " of the");
        break;
      case 2: {  // another capability that says the same
        s::Capability copy = *capability;
        copy.set_name(copy.name() + "-again");
        *profile.add_capabilities() = copy;
        break;
      }
      case 3:  // another capability of what is in every notice
        profile.add_capabilities()->set_title("and also for the with of");
        break;
    }
    ASSERT_LE(Once(requirement, profile).candidate.score(), before) << requirement.ShortDebugString();
  }
}

TEST(Score, IsAThousandForAnIdealStatement) {
  r::Requirement requirement;
  requirement.set_title("Quenching zylophones");
  requirement.add_cpv_codes("35111000");
  Profile profile;
  s::Capability* capability = profile.add_capabilities();
  capability->set_title("Zylophone quenching");
  capability->add_cpv_codes("35111000-4");
  EXPECT_EQ(Once(requirement, profile).candidate.score(), 1000);
}

TEST(Score, OfTheTitleCountsMoreThanOfTheText) {
  r::Requirement requirement;
  requirement.set_title("Quenching");
  requirement.set_text("Also a zylophone is nice to have.");
  Profile quench;
  quench.add_capabilities()->set_title("quench");
  Profile zylophone;
  zylophone.add_capabilities()->set_title("zylophone");
  EXPECT_GT(Once(requirement, quench).candidate.score(), Once(requirement, zylophone).candidate.score());
}

TEST(Score, HearsSynonymsAndHintsOfThem) {
  r::Requirement requirement;
  requirement.set_title("Body worn video");
  const auto score = [&](const std::string& title) {
    Profile profile;
    profile.add_capabilities()->set_title(title);
    return Once(requirement, profile).candidate.score();
  };
  EXPECT_EQ(score("Bodycams"), 1000);
  EXPECT_EQ(score("BWV"), 1000);
  EXPECT_GT(score("Video editing"), 0);
  EXPECT_LT(score("Video editing"), 500);
  EXPECT_EQ(score("Dog food"), 0);
}

TEST(Score, OfProcurementWordsAloneIsNoCandidate) {
  r::Requirement requirement;
  requirement.set_title("Provision of a framework for the supply of zylophones");
  Profile profile;
  profile.add_capabilities()->set_title("Provision of framework services and supply contracts");
  EXPECT_FALSE(Once(requirement, profile).relevant);
}

TEST(Score, OfOneEverydayWordIsNoCandidate) {
  r::Requirement requirement;
  requirement.set_title("Quenching zylophones and marimbas");
  requirement.set_text("They must not be heavy. Bassoon, ocarina and glockenspiel are welcome, castanets, cymbals, harmonicas, trombones, xylophones, "
                       "accordions, harpsichords and timpani too, with a warranty.");
  Profile warranty;
  warranty.add_capabilities()->set_title("Warranty of cars");
  EXPECT_GT(Once(requirement, warranty).candidate.score(), 0);
  EXPECT_FALSE(Once(requirement, warranty).relevant);
  Profile marimba;
  marimba.add_capabilities()->set_title("Marimbas");
  EXPECT_TRUE(Once(requirement, marimba).relevant);
}

TEST(Cpv, CountsByTheDigitsShared) {
  EXPECT_EQ(SharedDigits(ParseCpv("35111000-4"), ParseCpv("35111000")), 8);
  EXPECT_EQ(SharedDigits(ParseCpv("35111000"), ParseCpv("35121000")), 3);
  EXPECT_EQ(SharedDigits(ParseCpv("35111000"), ParseCpv("45111000")), 0);
  EXPECT_EQ(ParseCpv("3511100"), 0u);
  int last = -1;
  for (int digits = 0; digits <= 8; ++digits) {
    EXPECT_GE(CpvStrength(digits), last);
    last = CpvStrength(digits);
  }
  EXPECT_EQ(CpvStrength(1), 0);
  EXPECT_EQ(CpvStrength(8), kFull);
  EXPECT_TRUE(CpvWithin(35111000, 35000000));
  EXPECT_FALSE(CpvWithin(36111000, 35000000));
  EXPECT_TRUE(CpvWithin(30000000, 30000000));
}

TEST(Apportion, SumsToThePointsAndKeepsToCaps) {
  EXPECT_THAT(Apportion(10, {1, 1, 1}), ElementsAre(4, 3, 3));
  EXPECT_THAT(Apportion(10, {0, 1, 0}), ElementsAre(0, 10, 0));
  EXPECT_THAT(Apportion(10, {1, 1, 1}, {2, 4, 4}), ElementsAre(2, 4, 4));
  EXPECT_THAT(Apportion(5, {}), IsEmpty());
  EXPECT_EQ(PointsFor(1000, 1, 3), 333);
  EXPECT_EQ(PointsFor(1000, 1, 2000), 1);
  EXPECT_EQ(PointsFor(1000, 0, 0), 0);
}

// --- standing ---

r::Requirement WithCriterion(r::Obligation obligation, const std::string& test) {
  r::Requirement requirement;
  requirement.set_name("forces/kent/requirements/r");
  requirement.set_title("zylophone");
  r::Criterion* criterion = requirement.add_criteria();
  criterion->set_id("c1");
  criterion->set_obligation(obligation);
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(test, criterion->mutable_test()));
  return requirement;
}

TEST(Standing, FollowsTheMusts) {
  const r::Requirement must = WithCriterion(r::OBLIGATION_MUST, "certification { type: 'iso' }");
  Profile profile = Zylophones();
  Explained asked = Once(must, profile);
  EXPECT_EQ(asked.candidate.standing(), m::STANDING_TO_BE_CLARIFIED);
  EXPECT_THAT(asked.candidate.questions(), Not(IsEmpty()));
  profile.add_certifications()->set_type("iso");
  EXPECT_EQ(Once(must, profile).candidate.standing(), m::STANDING_ELIGIBLE);
  profile.mutable_certifications(0)->set_valid_to("2020-01-01");
  EXPECT_EQ(Once(must, profile).candidate.standing(), m::STANDING_NEAR_MISS);
  const r::Requirement should = WithCriterion(r::OBLIGATION_SHOULD, "certification { type: 'iso' }");
  EXPECT_EQ(Once(should, profile).candidate.standing(), m::STANDING_ELIGIBLE);
}

TEST(Standing, IsExcludedByAMandatoryDebarmentInScopeAtTheDay) {
  r::Requirement requirement;
  requirement.set_title("zylophone");
  requirement.add_cpv_codes("35111000");
  requirement.set_need_by("2027-04-01");
  const auto standing = [&](const std::string& fields) {
    Profile profile = Zylophones();
    EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(
        "name: 'suppliers/acme/debarments/1' ground: 'fraud' valid_from: '2026-01-01' " + fields, profile.add_debarments()));
    const m::Candidate candidate = Once(requirement, profile).candidate;
    return std::make_pair(candidate.standing(), candidate.cautions_size());
  };
  EXPECT_EQ(standing("effect: EFFECT_MANDATORY"), std::make_pair(m::STANDING_EXCLUDED, 1));
  EXPECT_EQ(standing("effect: EFFECT_DISCRETIONARY"), std::make_pair(m::STANDING_ELIGIBLE, 1));
  EXPECT_EQ(standing("effect: EFFECT_MANDATORY scope_cpv_codes: '35000000'"), std::make_pair(m::STANDING_EXCLUDED, 1));
  EXPECT_EQ(standing("effect: EFFECT_MANDATORY scope_cpv_codes: '45000000'"), std::make_pair(m::STANDING_ELIGIBLE, 0));
  EXPECT_EQ(standing("effect: EFFECT_MANDATORY valid_to: '2027-04-01'"), std::make_pair(m::STANDING_EXCLUDED, 1));
  // Over before the day, but not today: shown.
  EXPECT_EQ(standing("effect: EFFECT_MANDATORY valid_to: '2027-03-31'"), std::make_pair(m::STANDING_ELIGIBLE, 1));
  EXPECT_EQ(standing("effect: EFFECT_MANDATORY valid_to: '2026-02-01'"), std::make_pair(m::STANDING_ELIGIBLE, 0));
}

TEST(Standing, OfAScopedDebarmentIsLeftToTheBuyerWhereTheRequirementHasNoCodes) {
  r::Requirement requirement;
  requirement.set_title("zylophone");
  Profile profile = Zylophones();
  ASSERT_TRUE(google::protobuf::TextFormat::ParseFromString(
      "name: 'suppliers/other/debarments/1' effect: EFFECT_MANDATORY ground: 'fraud' valid_from: '2026-01-01' scope_cpv_codes: '35000000'",
      profile.add_debarments()));
  const m::Candidate candidate = Once(requirement, profile).candidate;
  EXPECT_EQ(candidate.standing(), m::STANDING_ELIGIBLE);
  ASSERT_EQ(candidate.cautions_size(), 1);
  EXPECT_NE(candidate.cautions(0).find("of a connected supplier"), std::string::npos) << candidate.cautions(0);
}

}  // namespace
}  // namespace frontline::matching::engine
