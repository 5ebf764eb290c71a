#include "services/supplier/store_for_test.h"

namespace frontline::supplier {
namespace {

using ::testing::ElementsAre;

class ProfileTest : public SupplierTest {
 protected:
  std::vector<v1::Profile> List(int page_size) {
    v1::ListProfilesRequest request;
    request.set_page_size(page_size);
    std::vector<v1::Profile> profiles;
    for (int page = 0; page < 1000; ++page) {
      auto response = Read(Officer(), ListProfiles, request);
      EXPECT_TRUE(response.ok()) << response.status();
      EXPECT_GT(response->profiles_size(), 0);
      EXPECT_EQ(response->change_sequence(), Changes());
      profiles.insert(profiles.end(), response->profiles().begin(), response->profiles().end());
      if (response->next_page_token().empty()) return profiles;
      request.set_page_token(response->next_page_token());
    }
    ADD_FAILURE() << "the pages do not end";
    return profiles;
  }
};

TEST_F(ProfileTest, AProfileHoldsAllThatLiesWithinTheSupplier) {
  AddSupplier("suppliers/acme");
  AddSupplier("suppliers/acme-b", R"(display_name: "Bolt")");
  AddCapability("suppliers/acme", "2", R"(title: "b")");
  AddCapability("suppliers/acme", "1", R"(title: "a")");
  AddCapability("suppliers/acme-b", "1", R"(title: "not this")");
  AddCertification("suppliers/acme", "iso", R"(type: "iso-27001")");
  AddMembership("suppliers/acme", "rm", R"(framework: "RM6259")");
  AddDebarment("suppliers/acme", "1");
  const v1::Profile profile = Profile("suppliers/acme");
  ASSERT_EQ(profile.capabilities_size(), 2);
  EXPECT_EQ(profile.capabilities(0).title(), "a");
  EXPECT_FALSE(profile.capabilities(0).etag().empty());
  EXPECT_EQ(profile.certifications_size(), 1);
  EXPECT_EQ(profile.memberships_size(), 1);
  EXPECT_EQ(profile.debarments_size(), 1);
  EXPECT_EQ(profile.supplier().SerializeAsString(), Supplier("suppliers/acme").SerializeAsString());
}

// '-' sorts before '/', so what lies within suppliers is stored in another order than the suppliers.
TEST_F(ProfileTest, AListingGivesEachProfileAsReadAloneWhateverThePageSize) {
  std::vector<std::string> names;
  for (const char* name : {"a", "a-b", "a-b-c", "a0", "b", "b-1", "ba", "c"}) names.push_back(std::string("suppliers/") + name);
  for (size_t i = 0; i < names.size(); ++i) {
    AddSupplier(names[i], "display_name: 'S" + std::to_string(i) + "'");
    for (size_t j = 0; j < i % 3; ++j) AddCapability(names[i], std::to_string(j), "title: 'c" + std::to_string(i) + "'");
    if (i % 2 == 1) AddCertification(names[i], "iso", R"(type: "iso-27001")");
    if (i % 4 != 0) AddMembership(names[i], "rm", R"(framework: "RM1")");
  }
  AddDebarment("suppliers/a-b", "1");
  for (const int page_size : {1, 2, 3, 7, 8, 1000}) {
    const std::vector<v1::Profile> listed = List(page_size);
    ASSERT_EQ(listed.size(), names.size());
    for (size_t i = 0; i < names.size(); ++i) {
      EXPECT_EQ(listed[i].SerializeAsString(), Profile(names[i]).SerializeAsString()) << names[i] << " in pages of " << page_size;
    }
  }
}

TEST_F(ProfileTest, APageEndsWhenItHasGrownLarge) {
  // More than one batch of rows of each kind, and more than a page's bytes.
  ASSERT_TRUE(storage::CommitAndWait(*store_, [](Transaction& tx) -> absl::Status {
                for (int i = 0; i < 400; ++i) {
                  const std::string name = "suppliers/s" + std::to_string(1000 + i);
                  SupplierRecord supplier;
                  supplier.mutable_supplier()->set_name(name);
                  if (absl::Status status = Suppliers().Create(tx, name, supplier); !status.ok()) return status;
                  for (int j = 0; j < 3; ++j) {
                    CapabilityRecord record;
                    record.mutable_capability()->set_name(name + "/capabilities/" + std::to_string(j));
                    record.mutable_capability()->set_text(std::string(5000, 'x'));
                    if (absl::Status status = Capabilities().Create(tx, record.capability().name(), record); !status.ok()) return status;
                  }
                }
                return absl::OkStatus();
              }).ok());
  auto first = Read(Officer(), ListProfiles, FromText<v1::ListProfilesRequest>("page_size: 1000"));
  EXPECT_LT(first->ByteSizeLong(), 4u << 20);
  EXPECT_LT(first->profiles_size(), 400);
  const std::vector<v1::Profile> all = List(1000);
  ASSERT_EQ(all.size(), 400u);
  for (const v1::Profile& profile : all) EXPECT_EQ(profile.capabilities_size(), 3) << profile.supplier().name();
}

TEST_F(ProfileTest, ConfirmingAllFactsDatesThemTodayAndRenewsWhatHadNotRunOut) {
  AddSupplier("suppliers/acme", R"(display_name: "Acme" regions { region: "UKJ" } regions { region: "UKI" })");
  AddCapability("suppliers/acme", "1", R"(title: "Radios" attributes { key: "a" number: 1 })");
  AddCertification("suppliers/acme", "iso", R"(type: "iso-27001")");
  AddCertification("suppliers/acme", "old", R"(type: "iso-9001" valid_to: "2026-12-01")");
  Verified("suppliers/acme/certifications/iso");
  now_ += absl::Hours(24) * 400;
  EXPECT_EQ(Profile("suppliers/acme").certifications(0).provenance().verification(), type::v1::VERIFICATION_LAPSED);
  const auto response = Written(Editor("suppliers/acme"), ConfirmFacts, FromText<v1::ConfirmFactsRequest>(R"(name: "suppliers/acme")"));
  EXPECT_EQ(response.confirmed_on(), "2027-12-29");
  EXPECT_EQ(response.facts_confirmed(), 6);
  EXPECT_EQ(response.resources_confirmed(), 4);
  const v1::Profile profile = Profile("suppliers/acme");
  EXPECT_EQ(profile.supplier().confirmed_on(), "2027-12-29");
  EXPECT_EQ(profile.supplier().regions(1).provenance().verification(), type::v1::VERIFICATION_DECLARED);
  EXPECT_EQ(profile.capabilities(0).attributes(0).provenance().confirmed_on(), "2027-12-29");
  EXPECT_EQ(profile.certifications(0).provenance().verification(), type::v1::VERIFICATION_VERIFIED) << "as well established as before";
  EXPECT_EQ(profile.certifications(1).provenance().verification(), type::v1::VERIFICATION_LAPSED) << "it has run out";
  const uint64_t changes = Changes();
  Written(Editor("suppliers/acme"), ConfirmFacts, FromText<v1::ConfirmFactsRequest>(R"(name: "suppliers/acme")"));
  EXPECT_EQ(Changes(), changes) << "confirming twice a day changes nothing";
}

TEST_F(ProfileTest, ConfirmingNamedResourcesLeavesTheOthersAndRefusesStrangers) {
  AddSupplier("suppliers/acme", R"(display_name: "Acme" regions { region: "UKJ" })");
  AddSupplier("suppliers/bolt", R"(display_name: "Bolt")");
  AddCapability("suppliers/acme", "1", R"(title: "Radios")");
  AddCapability("suppliers/bolt", "1", R"(title: "Radios")");
  now_ += absl::Hours(48);
  auto request = FromText<v1::ConfirmFactsRequest>(
      R"(name: "suppliers/acme" resources: "suppliers/acme/capabilities/1" resources: "suppliers/bolt/capabilities/1")");
  EXPECT_THAT(ViolationsOf(Refused(Editor("suppliers/acme"), ConfirmFacts, request)), ::testing::HasSubstr("suppliers/bolt/capabilities/1"));
  request.mutable_resources()->RemoveLast();
  EXPECT_EQ(Written(Editor("suppliers/acme"), ConfirmFacts, request).resources_confirmed(), 1);
  EXPECT_EQ(Profile("suppliers/acme").capabilities(0).provenance().confirmed_on(), "2026-11-26");
  EXPECT_EQ(Profile("suppliers/acme").supplier().regions(0).provenance().confirmed_on(), "2026-11-24");
  EXPECT_EQ(Profile("suppliers/acme").supplier().confirmed_on(), "2026-11-24");
}

}  // namespace
}  // namespace frontline::supplier
