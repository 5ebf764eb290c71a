// What capabilities, certifications and memberships have in common, and their own rules.
#include "services/supplier/child.h"

#include "services/supplier/store_for_test.h"

namespace frontline::supplier {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

class ChildTest : public SupplierTest {
 protected:
  ChildTest() {
    AddSupplier("suppliers/acme");
    AddSupplier("suppliers/acme-b", R"(display_name: "Bolt")");
  }
  std::vector<std::string> List(const Call& call, const std::string& text) {
    auto request = FromText<v1::ListCapabilitiesRequest>(text);
    std::vector<std::string> names;
    for (int page = 0; page < 100; ++page) {
      auto response = Read(call, ListCapabilities, request);
      EXPECT_TRUE(response.ok()) << response.status();
      if (!response.ok()) return names;
      for (const auto& body : response->capabilities()) names.push_back(body.name());
      if (response->next_page_token().empty()) return names;
      request.set_page_token(response->next_page_token());
    }
    ADD_FAILURE() << "the pages do not end";
    return names;
  }
};

TEST_F(ChildTest, AnIdIsMadeWhereNoneIsGivenAndATakenOneRefused) {
  EXPECT_EQ(AddCapability("suppliers/acme", "", R"(title: "Radios")").name().size(), std::string("suppliers/acme/capabilities/").size() + 10);
  EXPECT_EQ(AddCapability("suppliers/acme", "1", R"(title: "Vans")").name(), "suppliers/acme/capabilities/1");
  auto request = FromText<v1::CreateCapabilityRequest>(R"(parent: "suppliers/acme" capability_id: "1" capability { title: "Boats" })");
  EXPECT_EQ(base::ReasonOf(Refused(national_, CreateCapability, request)), "RESOURCE_EXISTS");
  request.set_parent("suppliers/none");
  EXPECT_EQ(base::ReasonOf(Refused(national_, CreateCapability, request)), "RESOURCE_NOT_FOUND");
  request.set_capability_id("../x");
  EXPECT_THAT(ViolationsOf(Refused(national_, CreateCapability, request)), HasSubstr("capability_id must be 1 to 63"));
}

TEST_F(ChildTest, AnExternalIdIsUniqueWithinItsSupplier) {
  AddCapability("suppliers/acme", "1", R"(title: "Radios" external_id: "ocds-1")");
  AddCapability("suppliers/acme-b", "1", R"(title: "Radios" external_id: "ocds-1")");
  auto request = FromText<v1::CreateCapabilityRequest>(R"(parent: "suppliers/acme" capability { title: "Boats" external_id: "ocds-1" })");
  const absl::Status status = Refused(national_, CreateCapability, request);
  EXPECT_EQ(base::ReasonOf(status), "RESOURCE_EXISTS");
  EXPECT_THAT(std::string(status.message()), HasSubstr("suppliers/acme/capabilities/1"));
}

TEST_F(ChildTest, PagesGoThroughAllOnceInNameOrder) {
  std::vector<std::string> all;
  for (int i = 10; i < 17; ++i) {
    all.push_back(AddCapability("suppliers/acme", std::to_string(i), i % 2 == 0 ? R"(title: "a" cpv_codes: "35113400")" : R"(title: "b")").name());
  }
  AddCapability("suppliers/acme-b", "1", R"(title: "c" cpv_codes: "35100000-5")");
  EXPECT_EQ(List(Editor("suppliers/acme"), R"(parent: "suppliers/acme" page_size: 3)"), all);
  EXPECT_THAT(List(Editor("suppliers/acme"), R"(parent: "suppliers/acme" page_size: 2 cpv_code: "35110000")"),
              ElementsAre(all[0], all[2], all[4], all[6]));
  EXPECT_EQ(List(Officer(), R"(parent: "suppliers/-" page_size: 3)").size(), 8u);
}

TEST_F(ChildTest, OnlyBuyersListThoseOfAllSuppliers) {
  auto request = FromText<v1::ListCapabilitiesRequest>(R"(parent: "suppliers/-")");
  EXPECT_EQ(base::ReasonOf(Read(Editor("suppliers/acme"), ListCapabilities, request).status()), "PERMISSION_MISSING");
  request.set_page_token("AAAA");
  EXPECT_EQ(base::ReasonOf(Read(Officer(), ListCapabilities, request).status()), "PAGE_TOKEN_INVALID");
  request.set_parent("suppliers/none");
  EXPECT_EQ(base::ReasonOf(Read(Officer(), ListCapabilities, request).status()), "RESOURCE_NOT_FOUND");
}

TEST_F(ChildTest, ADeletedOneIsGoneWithItsIndexEntriesAndCanBeMadeAgain) {
  const v1::Capability made = AddCapability("suppliers/acme", "1", R"(title: "Radios" external_id: "ocds-1")");
  auto request = FromText<v1::DeleteCapabilityRequest>(R"(name: "suppliers/acme/capabilities/1" etag: "0000000000000000")");
  EXPECT_EQ(base::ReasonOf(Refused(Editor("suppliers/acme"), DeleteCapability, request)), "ETAG_MISMATCH");
  request.set_etag(made.etag());
  Written(Editor("suppliers/acme"), DeleteCapability, request);
  EXPECT_EQ(base::ReasonOf(Refused(Editor("suppliers/acme"), DeleteCapability, request)), "RESOURCE_NOT_FOUND");
  EXPECT_TRUE(storage::Check(*store_, NewSupplierService().tables)->ok());
  AddCapability("suppliers/acme", "1", R"(title: "Radios" external_id: "ocds-1")");

  AddCertification("suppliers/acme", "iso", R"(type: "iso-27001")");
  Written(Editor("suppliers/acme"), DeleteCertification, FromText<v1::DeleteCertificationRequest>(R"(name: "suppliers/acme/certifications/iso")"));
  AddMembership("suppliers/acme", "rm", R"(framework: "RM6259")");
  Written(Editor("suppliers/acme"), DeleteMembership, FromText<v1::DeleteMembershipRequest>(R"(name: "suppliers/acme/memberships/rm")"));
  EXPECT_THAT(Profile("suppliers/acme").certifications(), ::testing::IsEmpty());
  EXPECT_THAT(Profile("suppliers/acme").memberships(), ::testing::IsEmpty());
}

TEST_F(ChildTest, DaysMustFitTogether) {
  auto certification = [this](const std::string& text) {
    return ViolationsOf(
        Refused(national_, CreateCertification,
                FromText<v1::CreateCertificationRequest>(R"(parent: "suppliers/acme" certification { type: "iso-27001" )" + text + "}")));
  };
  EXPECT_THAT(certification(R"(valid_from: "2026-02-01" valid_to: "2026-01-31")"), HasSubstr("certification.valid_to must not be before valid_from"));
  EXPECT_THAT(certification(R"(valid_from: "2026-02-01" expected_by: "2027-01-31")"), HasSubstr("certification.expected_by is only for"));
  EXPECT_THAT(certification(R"(valid_to: "2026-02-01" expected_by: "2027-01-31")"),
              HasSubstr("certification.valid_to must not be before expected_by"));
  EXPECT_THAT(certification(R"(valid_from: "2026-02-30")"), HasSubstr("certification.valid_from must be a day that exists"));
  EXPECT_THAT(certification(R"(provenance { verification: VERIFICATION_LAPSED })"), HasSubstr("can't be LAPSED"));
  EXPECT_THAT(
      ViolationsOf(Refused(national_, CreateMembership,
                           FromText<v1::CreateMembershipRequest>(
                               R"(parent: "suppliers/acme" membership { framework: "RM1" valid_from: "2026-02-01" valid_to: "2025-02-01" })"))),
      HasSubstr("membership.valid_to must not be before"));
  EXPECT_THAT(ViolationsOf(Refused(national_, CreateCapability,
                                   FromText<v1::CreateCapabilityRequest>(
                                       R"(parent: "suppliers/acme" capability { title: "x" references {
                       client: "Kent" start_date: "2026-02-01" end_date: "2025-02-01" } })"))),
              HasSubstr("capability.references[0].end_date must not be before"));
}

TEST_F(ChildTest, ARuleThatAChangeWouldBreakIsFoundThoughTheMaskNamesOnePart) {
  v1::Certification body = AddCertification("suppliers/acme", "iso", R"(type: "iso-27001" valid_from: "2026-02-01")");
  v1::UpdateCertificationRequest request;
  *request.mutable_certification() = body;
  request.mutable_certification()->set_valid_to("2026-01-01");
  request.mutable_update_mask()->add_paths("valid_to");
  EXPECT_THAT(ViolationsOf(Refused(national_, UpdateCertification, request)), HasSubstr("certification.valid_to"));
  request.mutable_certification()->set_etag("0000000000000000");
  EXPECT_EQ(base::ReasonOf(Refused(national_, UpdateCertification, request)), "ETAG_MISMATCH");
}

TEST_F(ChildTest, OneMoreThanTheMostIsRefused) {
  const auto status = storage::CommitAndWait(*store_, [](Transaction& tx) -> absl::Status {
    for (size_t i = 0; i < kMostOfAKind; ++i) {
      CertificationRecord record;
      record.mutable_certification()->set_name("suppliers/acme/certifications/" + std::to_string(i));
      record.mutable_certification()->set_type("iso-27001");
      if (absl::Status status = Certifications().Create(tx, record.certification().name(), record); !status.ok()) return status;
    }
    return absl::OkStatus();
  });
  ASSERT_TRUE(status.ok()) << status;
  EXPECT_EQ(base::ReasonOf(Refused(national_, CreateCertification,
                                   FromText<v1::CreateCertificationRequest>(R"(parent: "suppliers/acme" certification { type: "iso-9001" })"))),
            "TOO_MANY");
}

}  // namespace
}  // namespace frontline::supplier
