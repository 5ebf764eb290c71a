#include "services/requirement/lint.h"

#include <gmock/gmock.h>

#include <algorithm>

#include "services/requirement/store_for_test.h"

namespace frontline::requirement {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

// The fields where `rule` warns.
std::vector<std::string> Fields(const std::string& rule, const std::string& requirement) {
  std::vector<std::string> fields;
  for (const v1::LintWarning& warning : Lint(Parse<v1::Requirement>(requirement))) {
    if (warning.rule() == rule) fields.push_back(warning.field());
  }
  return fields;
}

bool InMust(const std::string& rule, const std::string& text) {
  return !Fields(rule, "criteria { text: \"" + text + "\" obligation: OBLIGATION_MUST test { number { key: 'k' min: 1 } } }").empty();
}
bool InShould(const std::string& rule, const std::string& text) {
  return !Fields(rule, "criteria { text: \"" + text + "\" obligation: OBLIGATION_SHOULD test { number { key: 'k' min: 1 } } }").empty();
}

TEST(LintTest, HasNothingToSayOfAGoodRequirement) {
  EXPECT_THAT(Lint(Parse<v1::Requirement>(
                  "title: 'Body-worn video' text: 'Officers record what happens. Recordings can be shown in court.' needs: 'forces/kent/needs/n' "
                  "cpv_codes: '32323500' criteria { text: 'Records for 12 hours on one charge' obligation: OBLIGATION_MUST test { number { key: "
                  "'battery-hours' min: 12 } } }")),
              IsEmpty());
}

TEST(LintTest, WarnsOfBrandsWhereverTheyStand) {
  EXPECT_THAT(Fields("brand-name", "title: 'TASER training' text: 'Like the axon camera. It should be an iPhone.' criteria { text: 'Toughbook' }"),
              ElementsAre("title", "text", "criteria[0].text"));
  const auto warnings = Lint(Parse<v1::Requirement>("text: 'An Axon or a Motorola camera, the axon first.'"));
  EXPECT_THAT(warnings[0].message(), HasSubstr("Names Axon, Motorola."));
}

TEST(LintTest, ABrandAsAnExampleIsGood) {
  EXPECT_THAT(Fields("brand-name", "text: 'A Motorola MXP600 or equivalent.'"), IsEmpty());
  EXPECT_THAT(Fields("brand-name", "text: 'A camera or equivalent. It must be an Axon.'"), ElementsAre("text")) << "said of another sentence";
}

TEST(LintTest, WordsThatAreNoBrandAreGood) {
  EXPECT_THAT(
      Fields("brand-name", "text: 'The axonometric view, a ford in the river, an apple a day, windows of cars, the oracle of Delphi, awsome.'"),
      IsEmpty());
  EXPECT_THAT(Fields("brand-name", "text: 'A Ford or a Dell'"), ElementsAre("text"));
}

TEST(LintTest, WarnsOfMoreThanSixMusts) {
  std::string six;
  for (int i = 0; i < 6; ++i) six += "criteria { text: 'a' obligation: OBLIGATION_MUST test { number { key: 'k' min: 1 } } } ";
  EXPECT_THAT(Fields("many-musts", six + "criteria { text: 'a' obligation: OBLIGATION_SHOULD }"), IsEmpty());
  EXPECT_THAT(Fields("many-musts", six + "criteria { text: 'a' obligation: OBLIGATION_MUST }"), ElementsAre("criteria"));
}

TEST(LintTest, WarnsOfAuditedAccountsUnlessTheLawAsksForThem) {
  EXPECT_TRUE(InMust("audited-accounts", "Three years of audited accounts"));
  EXPECT_TRUE(InShould("audited-accounts", "Provides AUDITED financial statements for two years"));
  EXPECT_EQ(Fields("audited-accounts", "text: 'Send prices. Suppliers submit audited annual accounts.'").size(), 1u);
  EXPECT_FALSE(InMust("audited-accounts", "Audited accounts where required by law, otherwise management accounts"));
  EXPECT_FALSE(InMust("audited-accounts", "Audited accounts are not required"));
  EXPECT_FALSE(InMust("audited-accounts", "User accounts are locked after five tries"));
  EXPECT_FALSE(InMust("audited-accounts", "Unaudited accounts"));
  EXPECT_THAT(Fields("audited-accounts", "text: 'Every change is audited. User accounts expire.'"), IsEmpty());
}

TEST(LintTest, WarnsOfInsuranceBeforeTheAward) {
  EXPECT_TRUE(InMust("insurance-before-award", "Holds professional indemnity insurance of 5 million pounds"));
  EXPECT_TRUE(InMust("insurance-before-award", "Public liability insurance of at least 10 million pounds"));
  EXPECT_TRUE(InShould("insurance-before-award", "Proof of insurance with the bid"));
  EXPECT_EQ(Fields("insurance-before-award", "text: 'Employers liability insurance must be in place before award.'").size(), 1u);
  EXPECT_FALSE(InMust("insurance-before-award", "Will have public liability insurance by the start of the contract"));
  EXPECT_FALSE(InShould("insurance-before-award", "Public liability insurance of 10 million pounds"));
  EXPECT_FALSE(InMust("insurance-before-award", "Finds vehicles without insurance at the roadside"));
  EXPECT_THAT(Fields("insurance-before-award", "text: 'Insurance is needed for the duration of the contract.'"), IsEmpty());
}

TEST(LintTest, WarnsOfInsuranceTestedAsACertificate) {
  const std::string must = "criteria { text: 'Cover' obligation: OBLIGATION_MUST test { group { operator: OPERATOR_ANY_OF tests { ";
  EXPECT_THAT(Fields("insurance-before-award", must + "certification { type: 'public-liability-insurance' } } } } }"),
              ElementsAre("criteria[0].text"));
  EXPECT_THAT(Fields("insurance-before-award", must + "certification { type: 'iso-27001' } } } } }"), IsEmpty());
}

TEST(LintTest, WarnsOfEarlierAwardsAsked) {
  EXPECT_TRUE(InMust("prior-award", "Has an existing contract with a police force"));
  EXPECT_FALSE(InShould("prior-award", "Has an existing contract with a police force"));
  EXPECT_FALSE(InMust("prior-award", "Has done work of this size before"));
}

TEST(LintTest, WarnsOfWhatIsMissing) {
  EXPECT_THAT(Fields("no-need", "title: 't'"), ElementsAre("needs"));
  EXPECT_THAT(Fields("no-need", "needs: 'forces/kent/needs/a'"), IsEmpty());
  EXPECT_THAT(Fields("no-criteria", "title: 't'"), ElementsAre("criteria"));
  EXPECT_THAT(Fields("no-criteria", "criteria { text: 'a' }"), IsEmpty());
  EXPECT_THAT(Fields("no-code", "title: 't'"), ElementsAre("cpv_codes"));
  EXPECT_THAT(Fields("no-code", "cpv_codes: '35100000'"), IsEmpty());
}

TEST(LintTest, WarnsOfWordsThatCannotBeAnswered) {
  EXPECT_TRUE(InShould("vague-term", "A robust, modern system"));
  EXPECT_TRUE(InMust("vague-term", "State-of-the-art support"));
  EXPECT_FALSE(InMust("vague-term", "Robustness to IP67"));
  EXPECT_THAT(Fields("vague-term", "text: 'A modern system.'"), IsEmpty()) << "a text may describe";
}

TEST(LintTest, WarnsOfMustsThatRestOnTheSuppliersWord) {
  const std::string must = "criteria { text: 'a' obligation: OBLIGATION_MUST ";
  EXPECT_THAT(Fields("must-without-fact", must + "test { statement { key: 'k' } } }"), ElementsAre("criteria[0].test"));
  EXPECT_THAT(Fields("must-without-fact", must + "test { group { tests { statement { key: 'k' } } } } }"), ElementsAre("criteria[0].test"));
  EXPECT_THAT(Fields("must-without-fact", must + "least_verification: VERIFICATION_EVIDENCED test { statement { key: 'k' } } }"), IsEmpty());
  EXPECT_THAT(Fields("must-without-fact", must + "test { group { tests { statement { key: 'k' } } tests { region { region: 'UK' } } } } }"),
              IsEmpty());
  EXPECT_THAT(Fields("must-without-fact", "criteria { text: 'a' obligation: OBLIGATION_SHOULD test { statement { key: 'k' } } }"), IsEmpty());
}

TEST(LintTest, EveryMessageSaysWhatWouldBeBetterAndFits) {
  std::string all = "title: 'Axon' text: 'Audited accounts before award. Insurance with the bid.' ";
  for (int i = 0; i < 50; ++i) {
    all +=
        "criteria { text: 'Robust Axon with insurance with the bid, audited accounts, existing contract with Kent' obligation: OBLIGATION_MUST test "
        "{ "
        "statement { key: 'k' } } } ";
  }
  const std::vector<v1::LintWarning> warnings = Lint(Parse<v1::Requirement>(all));
  EXPECT_GT(warnings.size(), 250u);
  for (const v1::LintWarning& warning : warnings) {
    EXPECT_LE(warning.message().size(), 1000u);
    EXPECT_GE(std::count(warning.message().begin(), warning.message().end(), '.'), 2) << warning.message();
    EXPECT_FALSE(warning.accepted());
  }
}

}  // namespace
}  // namespace frontline::requirement
