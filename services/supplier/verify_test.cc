#include "services/supplier/store_for_test.h"

namespace frontline::supplier {
namespace {

using ::testing::HasSubstr;

class VerifyTest : public SupplierTest {
 protected:
  VerifyTest() {
    AddSupplier("suppliers/acme", R"(display_name: "Acme" size: SIZE_SME
        connected_persons { relation: RELATION_DIRECTOR display_name: "P" identifiers { scheme: "X" id: "1" } })");
    AddCapability("suppliers/acme", "1", R"(title: "Radios" references { client: "Kent Police" } references { client: "Essex Police" })");
    AddCertification("suppliers/acme", "iso", R"(type: "iso-27001")");
    AddMembership("suppliers/acme", "rm", R"(framework: "RM6259")");
  }
  static v1::VerifyFactRequest Request(const std::string& name, const std::string& fact = "") {
    v1::VerifyFactRequest request;
    request.set_name(name);
    request.set_fact(fact);
    request.set_verification(type::v1::VERIFICATION_VERIFIED);
    request.set_source("register of the issuer, certificate 4711");
    return request;
  }
};

TEST_F(VerifyTest, AnOfficerVerifiesAFactOfEachKind) {
  now_ += absl::Hours(24);
  const auto response = Written(Officer(), VerifyFact, Request("suppliers/acme/certifications/iso"));
  EXPECT_EQ(response.name(), "suppliers/acme/certifications/iso");
  EXPECT_EQ(response.provenance().source(), "register of the issuer, certificate 4711");
  EXPECT_EQ(response.provenance().confirmed_on(), "2026-11-25");
  EXPECT_EQ(response.etag(), Profile("suppliers/acme").certifications(0).etag());
  Written(Officer(), VerifyFact, Request("suppliers/acme/memberships/rm"));
  Written(Officer(), VerifyFact, Request("suppliers/acme/capabilities/1"));
  Written(Officer(), VerifyFact, Request("suppliers/acme", "size"));
  Verified("suppliers/acme/capabilities/1", "references[1]", Profile("suppliers/acme").capabilities(0).etag());
  Verified("suppliers/acme", "connected_persons[0].identifiers[0]", Supplier("suppliers/acme").etag());
  const v1::Profile profile = Profile("suppliers/acme");
  const auto verified = type::v1::VERIFICATION_VERIFIED;
  EXPECT_EQ(profile.certifications(0).provenance().verification(), verified);
  EXPECT_EQ(profile.memberships(0).provenance().verification(), verified);
  EXPECT_EQ(profile.capabilities(0).provenance().verification(), verified);
  EXPECT_NE(profile.capabilities(0).references(0).provenance().verification(), verified);
  EXPECT_EQ(profile.capabilities(0).references(1).provenance().verification(), verified);
  EXPECT_EQ(profile.supplier().size_provenance().verification(), verified);
  EXPECT_NE(profile.supplier().connected_persons(0).provenance().verification(), verified);
  EXPECT_EQ(profile.supplier().connected_persons(0).identifiers(0).provenance().verification(), verified);
}

TEST_F(VerifyTest, NobodyVerifiesTheirOwnSupplier) {
  EXPECT_EQ(base::ReasonOf(Refused(Editor("suppliers/acme"), VerifyFact, Request("suppliers/acme/certifications/iso"))), "PERMISSION_MISSING");
  const Call both = rpc::testing::CallBy("forces/kent/members/both", {{"forces/kent", identity::v1::ROLE_PROCUREMENT_OFFICER, false},
                                                                      {"suppliers/acme", identity::v1::ROLE_SUPPLIER_EDITOR, false}});
  EXPECT_EQ(base::ReasonOf(Refused(both, VerifyFact, Request("suppliers/acme/certifications/iso"))), "PERMISSION_MISSING");
  const Call inside = rpc::testing::CallBy("suppliers/acme/members/x", {{"forces/kent", identity::v1::ROLE_PROCUREMENT_OFFICER, false}});
  EXPECT_EQ(base::ReasonOf(Refused(inside, VerifyFact, Request("suppliers/acme/certifications/iso"))), "PERMISSION_MISSING");
  Written(national_, VerifyFact, Request("suppliers/acme/certifications/iso"));
}

TEST_F(VerifyTest, ItNeedsAFactThatIsThereASourceAndAnEtagForAPlaceInAList) {
  EXPECT_THAT(ViolationsOf(Refused(Officer(), VerifyFact, Request("suppliers/acme", "regions"))),
              HasSubstr("fact names no fact of 'suppliers/acme'; it has 'size'"));
  EXPECT_THAT(ViolationsOf(Refused(Officer(), VerifyFact, Request("suppliers/acme/capabilities/1", "references[1]"))), HasSubstr("etag is required"));
  v1::VerifyFactRequest request = Request("suppliers/acme/capabilities/1", "references[2]");
  request.set_etag(Profile("suppliers/acme").capabilities(0).etag());
  EXPECT_THAT(ViolationsOf(Refused(Officer(), VerifyFact, request)), HasSubstr("'references[0]', 'references[1]'"));
  request.set_etag("0000000000000000");
  EXPECT_EQ(base::ReasonOf(Refused(Officer(), VerifyFact, request)), "ETAG_MISMATCH");
  request = Request("suppliers/acme/certifications/iso");
  request.clear_source();
  EXPECT_THAT(ViolationsOf(Refused(Officer(), VerifyFact, request)), HasSubstr("source is required"));
  request.set_verification(type::v1::VERIFICATION_LAPSED);
  EXPECT_THAT(ViolationsOf(Refused(Officer(), VerifyFact, request)), HasSubstr("can't be LAPSED"));
  EXPECT_EQ(base::ReasonOf(Refused(Officer(), VerifyFact, Request("suppliers/acme/certifications/none"))), "RESOURCE_NOT_FOUND");
  EXPECT_EQ(base::ReasonOf(Refused(Officer(), VerifyFact, Request("suppliers/acme/debarments/1"))), "FIELDS_INVALID");
}

TEST_F(VerifyTest, AFailedCheckTakesAFactBackToDeclared) {
  Written(Officer(), VerifyFact, Request("suppliers/acme/certifications/iso"));
  v1::VerifyFactRequest request = Request("suppliers/acme/certifications/iso");
  request.set_verification(type::v1::VERIFICATION_DECLARED);
  request.set_source("the issuer does not know it");
  EXPECT_EQ(Written(Officer(), VerifyFact, request).provenance().verification(), type::v1::VERIFICATION_DECLARED);
}

}  // namespace
}  // namespace frontline::supplier
