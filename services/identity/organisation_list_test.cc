#include <gmock/gmock.h>

#include "services/identity/store_for_test.h"

namespace frontline::identity {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class OrganisationListTest : public IdentityTest {
 protected:
  OrganisationListTest() {
    AddOrganisation("national/home", "Home Office", "jurisdiction: JURISDICTION_UNITED_KINGDOM");
    AddOrganisation("forces/kent", "Kent Police",
                    R"(region: "UKJ4" jurisdiction: JURISDICTION_ENGLAND_AND_WALES aliases: ["Chief Constable of Kent", "Heddlu"])");
    AddOrganisation("forces/surrey", "Surrey Police", R"(region: "UKJ2" jurisdiction: JURISDICTION_ENGLAND_AND_WALES)");
    AddOrganisation("forces/gwent", "Gwent Police",
                    R"(region: "UKL" jurisdiction: JURISDICTION_ENGLAND_AND_WALES parent_organisation: "national/home")");
    AddOrganisation("bodies/home-union", "Home Union", R"(parent_organisation: "national/home")");
  }
  std::vector<std::string> Names(const std::string& text) {
    auto response = Read(national_, ListOrganisations, FromText<v1::ListOrganisationsRequest>(text));
    EXPECT_TRUE(response.ok()) << response.status();
    std::vector<std::string> names;
    for (const v1::Organisation& organisation : response->organisations()) {
      EXPECT_FALSE(organisation.etag().empty());
      names.push_back(organisation.name());
    }
    return names;
  }
};

TEST_F(OrganisationListTest, IsInNameOrderOverOneCollectionOrAll) {
  EXPECT_THAT(Names(R"(parent: "forces")"), ElementsAre("forces/gwent", "forces/kent", "forces/surrey"));
  const auto all = ElementsAre("bodies/home-union", "forces/gwent", "forces/kent", "forces/surrey", "national/home");
  EXPECT_THAT(Names(""), all);
  EXPECT_THAT(Names(R"(parent: "-")"), all);
  EXPECT_THAT(Names(R"(parent: "suppliers")"), IsEmpty());
}

TEST_F(OrganisationListTest, FiltersNarrowEachOther) {
  EXPECT_THAT(Names(R"(region: "UKJ")"), ElementsAre("forces/kent", "forces/surrey"));
  EXPECT_THAT(Names(R"(region: "UKJ4")"), ElementsAre("forces/kent"));
  EXPECT_THAT(Names(R"(region: "GB-ENG")"), ElementsAre("forces/kent", "forces/surrey"));
  EXPECT_THAT(Names(R"(region: "UK")"), ElementsAre("forces/gwent", "forces/kent", "forces/surrey"));
  EXPECT_THAT(Names(R"(region: "UKI")"), IsEmpty());
  EXPECT_THAT(Names("jurisdiction: JURISDICTION_UNITED_KINGDOM"), ElementsAre("national/home"));
  EXPECT_THAT(Names(R"(parent_organisation: "national/home")"), ElementsAre("bodies/home-union", "forces/gwent"));
  EXPECT_THAT(Names(R"(parent_organisation: "national/home" parent: "forces")"), ElementsAre("forces/gwent"));
  EXPECT_THAT(Names(R"(parent_organisation: "national/home" region: "UKJ")"), IsEmpty());
  EXPECT_THAT(Names(R"(region: "UKJ" text: "surrey")"), ElementsAre("forces/surrey"));
}

TEST_F(OrganisationListTest, TextLooksIntoNamesAndAliasesWhateverTheCase) {
  EXPECT_THAT(Names(R"(text: "KENT chief")"), ElementsAre("forces/kent"));
  EXPECT_THAT(Names(R"(text: "home")"), ElementsAre("bodies/home-union", "national/home"));
  EXPECT_THAT(Names(R"(text: "kent heddlu")"), IsEmpty()) << "all the words must stand in one name";
}

TEST_F(OrganisationListTest, StateTellsTheMergedFromTheStanding) {
  Written(national_, MergeOrganisations,
          FromText<v1::MergeOrganisationsRequest>(R"(survivor: "forces/kent" merged: "forces/surrey" date: "2026-04-01")"));
  EXPECT_THAT(Names(R"(parent: "forces" state: ORGANISATION_STATE_MERGED)"), ElementsAre("forces/surrey"));
  EXPECT_THAT(Names(R"(parent: "forces" state: ORGANISATION_STATE_ACTIVE)"), ElementsAre("forces/gwent", "forces/kent"));
}

TEST_F(OrganisationListTest, PagesCoverTheListingOnceWhateverItIsReadFrom) {
  for (const char* filter : {"", R"(region: "UK")", R"(parent_organisation: "national/home")", R"(text: "police")"}) {
    const std::vector<std::string> all = Names(filter);
    auto request = FromText<v1::ListOrganisationsRequest>(filter);
    request.set_page_size(1);
    std::vector<std::string> paged;
    for (int i = 0; i < 10; ++i) {
      auto response = Read(national_, ListOrganisations, request);
      ASSERT_TRUE(response.ok()) << response.status();
      ASSERT_LE(response->organisations_size(), 1);
      for (const v1::Organisation& organisation : response->organisations()) paged.push_back(organisation.name());
      if (response->next_page_token().empty()) break;
      request.set_page_token(response->next_page_token());
    }
    EXPECT_EQ(paged, all) << filter;
  }
}

TEST_F(OrganisationListTest, APageTokenOfAnotherListingIsRefused) {
  auto response = Read(national_, ListOrganisations, FromText<v1::ListOrganisationsRequest>(R"(parent: "forces" page_size: 1)"));
  auto request = FromText<v1::ListOrganisationsRequest>(R"(parent: "bodies" page_size: 1)");
  request.set_page_token(response->next_page_token());
  EXPECT_EQ(base::ReasonOf(Read(national_, ListOrganisations, request).status()), "PAGE_TOKEN_INVALID");
  request.set_page_token("nonsense");
  EXPECT_EQ(base::ReasonOf(Read(national_, ListOrganisations, request).status()), "PAGE_TOKEN_INVALID");
}

TEST_F(OrganisationListTest, WhatCannotBeFilteredByIsRefused) {
  EXPECT_THAT(ViolationsOf(Read(national_, ListOrganisations, FromText<v1::ListOrganisationsRequest>(R"(parent: "needs")")).status()),
              HasSubstr("parent"));
  EXPECT_THAT(ViolationsOf(Read(national_, ListOrganisations, FromText<v1::ListOrganisationsRequest>(R"(text: "!")")).status()), HasSubstr("text"));
}

}  // namespace
}  // namespace frontline::identity
