#include "services/supplier/store_for_test.h"

namespace frontline::supplier {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class DebarmentTest : public SupplierTest {
 protected:
  // Of the profile; that a listing says the same is checked with it.
  std::vector<std::string> Debarred(const std::string& supplier) {
    std::vector<std::string> names;
    const v1::Profile profile = Profile(supplier);
    for (const auto& debarment : profile.debarments()) names.push_back(debarment.name());
    auto listed = Read(Officer(), ListProfiles, v1::ListProfilesRequest());
    EXPECT_TRUE(listed.ok()) << listed.status();
    for (const auto& one : listed->profiles()) {
      if (one.supplier().name() != supplier) continue;
      std::vector<std::string> again;
      for (const auto& debarment : one.debarments()) again.push_back(debarment.name());
      EXPECT_EQ(again, names) << "ListProfiles and GetProfile differ";
    }
    return names;
  }
};

TEST_F(DebarmentTest, OnlyANationalPermissionDecidesOnDebarments) {
  AddSupplier("suppliers/acme");
  const v1::Debarment made = AddDebarment("suppliers/acme", "1");
  EXPECT_EQ(made.provenance().verification(), type::v1::VERIFICATION_EVIDENCED);
  v1::UpdateDebarmentRequest update;
  *update.mutable_debarment() = made;
  const auto remove = FromText<v1::DeleteDebarmentRequest>(R"(name: "suppliers/acme/debarments/1")");
  for (const char* organisation : {"suppliers/acme", "forces/kent"}) {
    const Call call = rpc::testing::CallBy(std::string(organisation) + "/members/a", {{organisation, identity::v1::ROLE_ADMINISTRATOR, false}});
    EXPECT_EQ(base::ReasonOf(Refused(call, CreateDebarment, NewDebarment("suppliers/acme", "2"))), "PERMISSION_MISSING");
    EXPECT_EQ(base::ReasonOf(Refused(call, UpdateDebarment, update)), "PERMISSION_MISSING");
    EXPECT_EQ(base::ReasonOf(Refused(call, DeleteDebarment, remove)), "PERMISSION_MISSING");
  }
  EXPECT_THAT(Debarred("suppliers/acme"), ElementsAre("suppliers/acme/debarments/1"));
  Written(national_, DeleteDebarment, remove);
  EXPECT_THAT(Debarred("suppliers/acme"), IsEmpty());
}

TEST_F(DebarmentTest, ItNeedsAGroundADayASourceAndAPersonThatIsThere) {
  AddSupplier("suppliers/acme");
  auto request = NewDebarment("suppliers/acme", "1", R"(valid_to: "2025-12-31" )");
  EXPECT_THAT(ViolationsOf(Refused(national_, CreateDebarment, request)), HasSubstr("debarment.valid_to must not be before valid_from"));
  request = NewDebarment("suppliers/acme", "1");
  request.mutable_debarment()->mutable_provenance()->clear_source();
  EXPECT_THAT(ViolationsOf(Refused(national_, CreateDebarment, request)), HasSubstr("debarment.provenance.source is required"));
  request = NewDebarment("suppliers/acme", "1", R"(connected_person: "Nobody")");
  EXPECT_THAT(ViolationsOf(Refused(national_, CreateDebarment, request)), HasSubstr("debarment.connected_person must be the display name"));
  EXPECT_THAT(ViolationsOf(Refused(national_, CreateDebarment, FromText<v1::CreateDebarmentRequest>(R"(parent: "suppliers/acme" debarment {})"))),
              HasSubstr("debarment.effect is required; debarment.ground is required; debarment.valid_from is required"));
}

TEST_F(DebarmentTest, AListingOfADayHoldsThoseOfThatDayEndsIncluded) {
  AddSupplier("suppliers/acme");
  AddDebarment("suppliers/acme", "1", R"(valid_to: "2026-06-30" scope_cpv_codes: "35000000")");
  AddDebarment("suppliers/acme", "2");
  auto on = [this](const std::string& day) {
    auto response =
        Read(Editor("suppliers/acme"), ListDebarments, FromText<v1::ListDebarmentsRequest>("parent: 'suppliers/acme' date: '" + day + "'"));
    return response->debarments_size();
  };
  EXPECT_EQ(on("2025-12-31"), 0);
  EXPECT_EQ(on("2026-01-01"), 2);
  EXPECT_EQ(on("2026-06-30"), 2);
  EXPECT_EQ(on("2026-07-01"), 1);
  EXPECT_EQ(Profile("suppliers/acme").debarments(0).scope_cpv_codes(0), "35000000");
}

TEST_F(DebarmentTest, ADebarmentReachesThroughConnectedPersons) {
  AddSupplier("suppliers/parent", R"(display_name: "Parent" identifiers { scheme: "GB-COH" id: "111" })");
  // Names it by profile; by identifier; and not at all.
  AddSupplier("suppliers/by-name",
              R"(display_name: "B" connected_persons { relation: RELATION_PREDECESSOR display_name: "P" supplier: "suppliers/parent" })");
  AddSupplier("suppliers/by-id", R"(display_name: "C" connected_persons {
      relation: RELATION_SIGNIFICANT_CONTROL display_name: "P" identifiers { scheme: "gb-coh" id: "0000 0111" } })");
  AddSupplier("suppliers/other", R"(display_name: "D" connected_persons { relation: RELATION_DIRECTOR display_name: "P" })");
  const uint64_t before = Changes();
  AddDebarment("suppliers/parent", "1");
  EXPECT_THAT(Debarred("suppliers/parent"), ElementsAre("suppliers/parent/debarments/1"));
  EXPECT_THAT(Debarred("suppliers/by-name"), ElementsAre("suppliers/parent/debarments/1"));
  EXPECT_THAT(Debarred("suppliers/by-id"), ElementsAre("suppliers/parent/debarments/1"));
  EXPECT_THAT(Debarred("suppliers/other"), IsEmpty());
  std::vector<std::string> changed;
  const auto feed = storage::ReadChanges(store_->Read(), before, 100);
  for (const auto& change : *feed) changed.push_back(change.resource());
  EXPECT_THAT(changed, ElementsAre("suppliers/parent/debarments/1", "suppliers/by-id", "suppliers/by-name"))
      << "who follows the feed sees whose profile changed";
}

