#include "services/matching/engine/criteria.h"

#include <gtest/gtest.h>

#include "google/protobuf/text_format.h"
#include "services/matching/engine/region.h"
#include "services/matching/engine/wording.h"

namespace frontline::matching::engine {
namespace {

using frontline::matching::v1::ANSWER_MET;
using frontline::matching::v1::ANSWER_MET_FROM;
using frontline::matching::v1::ANSWER_NOT_MET;
using frontline::matching::v1::ANSWER_UNKNOWN;
using frontline::requirement::v1::Test;
namespace t = frontline::type::v1;

constexpr char kToday[] = "2026-11-24";
constexpr char kNeedBy[] = "2027-04-01";

const Lexicon& TheLexicon() {
  static const auto* const lexicon = new Lexicon();
  return *lexicon;
}

template <typename Message>
Message Parse(const std::string& text) {
  Message message;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(text, &message)) << text;
  return message;
}

struct Case {
  std::string profile;  // as text, without the supplier's name
  std::string test;
  Verification least = t::VERIFICATION_DECLARED;
  std::string as_of = kNeedBy;
};

Worded Ask(const Case& c) {
  Profile profile = Parse<Profile>(c.profile);
  profile.mutable_supplier()->set_name("suppliers/acme");
  Vocabulary vocabulary(TheLexicon());
  const Test test = Parse<Test>(c.test);
  const SupplierFacts facts = FactsOf(profile, vocabulary);
  return Explain(test, CompileTest(test, vocabulary), profile, facts, {ParseDay(c.as_of), ParseDay(kToday), c.least});
}
Answer AnswerTo(const Case& c) { return Ask(c).outcome.answer; }

std::string Certification(const std::string& fields) {
  return "certifications { name: 'suppliers/acme/certifications/iso' type: 'iso-27001' " + fields + " }";
}
constexpr char kIso[] = "certification { type: 'iso-27001' }";

TEST(CertificationTest, HoldsUpToAndIncludingItsLastDay) {
  EXPECT_EQ(AnswerTo({Certification("valid_from: '2025-01-01' valid_to: '2027-04-01'"), kIso}), ANSWER_MET);
  EXPECT_EQ(AnswerTo({Certification("valid_from: '2025-01-01' valid_to: '2027-03-31'"), kIso}), ANSWER_NOT_MET);
  EXPECT_EQ(AnswerTo({Certification("valid_from: '2025-01-01'"), kIso}), ANSWER_MET);
}

TEST(CertificationTest, HoldsFromItsFirstDayOn) {
  EXPECT_EQ(AnswerTo({Certification("valid_from: '2026-11-24'"), kIso}), ANSWER_MET);
  const Worded from_tomorrow = Ask({Certification("valid_from: '2026-11-25'"), kIso});
  EXPECT_EQ(from_tomorrow.outcome.answer, ANSWER_MET_FROM);
  EXPECT_EQ(DayText(from_tomorrow.outcome.day), "2026-11-25");
  EXPECT_EQ(AnswerTo({Certification("valid_from: '2027-04-01'"), kIso}), ANSWER_MET_FROM);
  EXPECT_EQ(AnswerTo({Certification("valid_from: '2027-04-02'"), kIso}), ANSWER_NOT_MET);
}

TEST(CertificationTest, ThatIsExpectedCountsFromThatDayOn) {
  EXPECT_EQ(AnswerTo({Certification("expected_by: '2027-04-01'"), kIso}), ANSWER_MET_FROM);
  EXPECT_EQ(AnswerTo({Certification("expected_by: '2027-04-02'"), kIso}), ANSWER_NOT_MET);
  // The day has come and nothing was heard: a question.
  const Worded overdue = Ask({Certification("expected_by: '2026-11-24'"), kIso});
  EXPECT_EQ(overdue.outcome.answer, ANSWER_UNKNOWN);
  EXPECT_NE(overdue.reason.find("was expected by 24 November 2026"), std::string::npos) << overdue.reason;
}

TEST(CertificationTest, OfAnotherTypeOrLevelSaysNothing) {
  EXPECT_EQ(AnswerTo({"", kIso}), ANSWER_UNKNOWN);
  EXPECT_EQ(AnswerTo({Certification(""), "certification { type: 'iso-9001' }"}), ANSWER_UNKNOWN);
  EXPECT_EQ(AnswerTo({Certification("level: 'Plus'"), "certification { type: 'iso-27001' level: 'plus' }"}), ANSWER_MET);
  EXPECT_EQ(AnswerTo({Certification("level: 'basic'"), "certification { type: 'iso-27001' level: 'plus' }"}), ANSWER_UNKNOWN);
}

TEST(CertificationTest, OneThatHoldsOutweighsOneThatRanOut) {
  EXPECT_EQ(AnswerTo({Certification("valid_to: '2020-01-01'") + Certification("valid_to: '2030-01-01'"), kIso}), ANSWER_MET);
}

TEST(Verification, MustReachWhatIsAsked) {
  const std::string evidenced = Certification("provenance { verification: VERIFICATION_EVIDENCED }");
  EXPECT_EQ(AnswerTo({evidenced, kIso, t::VERIFICATION_EVIDENCED}), ANSWER_MET);
  EXPECT_EQ(AnswerTo({evidenced, kIso, t::VERIFICATION_VERIFIED}), ANSWER_UNKNOWN);
  EXPECT_EQ(AnswerTo({Certification(""), kIso, t::VERIFICATION_EVIDENCED}), ANSWER_UNKNOWN);
  const Worded verified = Ask({Certification("provenance { verification: VERIFICATION_VERIFIED }"), kIso, t::VERIFICATION_VERIFIED});
  EXPECT_EQ(verified.outcome.answer, ANSWER_MET);
  EXPECT_EQ(verified.verification, t::VERIFICATION_VERIFIED);
}

TEST(Verification, ThatLapsedMakesAQuestionUnlessTheFactIsOver) {
  EXPECT_EQ(AnswerTo({Certification("provenance { verification: VERIFICATION_LAPSED }"), kIso}), ANSWER_UNKNOWN);
  EXPECT_EQ(AnswerTo({Certification("valid_to: '2026-01-01' provenance { verification: VERIFICATION_LAPSED }"), kIso}), ANSWER_NOT_MET);
}

TEST(FrameworkTest, LooksAtReferenceLotAndDays) {
  const std::string on = "memberships { name: 'suppliers/acme/memberships/1' framework: 'RM6259' lot: '2' valid_to: '2027-04-01' }";
  EXPECT_EQ(AnswerTo({on, "framework { framework: 'rm6259' }"}), ANSWER_MET);
  EXPECT_EQ(AnswerTo({on, "framework { framework: 'RM6259' lot: '2' }"}), ANSWER_MET);
  EXPECT_EQ(AnswerTo({on, "framework { framework: 'RM6259' lot: '3' }"}), ANSWER_UNKNOWN);
  EXPECT_EQ(AnswerTo({on, "framework { framework: 'RM1' }"}), ANSWER_UNKNOWN);
  EXPECT_EQ(AnswerTo({on, "framework { framework: 'RM6259' }", t::VERIFICATION_DECLARED, "2027-04-02"}), ANSWER_NOT_MET);
}

TEST(RegionTest, IsContainedInWhatTheSupplierNames) {
  const auto serves = [](const std::string& region) { return "supplier { regions { region: '" + region + "' } }"; };
  EXPECT_EQ(AnswerTo({serves("UKJ"), "region { region: 'UKJ4' }"}), ANSWER_MET);
  EXPECT_EQ(AnswerTo({serves("UKJ4"), "region { region: 'UKJ' }"}), ANSWER_NOT_MET);
  EXPECT_EQ(AnswerTo({serves("GB-ENG"), "region { region: 'UKJ41' }"}), ANSWER_MET);
  EXPECT_EQ(AnswerTo({serves("GB-ENG"), "region { region: 'UKL' }"}), ANSWER_NOT_MET);
  EXPECT_EQ(AnswerTo({serves("UK"), "region { region: 'GB-SCT' }"}), ANSWER_MET);
  EXPECT_EQ(AnswerTo({serves("GB"), "region { region: 'UK' }"}), ANSWER_MET);
  EXPECT_EQ(AnswerTo({serves("UKN"), "region { region: 'GB-NIR' }"}), ANSWER_MET);
  EXPECT_EQ(AnswerTo({serves("UKJ"), "region { region: 'GB-ENG' }"}), ANSWER_NOT_MET);
  EXPECT_EQ(AnswerTo({"", "region { region: 'UKJ4' }"}), ANSWER_UNKNOWN);
}

TEST(Regions, ContainEachOther) {
  EXPECT_TRUE(RegionWithin("UKC", "GB-ENG"));
  EXPECT_TRUE(RegionWithin("UKK43", "GB-ENG"));
  EXPECT_FALSE(RegionWithin("UKM", "GB-ENG"));
  EXPECT_TRUE(RegionWithin("GB-ENG", "UK"));
  EXPECT_TRUE(RegionWithin("GB-WLS", "UKL"));
  EXPECT_TRUE(RegionWithin("GB-WLS", "GB-EAW"));
  EXPECT_FALSE(RegionWithin("UKN0", "GB-GBN"));
  EXPECT_TRUE(RegionWithin("GB-KEN", "GB"));
  EXPECT_FALSE(RegionWithin("UKJ", "UKJ4"));
  EXPECT_FALSE(RegionWithin("UK", "GB-ENG"));
}

TEST(VettingTest, KnowsTheTwoLadders) {
  const auto staff = [](const std::string& level, int people, const std::string& more = "") {
    return "supplier { vetted_staff { level: VETTING_LEVEL_" + level + " people: " + std::to_string(people) + " " + more + " } }";
  };
  EXPECT_EQ(AnswerTo({staff("NPPV3", 5), "vetting { level: VETTING_LEVEL_NPPV2 people: 5 }"}), ANSWER_MET);
  EXPECT_EQ(AnswerTo({staff("NPPV3", 5), "vetting { level: VETTING_LEVEL_NPPV2 people: 6 }"}), ANSWER_NOT_MET);
  EXPECT_EQ(AnswerTo({staff("NPPV2", 5), "vetting { level: VETTING_LEVEL_NPPV3 }"}), ANSWER_NOT_MET);
  EXPECT_EQ(AnswerTo({staff("SC", 50), "vetting { level: VETTING_LEVEL_NPPV2 }"}), ANSWER_UNKNOWN);
  EXPECT_EQ(AnswerTo({staff("DV", 1), "vetting { level: VETTING_LEVEL_BPSS }"}), ANSWER_MET);
  EXPECT_EQ(AnswerTo({staff("NPPV3", 5, "valid_to: '2027-03-31'"), "vetting { level: VETTING_LEVEL_NPPV3 }"}), ANSWER_NOT_MET);
  EXPECT_EQ(AnswerTo({staff("NPPV3", 5, "valid_to: '2027-04-01'"), "vetting { level: VETTING_LEVEL_NPPV3 }"}), ANSWER_MET);
}

TEST(VettingTest, AsksWhereOnlyTheSumWouldDo) {
  const std::string both =
      "supplier { vetted_staff { level: VETTING_LEVEL_NPPV2 people: 4 } vetted_staff { level: VETTING_LEVEL_NPPV3 people: 3 } }";
  EXPECT_EQ(AnswerTo({both, "vetting { level: VETTING_LEVEL_NPPV2 people: 4 }"}), ANSWER_MET);
  const Worded asked = Ask({both, "vetting { level: VETTING_LEVEL_NPPV2 people: 7 }"});
  EXPECT_EQ(asked.outcome.answer, ANSWER_UNKNOWN);
  EXPECT_NE(asked.reason.find("7 people in all"), std::string::npos) << asked.reason;
  EXPECT_EQ(AnswerTo({both, "vetting { level: VETTING_LEVEL_NPPV2 people: 8 }"}), ANSWER_NOT_MET);
}

TEST(NumberTest, IncludesItsBoundsAndKeepsToItsUnit) {
  const auto hours = [](const std::string& number, const std::string& unit) {
    return "supplier { attributes { key: 'battery-hours' number: " + number + " unit: '" + unit + "' } }";
  };
  const std::string between = "number { key: 'battery-hours' min: 8 max: 12 unit: 'h' }";
  EXPECT_EQ(AnswerTo({hours("8", "h"), between}), ANSWER_MET);
  EXPECT_EQ(AnswerTo({hours("12", "H"), between}), ANSWER_MET);
  EXPECT_EQ(AnswerTo({hours("7.999", "h"), between}), ANSWER_NOT_MET);
  EXPECT_EQ(AnswerTo({hours("12.001", "h"), between}), ANSWER_NOT_MET);
  EXPECT_EQ(AnswerTo({hours("10", "min"), between}), ANSWER_UNKNOWN);
  EXPECT_EQ(AnswerTo({"supplier { attributes { key: 'battery-hours' text: 'ten' } }", between}), ANSWER_UNKNOWN);
  EXPECT_EQ(AnswerTo({"", between}), ANSWER_UNKNOWN);
}

TEST(NumberTest, FindsTheAttributeOfACapabilityAndSaysWhose) {
  const Worded worded = Ask({"capabilities { name: 'suppliers/acme/capabilities/1' attributes { key: 'other' number: 1 } } "
                             "capabilities { name: 'suppliers/acme/capabilities/2' attributes { key: 'weight' number: 90 unit: 'g' } }",
                             "number { key: 'weight' max: 100 unit: 'g' }"});
  EXPECT_EQ(worded.outcome.answer, ANSWER_MET);
  EXPECT_EQ(worded.evidence, "suppliers/acme/capabilities/2 attributes weight");
}

TEST(ValueTest, TakesAnyOfItsValuesWhateverTheCase) {
  const std::string hosted = "supplier { attributes { key: 'hosting' text: 'United Kingdom' } }";
  EXPECT_EQ(AnswerTo({hosted, "value { key: 'hosting' values: 'Ireland' values: 'united kingdom' }"}), ANSWER_MET);
  EXPECT_EQ(AnswerTo({hosted, "value { key: 'hosting' values: 'Ireland' }"}), ANSWER_NOT_MET);
  EXPECT_EQ(AnswerTo({hosted, "value { key: 'colour' values: 'blue' }"}), ANSWER_UNKNOWN);
}

TEST(StatementTest, WantsAYesOrANo) {
  const std::string yes = "supplier { attributes { key: 'uk-data' statement: true } }";
  const std::string no = "supplier { attributes { key: 'uk-data' statement: false } }";
  EXPECT_EQ(AnswerTo({yes, "statement { key: 'uk-data' }"}), ANSWER_MET);
  EXPECT_EQ(AnswerTo({no, "statement { key: 'uk-data' }"}), ANSWER_NOT_MET);
  EXPECT_EQ(AnswerTo({no, "statement { key: 'uk-data' negated: true }"}), ANSWER_MET);
  EXPECT_EQ(AnswerTo({"", "statement { key: 'uk-data' negated: true }"}), ANSWER_UNKNOWN);
}

// Kleene's tables, the days included.
TEST(Groups, FollowKleene) {
  const Outcome met{ANSWER_MET, Why::kHolds, kNoDay, 0, -1};
  const Outcome early{ANSWER_MET_FROM, Why::kHolds, 10, 0, -1};
  const Outcome late{ANSWER_MET_FROM, Why::kHolds, 20, 0, -1};
  const Outcome unknown{ANSWER_UNKNOWN, Why::kNoFact, kNoDay, -1, -1};
  const Outcome missed{ANSWER_NOT_MET, Why::kEnded, 5, 0, -1};
  const auto all = [](const std::vector<Outcome>& outcomes) { return Conclude(CompiledTest::Kind::kAllOf, outcomes); };
  const auto any = [](const std::vector<Outcome>& outcomes) { return Conclude(CompiledTest::Kind::kAnyOf, outcomes); };
  EXPECT_EQ(all({met, met}).answer, ANSWER_MET);
  EXPECT_EQ(all({met, unknown}).answer, ANSWER_UNKNOWN);
  EXPECT_EQ(all({unknown, missed}).answer, ANSWER_NOT_MET);
  EXPECT_EQ(all({early, unknown}).answer, ANSWER_UNKNOWN);
  EXPECT_EQ(all({early, late, met}).answer, ANSWER_MET_FROM);
  EXPECT_EQ(all({early, late, met}).day, 20);
  EXPECT_EQ(any({missed, unknown, met}).answer, ANSWER_MET);
  EXPECT_EQ(any({late, unknown, early}).answer, ANSWER_MET_FROM);
  EXPECT_EQ(any({late, unknown, early}).day, 10);
  EXPECT_EQ(any({missed, unknown}).answer, ANSWER_UNKNOWN);
  EXPECT_EQ(any({missed, missed}).answer, ANSWER_NOT_MET);
}

TEST(Groups, NestAndSayWhatDecided) {
  const std::string test =
      "group { operator: OPERATOR_ANY_OF tests { certification { type: 'cyber-essentials' } } tests { group { operator: OPERATOR_ALL_OF "
      "tests { certification { type: 'iso-27001' } } tests { statement { key: 'uk-data' } } } } }";
  const Worded met = Ask({Certification("") + "supplier { attributes { key: 'uk-data' statement: true } }", test});
  EXPECT_EQ(met.outcome.answer, ANSWER_MET);
  EXPECT_EQ(met.evidence, "suppliers/acme/certifications/iso; suppliers/acme attributes uk-data");
  const Worded unknown = Ask({Certification(""), test});
  EXPECT_EQ(unknown.outcome.answer, ANSWER_UNKNOWN);
  EXPECT_NE(unknown.reason.find("uk-data"), std::string::npos) << unknown.reason;
  EXPECT_TRUE(unknown.evidence.empty()) << unknown.evidence;
}

TEST(Reasons, NameWhatIsMissing) {
  EXPECT_EQ(Ask({Certification("valid_to: '2027-03-31'"), kIso}).reason,
            "Not met: iso-27001 ends on 31 March 2027, before 1 April 2027. Missing: its renewal.");
  EXPECT_EQ(Ask({"", kIso}).reason, "Not known. Do you hold iso-27001, since when and until when?");
  EXPECT_EQ(Ask({"supplier { regions { region: 'UKL' } }", "region { region: 'UKJ4' }"}).reason, "Not met: serves UKL. Missing: UKJ4.");
}

}  // namespace
}  // namespace frontline::matching::engine
