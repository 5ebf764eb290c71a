#include "absl/strings/str_cat.h"
#include "services/supplier/store_for_test.h"

namespace frontline::supplier {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

absl::Status Apply(const Call& call, const v1::ApplyProfileRequest& request, Transaction& tx, v1::ApplyProfileResponse* response) {
  return ApplyProfile(call, request, Checked(), tx, response);
}

constexpr char kAcme[] = R"(
  supplier { name: "suppliers/acme" display_name: "Acme Ltd" size: SIZE_SME size_provenance { source: "CSV" }
    identifiers { scheme: "GB-COH" id: "42" provenance { source: "CSV" } }
    regions { region: "UKJ" } vetted_staff { level: VETTING_LEVEL_SC people: 3 } attributes { key: "hours" number: 8 unit: "h" }
    connected_persons { relation: RELATION_DIRECTOR display_name: "A director" } }
  capabilities { title: "Radios" external_id: "r1" cpv_codes: "32000000"
    references { client: "Kent Police" provenance { source: "ocds-1" verification: VERIFICATION_EVIDENCED } } }
  capabilities { title: "Vans" attributes { key: "seats" number: 5 } }
  certifications { type: "iso-27001" level: "full" valid_to: "2027-01-01" }
  memberships { framework: "RM6259" lot: "2" })";

class ApplyTest : public SupplierTest {
 protected:
  static v1::ApplyProfileRequest Request(const std::string& profile) {
    v1::ApplyProfileRequest request;
    *request.mutable_profile() = FromText<v1::Profile>(profile);
    return request;
  }
  // "supplier 1/0/0 capability ...": created, updated, unchanged of each kind.
  static std::string Counts(const v1::ApplyProfileResponse& response) {
    std::string text;
    for (const auto& count : response.counts()) {
      if (!text.empty()) text += " ";
      text += absl::StrCat(count.kind(), " ", count.created(), "/", count.updated(), "/", count.unchanged());
    }
    return text;
  }
  std::string Apply(const Call& call, const std::string& profile) { return Counts(Written(call, supplier::Apply, Request(profile))); }
};

TEST_F(ApplyTest, AppliedTwiceItChangesNothing) {
  for (const Call& call : {Editor("suppliers/acme"), System(), national_}) {
    SCOPED_TRACE(call.principal.member());
    store_ = storage::NewMemoryStore([this] { return now_; });
    EXPECT_EQ(Apply(call, kAcme), "supplier 1/0/0 capability 2/0/0 certification 1/0/0 membership 1/0/0");
    const std::string first = Profile("suppliers/acme").SerializeAsString();
    const uint64_t changes = Changes();
    now_ += absl::Hours(1);
    EXPECT_EQ(Apply(call, kAcme), "supplier 0/0/1 capability 0/0/2 certification 0/0/1 membership 0/0/1");
    EXPECT_EQ(Profile("suppliers/acme").SerializeAsString(), first);
    EXPECT_EQ(Changes(), changes);
  }
  const v1::Profile profile = Profile("suppliers/acme");
  EXPECT_EQ(profile.certifications(0).name(), "suppliers/acme/certifications/iso-27001-full");
  EXPECT_EQ(profile.memberships(0).name(), "suppliers/acme/memberships/rm6259-2");
  EXPECT_EQ(profile.capabilities(0).references_size() + profile.capabilities(1).references_size(), 1);
}

TEST_F(ApplyTest, ASuppliersOwnFileChangesNothingOnALaterDayEither) {
  Apply(Editor("suppliers/acme"), kAcme);
  now_ += absl::Hours(24) * 30;
  EXPECT_EQ(Apply(Editor("suppliers/acme"), kAcme), "supplier 0/0/1 capability 0/0/2 certification 0/0/1 membership 0/0/1");
}