TEST_F(DebarmentTest, ADebarredSupplierShutsOutNobodyByNamingIt) {
  AddSupplier("suppliers/rival", R"(display_name: "Rival")");
  AddSupplier("suppliers/debarred", R"(display_name: "Debarred"
      connected_persons { relation: RELATION_PARENT_OR_SUBSIDIARY display_name: "R" supplier: "suppliers/rival" })");
  AddDebarment("suppliers/debarred", "1");
  const v1::Debarment claimed = Profile("suppliers/rival").debarments(0);
  EXPECT_EQ(claimed.effect(), v1::Debarment::EFFECT_DISCRETIONARY);
  EXPECT_THAT(claimed.ground(), testing::HasSubstr("only the debarred supplier says"));
  EXPECT_EQ(Profile("suppliers/debarred").debarments(0).effect(), v1::Debarment::EFFECT_MANDATORY);

  auto verify = FromText<v1::VerifyFactRequest>(
      "name: 'suppliers/debarred' fact: 'connected_persons[0]' verification: VERIFICATION_VERIFIED source: 'the register of companies'");
  verify.set_etag(Supplier("suppliers/debarred").etag());
  Written(Officer(), VerifyFact, verify);
  const v1::Debarment verified = Profile("suppliers/rival").debarments(0);
  EXPECT_EQ(verified.effect(), v1::Debarment::EFFECT_MANDATORY) << "once a buyer has checked it, it counts";
  EXPECT_THAT(verified.ground(), testing::Not(testing::HasSubstr("says")));
}

TEST_F(DebarmentTest, ADebarmentForAPersonIsNotTurnedOnAnotherByASecondOneOfThatName) {
  const std::string person = R"(connected_persons { relation: RELATION_DIRECTOR display_name: "P" identifiers { scheme: "GB-COH-OFF" id: "1" } })";
  AddSupplier("suppliers/rival", R"(display_name: "Rival")");
  AddSupplier("suppliers/same-director", "display_name: 'S' " + person);
  AddSupplier("suppliers/debarred", "display_name: 'Debarred' " + person);
  AddDebarment("suppliers/debarred", "1", R"(connected_person: "P")");
  EXPECT_EQ(Profile("suppliers/same-director").debarments(0).effect(), v1::Debarment::EFFECT_MANDATORY);
  v1::UpdateSupplierRequest update;
  *update.mutable_supplier() = Supplier("suppliers/debarred");
  auto* second = update.mutable_supplier()->add_connected_persons();
  second->set_relation(v1::ConnectedPerson::RELATION_DIRECTOR);
  second->set_display_name("P");
  second->set_supplier("suppliers/rival");
  update.mutable_update_mask()->add_paths("connected_persons");
  Written(Editor("suppliers/debarred"), UpdateSupplier, update);
  EXPECT_EQ(Profile("suppliers/rival").debarments(0).effect(), v1::Debarment::EFFECT_DISCRETIONARY);
}

