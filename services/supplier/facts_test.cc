#include "services/supplier/facts.h"

#include "absl/time/civil_time.h"
#include "services/supplier/child.h"
#include "services/supplier/store_for_test.h"

namespace frontline::supplier {
namespace {

using ::testing::ElementsAre;

class FactsTest : public SupplierTest {
 protected:
  type::v1::Verification CertificationOn(absl::Time day) {
    Call call = Officer();
    now_ = day;
    return Read(call, GetCertification, FromText<v1::GetCertificationRequest>(R"(name: "suppliers/acme/certifications/iso")"))
        ->provenance()
        .verification();
  }
};

TEST_F(FactsTest, AFactLapsesOnTheDayAfterItsLife) {
  AddSupplier("suppliers/acme");
  AddCertification("suppliers/acme", "iso", R"(type: "iso-27001")");
  EXPECT_EQ(CertificationOn(absl::FromCivil(absl::CivilSecond(2027, 11, 24, 23, 59, 59), absl::UTCTimeZone())), type::v1::VERIFICATION_DECLARED);
  EXPECT_EQ(CertificationOn(absl::FromCivil(absl::CivilSecond(2027, 11, 25, 0, 0, 0), absl::UTCTimeZone())), type::v1::VERIFICATION_LAPSED);
}

TEST_F(FactsTest, AFactHoldsOnItsLastDayAndHasLapsedOnTheNext) {
  AddSupplier("suppliers/acme");
  AddCertification("suppliers/acme", "iso", R"(type: "iso-27001" valid_from: "2026-01-01" valid_to: "2026-12-31")");
  Verified("suppliers/acme/certifications/iso");
  EXPECT_EQ(CertificationOn(absl::FromCivil(absl::CivilDay(2026, 12, 31), absl::UTCTimeZone())), type::v1::VERIFICATION_VERIFIED);
  EXPECT_EQ(CertificationOn(absl::FromCivil(absl::CivilDay(2027, 1, 1), absl::UTCTimeZone())), type::v1::VERIFICATION_LAPSED);
}

TEST_F(FactsTest, TheEtagStaysWhenAFactLapses) {
  AddSupplier("suppliers/acme", R"(display_name: "Acme" regions { region: "UKJ" })");
  const v1::Supplier fresh = Supplier("suppliers/acme");
  now_ += absl::Hours(24) * 400;
  const v1::Supplier old = Supplier("suppliers/acme");
  EXPECT_EQ(old.regions(0).provenance().verification(), type::v1::VERIFICATION_LAPSED);
  EXPECT_EQ(old.etag(), fresh.etag());
}

TEST_F(FactsTest, ALapsedFactThatIsSentBackUnchangedStaysAsItWas) {
  AddSupplier("suppliers/acme", R"(display_name: "Acme" regions { region: "UKJ" })");
  Verified("suppliers/acme", "regions[0]", Supplier("suppliers/acme").etag());
  now_ += absl::Hours(24) * 400;
  v1::UpdateSupplierRequest request;
  *request.mutable_supplier() = Supplier("suppliers/acme");
  request.mutable_supplier()->set_description("new");
  Written(Editor("suppliers/acme"), UpdateSupplier, request);
  EXPECT_EQ(Suppliers().Get(store_->Read(), "suppliers/acme")->supplier().regions(0).provenance().verification(), type::v1::VERIFICATION_VERIFIED);
}

TEST_F(FactsTest, HistoryAndIdentityDoNotLapse) {
  AddSupplier("suppliers/acme", R"(display_name: "Acme" identifiers { scheme: "GB-COH" id: "1" }
      connected_persons { relation: RELATION_DIRECTOR display_name: "A director" })");
  AddCapability("suppliers/acme", "1", R"(title: "Radios" references { client: "Kent Police" } attributes { key: "x" statement: true })");
  now_ += absl::Hours(24) * 400;
  const v1::Profile profile = Profile("suppliers/acme");
  EXPECT_EQ(profile.supplier().identifiers(0).provenance().verification(), type::v1::VERIFICATION_DECLARED);
  EXPECT_EQ(profile.supplier().connected_persons(0).provenance().verification(), type::v1::VERIFICATION_DECLARED);
  EXPECT_EQ(profile.capabilities(0).references(0).provenance().verification(), type::v1::VERIFICATION_DECLARED);
  EXPECT_EQ(profile.capabilities(0).attributes(0).provenance().verification(), type::v1::VERIFICATION_LAPSED);
  EXPECT_EQ(profile.capabilities(0).provenance().verification(), type::v1::VERIFICATION_LAPSED);
}

TEST_F(FactsTest, EveryFactHasItsPath) {
  auto supplier = FromText<v1::Supplier>(R"(size: SIZE_SME regions {} regions {} connected_persons { identifiers {} })");
  std::vector<std::string> paths;
  for (const Fact& fact : FactsOf(&supplier)) paths.push_back(fact.Path() + " " + fact.ProvenancePath());
  EXPECT_THAT(paths, ElementsAre("size size_provenance", "regions[0] regions[0].provenance", "regions[1] regions[1].provenance",
                                 "connected_persons[0] connected_persons[0].provenance",
                                 "connected_persons[0].identifiers[0] connected_persons[0].identifiers[0].provenance"));
}

TEST_F(FactsTest, EvidenceIsAddedToADeclaredFactAndAnotherSourceUndoesAVerifiedOne) {
  AddSupplier("suppliers/acme");
  v1::UpdateCertificationRequest request;
  *request.mutable_certification() = AddCertification("suppliers/acme", "iso", R"(type: "iso-27001")");
  *request.mutable_certification()->mutable_provenance() = FromText<Provenance>(R"(source: "certificate 7" verification: VERIFICATION_EVIDENCED)");
  v1::Certification body = Written(Editor("suppliers/acme"), UpdateCertification, request);
  EXPECT_EQ(body.provenance().verification(), type::v1::VERIFICATION_EVIDENCED);

  Verified(body.name());
  request.mutable_certification()->clear_etag();
  request.mutable_certification()->clear_provenance();
  body = Written(Editor("suppliers/acme"), UpdateCertification, request);
  EXPECT_EQ(body.provenance().verification(), type::v1::VERIFICATION_VERIFIED) << "nothing was said that is new";
  *request.mutable_certification()->mutable_provenance() = FromText<Provenance>(R"(source: "certificate 8" verification: VERIFICATION_VERIFIED)");
  body = Written(Editor("suppliers/acme"), UpdateCertification, request);
  EXPECT_EQ(body.provenance().verification(), type::v1::VERIFICATION_DECLARED);
}

}  // namespace
}  // namespace frontline::supplier
