#include "services/supplier/store_for_test.h"

namespace frontline::supplier {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

v1::UpdateSupplierRequest Update(const v1::Supplier& supplier, const std::vector<std::string>& mask = {}) {
  v1::UpdateSupplierRequest request;
  *request.mutable_supplier() = supplier;
  for (const std::string& path : mask) request.mutable_update_mask()->add_paths(path);
  return request;
}

TEST_F(SupplierTest, ANewSupplierIsReadAsItWasMade) {
  const v1::Supplier made =
      AddSupplier("suppliers/acme", R"(display_name: "Acme Ltd" size: SIZE_SME regions { region: "UKJ" } uri: "https://acme.example")");
  EXPECT_EQ(made.name(), "suppliers/acme");
  EXPECT_EQ(made.confirmed_on(), "2026-11-24");
  EXPECT_EQ(made.regions(0).provenance().verification(), type::v1::VERIFICATION_DECLARED);
  EXPECT_EQ(made.regions(0).provenance().confirmed_on(), "2026-11-24");
  EXPECT_EQ(made.size_provenance().source(), "declared by supplier");
  EXPECT_EQ(Supplier("suppliers/acme").SerializeAsString(), made.SerializeAsString());
  EXPECT_EQ(base::ReasonOf(Refused(national_, CreateSupplier, NewSupplier("suppliers/acme"))), "RESOURCE_EXISTS");
}

TEST_F(SupplierTest, ANameMustBeOneOfASupplierAndAnId) {
  const std::pair<const char*, const char*> cases[] = {{"", "supplier.name is required"},
                                                       {"suppliers/Acme", "a-z"},
                                                       {"suppliers/..", "supplier.name must be a resource name"},
                                                       {"suppliers/-", "a-z"},
                                                       {"suppliers/a/b", "suppliers/*"},
                                                       {"forces/kent", "suppliers/*"}};
  for (const auto& [name, problem] : cases) {
    EXPECT_THAT(ViolationsOf(Refused(national_, CreateSupplier, NewSupplier(name))), HasSubstr(problem)) << name;
  }
  EXPECT_THAT(ViolationsOf(Refused(national_, CreateSupplier, NewSupplier("suppliers/" + std::string(64, 'a')))), HasSubstr("63"));
}

TEST_F(SupplierTest, OverLongTextsAndControlCharactersAreRefusedByField) {
  v1::CreateSupplierRequest request = NewSupplier("suppliers/acme");
  request.mutable_supplier()->set_display_name(std::string(301, 'x'));
  request.mutable_supplier()->add_aliases("a\x01");
  request.mutable_supplier()->set_description(std::string(5001, 'x'));
  const std::string violations = ViolationsOf(Refused(national_, CreateSupplier, request));
  EXPECT_THAT(violations, HasSubstr("supplier.display_name must have at most 300"));
  EXPECT_THAT(violations, HasSubstr("supplier.aliases[0] must be one line"));
  EXPECT_THAT(violations, HasSubstr("supplier.description must have at most 5000"));
}

TEST_F(SupplierTest, EveryBrokenRuleIsReportedAtOnce) {
  const absl::Status status = Refused(national_, CreateSupplier, NewSupplier("suppliers/acme", R"(
      display_name: "..."
      identifiers { scheme: "GB-COH" id: "123" } identifiers { scheme: "gb-coh" id: "0000 0123" } identifiers { scheme: "X" id: "  " }
      regions { region: "UKJ" } regions { region: "UKJ" }
      attributes { key: "a" number: 1 unit: "h" } attributes { key: "b" } attributes { key: "c" text: "x" unit: "h" } attributes { key: "d" text: "" }
      connected_persons { relation: RELATION_DIRECTOR display_name: "Itself" supplier: "suppliers/acme" }
      vetted_staff { level: VETTING_LEVEL_SC people: 2 provenance { verification: VERIFICATION_VERIFIED source: "us" } }
      size: SIZE_SME size_provenance { verification: VERIFICATION_EVIDENCED })"));
  const std::string violations = ViolationsOf(status);
  for (const char* part :
       {"supplier.display_name must hold", "supplier.identifiers[1] is GB-COH 00000123 again", "supplier.identifiers[2].id must hold",
        "supplier.regions[1].region is UKJ again", "supplier.attributes[1] needs a value", "supplier.attributes[2].unit belongs",
        "supplier.attributes[3].text must not be empty", "supplier.connected_persons[0].supplier must be another",
        "supplier.vetted_staff[0].provenance.verification can't be VERIFIED", "supplier.size_provenance.source must say"}) {
    EXPECT_THAT(violations, HasSubstr(part));
  }
}

TEST_F(SupplierTest, ANumberMustBeFinite) {
  for (const char* number : {"inf", "-inf", "nan"}) {
    EXPECT_THAT(
        ViolationsOf(Refused(national_, CreateSupplier,
                             NewSupplier("suppliers/acme", std::string(R"(display_name: "A" attributes { key: "a" number: )") + number + "}"))),
        HasSubstr("supplier.attributes[0].number must be a finite number"));
  }
}

TEST_F(SupplierTest, ADuplicateIdentifierIsRefusedNamingTheHolderWhateverItsCaseAndSpaces) {
  AddSupplier("suppliers/acme", R"(display_name: "Acme" identifiers { scheme: "GB-COH" id: "SC 123456" })");
  for (const char* id : {"SC123456", "sc 12 34 56"}) {
    const absl::Status status =
        Refused(Editor("suppliers/other"), CreateSupplier,
                NewSupplier("suppliers/other", std::string(R"(display_name: "Other" identifiers { scheme: "gb-coh" id: ")") + id + "\" }"));
    EXPECT_EQ(base::ReasonOf(status), "IDENTIFIER_TAKEN");
    EXPECT_THAT(std::string(status.message()), HasSubstr("'suppliers/acme'"));
  }
  // Nor by a change; and once it is given up, it is free.
  v1::Supplier other = AddSupplier("suppliers/other", R"(display_name: "Other")");
  *other.add_identifiers() = FromText<v1::SupplierIdentifier>(R"(scheme: "GB-COH" id: "sc123456")");
  EXPECT_EQ(base::ReasonOf(Refused(Editor("suppliers/other"), UpdateSupplier, Update(other))), "IDENTIFIER_TAKEN");
  v1::Supplier acme = Supplier("suppliers/acme");
  acme.clear_identifiers();
  Written(Editor("suppliers/acme"), UpdateSupplier, Update(acme, {"identifiers"}));
  Written(Editor("suppliers/other"), UpdateSupplier, Update(other));
}

TEST_F(SupplierTest, SuppliersOfTheSameNameOrAliasAreReportedNotRefused) {
  EXPECT_THAT(AddSupplier("suppliers/acme", R"(display_name: "Acme Ltd")").possible_duplicates(), IsEmpty());
  EXPECT_THAT(AddSupplier("suppliers/acme-2", R"(display_name: "ACME LIMITED")").possible_duplicates(), ElementsAre("suppliers/acme"));
  AddSupplier("suppliers/apex", R"(display_name: "Apex" aliases: "The Acme plc")");
  EXPECT_THAT(Supplier("suppliers/acme").possible_duplicates(), ElementsAre("suppliers/acme-2", "suppliers/apex"));
  v1::Supplier renamed = Supplier("suppliers/acme-2");
  renamed.set_display_name("Bolt");
  Written(national_, UpdateSupplier, Update(renamed, {"display_name"}));
  EXPECT_THAT(Supplier("suppliers/acme").possible_duplicates(), ElementsAre("suppliers/apex"));
}

TEST_F(SupplierTest, AnUpdateWithAnOldEtagIsRefusedAndOneThatChangesNothingKeepsTheEtag) {
  const v1::Supplier first = AddSupplier("suppliers/acme");
  v1::Supplier changed = first;
  changed.set_description("Radios");
  const v1::Supplier second = Written(Editor("suppliers/acme"), UpdateSupplier, Update(changed));
  EXPECT_NE(second.etag(), first.etag());
  EXPECT_EQ(base::ReasonOf(Refused(Editor("suppliers/acme"), UpdateSupplier, Update(changed))), "ETAG_MISMATCH");
  now_ += absl::Hours(1);
  const uint64_t changes = Changes();
  EXPECT_EQ(Written(Editor("suppliers/acme"), UpdateSupplier, Update(second)).etag(), second.etag());
  EXPECT_EQ(Changes(), changes);
}

TEST_F(SupplierTest, AMaskChangesWhatItNamesAndNothingElse) {
  AddSupplier("suppliers/acme", R"(display_name: "Acme" description: "Radios" uri: "https://acme.example")");
  const v1::Supplier after = Written(Editor("suppliers/acme"), UpdateSupplier,
                                     Update(FromText<v1::Supplier>(R"(name: "suppliers/acme" display_name: "Not this")"), {"description"}));
  EXPECT_EQ(after.display_name(), "Acme");
  EXPECT_EQ(after.description(), "");
  EXPECT_EQ(after.uri(), "https://acme.example");
  for (const char* path : {"name", "etag", "possible_duplicates", "confirmed_on", "nothing"}) {
    EXPECT_EQ(base::ReasonOf(Refused(Editor("suppliers/acme"), UpdateSupplier, Update(after, {path}))), "UPDATE_MASK_INVALID") << path;
  }
}

TEST_F(SupplierTest, AChangedFactIsNoLongerVerifiedAndTheOthersAre) {
  v1::Supplier supplier = AddSupplier("suppliers/acme", R"(display_name: "Acme" regions { region: "UKJ" } regions { region: "UKI" }
      vetted_staff { level: VETTING_LEVEL_SC people: 4 provenance { source: "Vetting unit" verification: VERIFICATION_EVIDENCED } })");
  Verified("suppliers/acme", "regions[1]", supplier.etag());
  Verified("suppliers/acme", "vetted_staff[0]", Supplier("suppliers/acme").etag());
  now_ += absl::Hours(24);
  supplier = Supplier("suppliers/acme");
  supplier.mutable_vetted_staff(0)->set_people(9);  // VERIFIED is sent back with it
  supplier.mutable_regions()->SwapElements(0, 1);
  const v1::Supplier after = Written(Editor("suppliers/acme"), UpdateSupplier, Update(supplier));
  EXPECT_EQ(after.regions(0).provenance().verification(), type::v1::VERIFICATION_VERIFIED);
  EXPECT_EQ(after.regions(0).provenance().confirmed_on(), "2026-11-24");
  EXPECT_EQ(after.regions(1).provenance().verification(), type::v1::VERIFICATION_DECLARED);
  EXPECT_EQ(after.vetted_staff(0).provenance().verification(), type::v1::VERIFICATION_DECLARED);
  EXPECT_EQ(after.vetted_staff(0).provenance().confirmed_on(), "2026-11-25");
}

TEST_F(SupplierTest, ASupplierCanNotDateItsFactsButAnImportCan) {
  const std::string text =
      R"(display_name: "Acme" regions { region: "UKJ"
          provenance { source: "ocds-1" verification: VERIFICATION_EVIDENCED confirmed_on: "2026-03-01" } })";
  EXPECT_EQ(AddSupplier("suppliers/acme", text).regions(0).provenance().confirmed_on(), "2026-11-24");
  const v1::Supplier imported = Written(System(), CreateSupplier, NewSupplier("suppliers/imported", text));
  EXPECT_EQ(imported.regions(0).provenance().confirmed_on(), "2026-03-01");
  EXPECT_EQ(imported.regions(0).provenance().verification(), type::v1::VERIFICATION_EVIDENCED);
  EXPECT_EQ(imported.confirmed_on(), "") << "no supplier has confirmed it";
  EXPECT_THAT(
      ViolationsOf(Refused(System(), CreateSupplier,
                           NewSupplier("suppliers/x", R"(display_name: "X" regions { region: "UKJ" provenance { confirmed_on: "2026-11-25" } })"))),
      HasSubstr("supplier.regions[0].provenance.confirmed_on must not be in the future"));
}

TEST_F(SupplierTest, WhatAnAdministratorWritesIsNotSaidToComeFromTheSupplier) {
  const v1::Supplier made = Written(national_, CreateSupplier, NewSupplier("suppliers/acme", R"(display_name: "Acme" regions { region: "UKJ" })"));
  EXPECT_EQ(made.regions(0).provenance().source(), "");
  EXPECT_EQ(made.confirmed_on(), "");
}

TEST_F(SupplierTest, AConnectedSupplierMustBeThere) {
  EXPECT_THAT(ViolationsOf(Refused(national_, CreateSupplier, NewSupplier("suppliers/acme", R"(display_name: "Acme"
      connected_persons { relation: RELATION_PREDECESSOR display_name: "Old Acme" supplier: "suppliers/old" })"))),
              HasSubstr("supplier.connected_persons[0].supplier names 'suppliers/old', which is not there"));
}

TEST_F(SupplierTest, WhatIsNotThereIsNotFound) {
  EXPECT_EQ(base::ReasonOf(Read(Officer(), GetSupplier, FromText<v1::GetSupplierRequest>(R"(name: "suppliers/none")")).status()),
            "RESOURCE_NOT_FOUND");
  EXPECT_EQ(base::ReasonOf(Refused(national_, UpdateSupplier, Update(FromText<v1::Supplier>(R"(name: "suppliers/none" display_name: "x")")))),
            "RESOURCE_NOT_FOUND");
}

}  // namespace
}  // namespace frontline::supplier