TEST_F(DebarmentTest, ASupplierThatNamesAnotherIsNotToldWhatBuyersNotedOfThatOnesDebarments) {
  AddSupplier("suppliers/rival", R"(display_name: "Rival" connected_persons { relation: RELATION_DIRECTOR display_name: "The director" })");
  AddSupplier("suppliers/acme",
              R"(display_name: "Acme" connected_persons { relation: RELATION_PREDECESSOR display_name: "R" supplier: "suppliers/rival" })");
  AddDebarment("suppliers/rival", "1", R"(connected_person: "The director" valid_to: "2027-12-31")");
  const auto request = FromText<v1::GetProfileRequest>("name: 'suppliers/acme'");
  const auto shown = Read(Editor("suppliers/acme"), GetProfile, request);
  ASSERT_TRUE(shown.ok()) << shown.status();
  ASSERT_EQ(shown->debarments_size(), 1) << "that it is reached it must know";
  EXPECT_EQ(shown->debarments(0).valid_to(), "2027-12-31");
  EXPECT_EQ(shown->debarments(0).ground(), "grounds that only buyers see");
  EXPECT_EQ(shown->debarments(0).connected_person(), "");
  EXPECT_FALSE(shown->debarments(0).has_provenance());
  EXPECT_EQ(Profile("suppliers/acme").debarments(0).connected_person(), "The director") << "buyers see all of it";
  const auto own = Read(Editor("suppliers/rival"), GetProfile, FromText<v1::GetProfileRequest>("name: 'suppliers/rival'"));
  EXPECT_TRUE(own->debarments(0).has_provenance()) << "and whose debarment it is";
}

TEST_F(DebarmentTest, ADebarredSubsidiaryReachesTheParentItNamesButADebarredEmployerNotItsDirector) {
  AddSupplier("suppliers/parent", R"(display_name: "Parent")");
  AddSupplier("suppliers/child", R"(display_name: "Child"
      connected_persons { relation: RELATION_PARENT_OR_SUBSIDIARY display_name: "P" supplier: "suppliers/parent" })");
  AddSupplier("suppliers/client", R"(display_name: "Client"
      connected_persons { relation: RELATION_DIRECTOR display_name: "P" supplier: "suppliers/parent" })");
  AddDebarment("suppliers/child", "1");
  AddDebarment("suppliers/client", "1");
  EXPECT_THAT(Debarred("suppliers/parent"), ElementsAre("suppliers/child/debarments/1"));
}

TEST_F(DebarmentTest, ADebarmentForAPersonReachesWhereverThatPersonIsAndNothingElseDoes) {
  const std::string director =
      R"(connected_persons { relation: RELATION_DIRECTOR display_name: "The director" identifiers { scheme: "GB-COH-OFF" id: "x 1" } })";
  AddSupplier("suppliers/one", R"(display_name: "One" )" + director);
  AddSupplier("suppliers/two", R"(display_name: "Two" )" + director);
  AddDebarment("suppliers/one", "own");
  EXPECT_THAT(Debarred("suppliers/two"), IsEmpty());
  AddDebarment("suppliers/one", "person", R"(connected_person: "The director")");
  EXPECT_THAT(Debarred("suppliers/two"), ElementsAre("suppliers/one/debarments/person"));
}

TEST_F(DebarmentTest, ASupplierCanNotForgetThePersonItIsDebarredFor) {
  AddSupplier("suppliers/one", R"(display_name: "One" connected_persons { relation: RELATION_DIRECTOR display_name: "The director" })");
  AddDebarment("suppliers/one", "1", R"(connected_person: "The director")");
  v1::UpdateSupplierRequest request;
  *request.mutable_supplier() = Supplier("suppliers/one");
  request.mutable_supplier()->clear_connected_persons();
  request.mutable_update_mask()->add_paths("connected_persons");
  EXPECT_EQ(base::ReasonOf(Refused(Editor("suppliers/one"), UpdateSupplier, request)), "CONNECTED_PERSON_DEBARRED");
  Written(national_, UpdateSupplier, request);
}

}  // namespace
}  // namespace frontline::supplier