TEST_F(ApplyTest, WhatDiffersIsChangedWhatIsMissingMadeAndTheRestLeft) {
  Apply(System(), kAcme);
  EXPECT_EQ(Apply(System(), R"(
      supplier { name: "suppliers/acme" display_name: "ACME Holdings" regions { region: "UKI" } vetted_staff { level: VETTING_LEVEL_SC people: 4 }
                 attributes { key: "hours" number: 10 unit: "h" } }
      capabilities { title: "Digital radios" external_id: "r1" }
      capabilities { title: "VANS" }
      certifications { type: "iso-27001" level: "FULL" valid_to: "2028-01-01" }
      memberships { framework: "rm6259" lot: "3" })"),
            "supplier 0/1/0 capability 0/2/0 certification 0/1/0 membership 1/0/0");
  const v1::Profile profile = Profile("suppliers/acme");
  EXPECT_EQ(profile.supplier().display_name(), "Acme Ltd");
  EXPECT_THAT(profile.supplier().aliases(), ElementsAre("ACME Holdings"));
  EXPECT_EQ(profile.supplier().regions_size(), 2);
  EXPECT_EQ(profile.supplier().vetted_staff_size(), 1);
  EXPECT_EQ(profile.supplier().vetted_staff(0).people(), 4);
  ASSERT_EQ(profile.supplier().attributes_size(), 1);
  EXPECT_EQ(profile.supplier().attributes(0).number(), 10);
  EXPECT_EQ(profile.capabilities_size(), 2);
  EXPECT_EQ(profile.certifications(0).valid_to(), "2028-01-01");
  EXPECT_EQ(profile.memberships_size(), 2);
}

TEST_F(ApplyTest, AnOlderNoticeDoesNotOverwriteANewerOneAndTheirOrderMakesNoDifference) {
  auto notice = [](const std::string& day, const std::string& ocid, int people) {
    const std::string provenance = "provenance { verification: VERIFICATION_EVIDENCED source: '" + ocid + "' confirmed_on: '" + day + "' }";
    return "supplier { display_name: 'Acme' identifiers { scheme: 'GB-COH' id: '42' " + provenance + "} regions { region: 'UKJ' " + provenance +
           "} vetted_staff { level: VETTING_LEVEL_SC people: " + std::to_string(people) + " " + provenance + "} }";
  };
  const std::vector<std::string> notices = {notice("2026-03-01", "ocds-1", 3), notice("2026-09-01", "ocds-2", 7), notice("2026-05-01", "ocds-3", 5)};
  for (const std::string& one : notices) Apply(System(), one);
  const v1::Supplier supplier = Supplier("suppliers/acme");
  EXPECT_EQ(supplier.vetted_staff(0).people(), 7);
  EXPECT_EQ(supplier.vetted_staff(0).provenance().source(), "ocds-2");
  EXPECT_EQ(supplier.regions(0).provenance().confirmed_on(), "2026-09-01");
  for (const std::string& one : notices) EXPECT_THAT(Apply(System(), one), HasSubstr("supplier 0/0/1")) << "importing twice changes nothing";
  EXPECT_EQ(Supplier("suppliers/acme").etag(), supplier.etag());
}

TEST_F(ApplyTest, TwoNoticesOfOneDayDoNotTakeTurns) {
  auto notice = [](const std::string& ocid) {
    return "supplier { display_name: 'Acme' identifiers { scheme: 'GB-COH' id: '42' provenance { verification: VERIFICATION_EVIDENCED source: '" +
           ocid + "' confirmed_on: '2026-03-01' } } }";
  };
  Apply(System(), notice("ocds-1"));
  EXPECT_THAT(Apply(System(), notice("ocds-2")), HasSubstr("supplier 0/0/1"));
  EXPECT_THAT(Apply(System(), notice("ocds-1")), HasSubstr("supplier 0/0/1"));
}

TEST_F(ApplyTest, OfTwoNoticesThatContradictEachOtherOnOneDayTheFirstStays) {
  auto notice = [](const std::string& ocid, const std::string& size) {
    return "supplier { display_name: 'Acme' identifiers { scheme: 'GB-COH' id: '42' } size: " + size +
           " size_provenance { verification: VERIFICATION_EVIDENCED source: '" + ocid + "' confirmed_on: '2026-03-01' } }";
  };
  Apply(System(), notice("ocds-1", "SIZE_SME"));
  EXPECT_THAT(Apply(System(), notice("ocds-2", "SIZE_LARGE")), HasSubstr("supplier 0/0/1"));
  EXPECT_EQ(Supplier("suppliers/acme").size(), v1::SIZE_SME);
  // A file that names no day speaks of today.
  Apply(System(), "supplier { name: 'suppliers/acme' display_name: 'Acme' size: SIZE_LARGE }");
  EXPECT_EQ(Supplier("suppliers/acme").size(), v1::SIZE_LARGE);
  EXPECT_EQ(Supplier("suppliers/acme").size_provenance().verification(), type::v1::VERIFICATION_DECLARED);
}

