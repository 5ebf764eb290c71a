// Who is ranked where among many, and what the corpus holds that is searched for it.
#include "services/matching/engine/matcher.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "services/matching/engine/corpus.h"
#include "services/matching/engine/explain.h"
#include "services/matching/engine/samples_for_test.h"

namespace frontline::matching::engine {
namespace {

using ::testing::IsEmpty;
namespace m = frontline::matching::v1;
namespace r = frontline::requirement::v1;

TEST(Ties, BreakDifferentlyFromRequirementToRequirementAndNotByName) {
  std::vector<std::string> first;
  for (int i = 0; i < 20; ++i) {
    LiveCorpus live(TheLexicon());
    for (const char* name : {"suppliers/aaa", "suppliers/bbb", "suppliers/zzz"}) {
      Profile profile = Zylophones();
      profile.mutable_supplier()->set_name(name);
      live.Put(profile);
    }
    live.Publish(1);
    r::Requirement requirement;
    requirement.set_name(absl::StrCat("forces/kent/requirements/r", i));
    requirement.set_title("zylophone");
    Vocabulary overlay(live.vocabulary(), 0);
    first.push_back(MatchSuppliers(*live.Current(), live.vocabulary(), Compile(requirement, overlay, false), kToday, 1).top[0].name);
  }
  for (const char* name : {"suppliers/aaa", "suppliers/bbb", "suppliers/zzz"}) EXPECT_GT(std::count(first.begin(), first.end(), name), 0) << name;
}

TEST(Ranking, GivesTheSameBytesInWhateverOrderSuppliersCame) {
  Random random(5);
  const r::Requirement requirement = random.Requirement();
  std::vector<Profile> profiles;
  for (int i = 0; i < 60; ++i) profiles.push_back(random.Supplier(i));
  const auto bytes = [&] {
    Explainer explainer(TheLexicon(), requirement, kToday);
    std::vector<Explained> explained;
    for (const Profile& profile : profiles) explained.push_back(explainer.Explain(profile));
    Rank(&explained);
    std::string all;
    for (const Explained& each : explained) absl::StrAppend(&all, each.candidate.SerializeAsString());
    return all;
  };
  const std::string once = bytes();
  std::reverse(profiles.begin(), profiles.end());
  EXPECT_EQ(bytes(), once);
}

TEST(Corpus, ReadersKeepTheMomentTheyTook) {
  LiveCorpus live(TheLexicon());
  for (int i = 0; i < 600; ++i) {
    Profile profile = Zylophones();
    profile.mutable_supplier()->set_name(absl::StrCat("suppliers/s", i));
    live.Put(profile);
  }
  EXPECT_EQ(live.Current()->suppliers.count(), 0u);
  live.Publish(7);
  const std::shared_ptr<const Corpus> before = live.Current();
  for (int i = 0; i < 600; i += 2) live.RemoveSupplier(absl::StrCat("suppliers/s", i));
  Profile changed = Zylophones();
  changed.mutable_supplier()->set_name("suppliers/s1");
  changed.mutable_capabilities(0)->set_title("another thing altogether");
  live.Put(changed);
  live.Publish(8);
  int rows = 0;
  before->suppliers.ForEach([&](const SupplierFacts& facts) {
    ++rows;
    if (facts.name == "suppliers/s1") {
      EXPECT_EQ(facts.terms.size(), 1u);
    }
  });
  EXPECT_EQ(rows, 600);
  EXPECT_EQ(before->generation, 7u);
  rows = 0;
  live.Current()->suppliers.ForEach([&](const SupplierFacts&) { ++rows; });
  EXPECT_EQ(rows, 300);
  EXPECT_EQ(live.Current()->suppliers.count(), 300u);
}

TEST(Corpus, HoldsPublishedRequirementsAlone) {
  LiveCorpus live(TheLexicon());
  r::Requirement requirement;
  requirement.set_name("forces/kent/requirements/r");
  requirement.set_title("zylophone");
  requirement.set_state(r::REQUIREMENT_STATE_PUBLISHED);
  live.Put(requirement);
  live.Publish(1);
  EXPECT_EQ(live.Current()->requirements.count(), 1u);
  requirement.set_state(r::REQUIREMENT_STATE_CLOSED);
  live.Put(requirement);
  live.Publish(2);
  EXPECT_EQ(live.Current()->requirements.count(), 0u);
}

TEST(MatchRequirements, ScoresAsMatchSuppliersDoes) {
  Random random(6);
  LiveCorpus live(TheLexicon());
  std::vector<r::Requirement> requirements;
  for (int i = 0; i < 100; ++i) {
    requirements.push_back(random.Requirement());
    requirements.back().set_name(absl::StrCat("forces/kent/requirements/r", i));
    live.Put(requirements.back());
  }
  live.Publish(1);
  const Profile profile = random.Supplier(1);
  Vocabulary overlay(live.vocabulary(), 0);
  const Ranking ranking = MatchRequirements(*live.Current(), live.vocabulary(), FactsOf(profile, overlay), kToday, "", 1000);
  EXPECT_EQ(ranking.considered, 100);
  for (const Ranked& ranked : ranking.top) {
    const auto at = std::find_if(requirements.begin(), requirements.end(), [&](const auto& each) { return each.name() == ranked.name; });
    const m::Candidate candidate = Once(*at, profile).candidate;
    EXPECT_EQ(ranked.score, candidate.score());
    EXPECT_EQ(ranked.standing, candidate.standing());
  }
  EXPECT_EQ(MatchRequirements(*live.Current(), live.vocabulary(), FactsOf(profile, overlay), kToday, "forces/ken", 9).considered, 0);
}

TEST(MatchRequirements, OffersNobodyARequirementThatSaysNothing) {
  LiveCorpus live(TheLexicon());
  r::Requirement requirement;
  requirement.set_name("forces/kent/requirements/r");
  requirement.set_title("Something else");
  requirement.set_state(r::REQUIREMENT_STATE_PUBLISHED);
  live.Put(requirement);
  live.Put(Zylophones());
  live.Publish(1);
  Vocabulary overlay(live.vocabulary(), 0);
  EXPECT_THAT(MatchRequirements(*live.Current(), live.vocabulary(), FactsOf(Zylophones(), overlay), kToday, "", 10).top, IsEmpty());
  // Its buyer may want to see whom the criteria alone would leave.
  EXPECT_EQ(MatchSuppliers(*live.Current(), live.vocabulary(), Compile(requirement, overlay, false), kToday, 10).top.size(), 1u);
}

TEST(SimilarNeeds, FindWhatSaysTheSameInOtherWords) {
  LiveCorpus live(TheLexicon());
  const auto need = [&](const std::string& name, const std::string& statement, r::NeedState state) {
    r::Need need;
    need.set_name(name);
    need.set_statement(statement);
    need.set_state(state);
    live.Put(need);
    return need;
  };
  const r::Need asked = need("forces/kent/needs/a", "Bodycam batteries die before the shift ends", r::NEED_STATE_LOGGED);
  need("forces/essex/needs/b", "Body worn video: battery dies before the end of a shift in winter", r::NEED_STATE_VALIDATED);
  need("forces/essex/needs/c", "Radios have no signal in the tunnel", r::NEED_STATE_LOGGED);
  need("forces/essex/needs/d", "Bodycam batteries die before the shift ends", r::NEED_STATE_MERGED);
  live.Publish(1);
  Vocabulary overlay(live.vocabulary(), 0);
  const std::vector<m::SimilarNeed> open = FindSimilar(*live.Current(), NeedEntryOf(asked, overlay, true), 10, false);
  ASSERT_EQ(open.size(), 1u);
  EXPECT_EQ(open[0].need(), "forces/essex/needs/b");
  EXPECT_GT(open[0].score(), 800);
  EXPECT_THAT(open[0].shared_terms(), ::testing::Contains("bodycam"));
  const std::vector<m::SimilarNeed> all = FindSimilar(*live.Current(), NeedEntryOf(asked, overlay, true), 10, true);
  ASSERT_EQ(all.size(), 2u);
  EXPECT_EQ(all[0].need(), "forces/essex/needs/d");
  EXPECT_EQ(all[0].score(), 1000);
}

}  // namespace
}  // namespace frontline::matching::engine