TEST_F(ApplyTest, AVerifiedFactStaysSoWhenAFileSaysTheSameAndNotWhenItSaysOtherwise) {
  Apply(System(), kAcme);
  Verified("suppliers/acme/certifications/iso-27001-full");
  now_ += absl::Hours(24);
  EXPECT_THAT(
      Apply(System(),
            R"(supplier { name: "suppliers/acme" display_name: "Acme" } certifications { type: "iso-27001" level: "full" valid_to: "2027-01-01" })"),
      HasSubstr("certification 0/1/0"))
      << "confirmed a day later";
  EXPECT_EQ(Profile("suppliers/acme").certifications(0).provenance().verification(), type::v1::VERIFICATION_VERIFIED);
  EXPECT_EQ(Profile("suppliers/acme").certifications(0).provenance().confirmed_on(), "2026-11-25");
  Apply(System(),
        R"(supplier { name: "suppliers/acme" display_name: "Acme" } certifications { type: "iso-27001" level: "full" valid_to: "2029-01-01" })");
  EXPECT_EQ(Profile("suppliers/acme").certifications(0).provenance().verification(), type::v1::VERIFICATION_DECLARED);
}

TEST_F(ApplyTest, ASupplierWithoutANameIsKnownByItsIdentifiersThenByItsDisplayName) {
  const auto first =
      Written(System(), supplier::Apply, Request(R"(supplier { display_name: "Acme (UK) Ltd" identifiers { scheme: "GB-COH" id: "42" } })"));
  EXPECT_EQ(first.name(), "suppliers/acme-uk-ltd");
  EXPECT_EQ(Written(System(), supplier::Apply, Request(R"(supplier { display_name: "Renamed" identifiers { scheme: "gb-coh" id: "0042" } })")).name(),
            first.name());
  // The same name with another identifier, or with none, is another supplier: reported, not merged.
  const auto other =
      Written(System(), supplier::Apply, Request(R"(supplier { display_name: "Acme (UK) Ltd" identifiers { scheme: "GB-COH" id: "77" } })"));
  EXPECT_EQ(other.name(), "suppliers/acme-uk-ltd-77");
  EXPECT_THAT(other.possible_duplicates(), ElementsAre(first.name()));
  const auto nameless = Written(System(), supplier::Apply, Request(R"(supplier { display_name: "Acme (UK) Ltd" })"));
  EXPECT_EQ(nameless.possible_duplicates_size(), 2);
  EXPECT_EQ(Written(System(), supplier::Apply, Request(R"(supplier { display_name: "ACME (UK) LIMITED" })")).name(), nameless.name());
}

TEST_F(ApplyTest, OnlyNationalCallersLeaveOutTheNameOrReachAnotherSupplierByIdentifier) {
  EXPECT_THAT(ViolationsOf(Refused(Editor("suppliers/acme"), supplier::Apply, Request(R"(supplier { display_name: "Acme" })"))),
              HasSubstr("profile.supplier.name is required"));
  AddSupplier("suppliers/acme", R"(display_name: "Acme" identifiers { scheme: "GB-COH" id: "42" })");
  const std::string theirs = R"(supplier { name: "suppliers/bolt" display_name: "Bolt" identifiers { scheme: "GB-COH" id: "42" } })";
  const absl::Status status = Refused(Editor("suppliers/bolt"), supplier::Apply, Request(theirs));
  EXPECT_EQ(base::ReasonOf(status), "IDENTIFIER_TAKEN");
  EXPECT_THAT(std::string(status.message()), HasSubstr("'suppliers/acme'"));
  EXPECT_EQ(Written(System(), supplier::Apply, Request(theirs)).name(), "suppliers/acme");
  // Once the name is there, an identifier of another is a contradiction.
  AddSupplier("suppliers/bolt", R"(display_name: "Bolt")");
  EXPECT_EQ(base::ReasonOf(Refused(System(), supplier::Apply, Request(theirs))), "IDENTIFIER_TAKEN");
}

TEST_F(ApplyTest, OnePartThatIsRefusedLeavesNothing) {
  const std::string start = R"(supplier { name: "suppliers/acme" display_name: "Acme" } capabilities { title: "Radios" } )";
  const std::pair<const char*, const char*> cases[] = {
      {R"(certifications { type: "iso-27001" valid_from: "2026-02-01" valid_to: "2026-01-01" })", "profile.certifications[0].valid_to"},
      {R"(certifications { type: "iso-27001" } memberships { framework: "RM1" name: "suppliers/other/memberships/1" })",
       "profile.memberships[0].name must lie in"},
      {R"(capabilities { title: "Vans" provenance { verification: VERIFICATION_VERIFIED } })", "profile.capabilities[1].provenance.verification"},
      {R"(capabilities { title: "Vans" attributes { key: "a" } })", "profile.capabilities[1].attributes[0] needs a value"},
      {R"(memberships { framework: "RM1" name: "suppliers/acme/memberships/RM_1" })", "profile.memberships[0].name 'RM_1' must be"},
      {R"(debarments { effect: EFFECT_MANDATORY ground: "x" valid_from: "2026-01-01" provenance { source: "x" } })",
       "profile.debarments must be empty"},
  };
  for (const auto& [more, problem] : cases) {
    EXPECT_THAT(ViolationsOf(Refused(System(), supplier::Apply, Request(start + more))), HasSubstr(problem)) << more;
  }
  EXPECT_EQ(base::ReasonOf(Read(Officer(), GetSupplier, FromText<v1::GetSupplierRequest>(R"(name: "suppliers/acme")")).status()),
            "RESOURCE_NOT_FOUND");
}

TEST_F(ApplyTest, ListsThatWouldGrowTooLongAreRefused) {
  std::string many = R"(supplier { name: "suppliers/acme" display_name: "Acme" )";
  for (int i = 0; i < 20; ++i) many += "identifiers { scheme: 'X' id: '" + std::to_string(i) + "' } ";
  Apply(System(), many + "}");
  EXPECT_THAT(ViolationsOf(Refused(System(), supplier::Apply,
                                   Request(R"(supplier { name: "suppliers/acme" display_name: "Acme" identifiers { scheme: "X" id: "20" } })"))),
              HasSubstr("profile.supplier.identifiers must have at most 20 entries, has 21"));
}

TEST_F(ApplyTest, ValidatingOnlySaysWhatWouldBeDoneAndDoesNothing) {
  v1::ApplyProfileRequest request = Request(kAcme);
  request.set_validate_only(true);
  const uint64_t changes = Changes();
  const auto response = Written(System(), supplier::Apply, request);
  EXPECT_EQ(Counts(response), "supplier 1/0/0 capability 2/0/0 certification 1/0/0 membership 1/0/0");
  EXPECT_EQ(response.name(), "suppliers/acme");
  EXPECT_EQ(Changes(), changes);
  request.mutable_profile()->mutable_certifications(0)->set_valid_from("2027-02-01");
  EXPECT_THAT(ViolationsOf(Refused(System(), supplier::Apply, request)), HasSubstr("valid_to"));
}

TEST_F(ApplyTest, AnExpectedCertificateThatHasComeIsExpectedNoMore) {
  Apply(System(), R"(supplier { name: "suppliers/acme" display_name: "Acme" } certifications { type: "iso-27001" expected_by: "2027-03-01" })");
  Apply(System(), R"(supplier { name: "suppliers/acme" display_name: "Acme" } certifications { type: "iso-27001" valid_from: "2026-11-01" })");
  const v1::Profile profile = Profile("suppliers/acme");
  ASSERT_EQ(profile.certifications_size(), 1);
  EXPECT_EQ(profile.certifications(0).valid_from(), "2026-11-01");
  EXPECT_EQ(profile.certifications(0).expected_by(), "");
}

}  // namespace
}  // namespace frontline::supplier
