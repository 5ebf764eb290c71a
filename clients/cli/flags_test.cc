#include "clients/cli/flags.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/time/civil_time.h"
#include "clients/cli/session.h"
#include "frontline/identity/v1/identity_service.pb.h"
#include "frontline/matching/v1/matching_service.pb.h"
#include "frontline/requirement/v1/need_service.pb.h"
#include "frontline/requirement/v1/requirement_service.pb.h"
#include "frontline/supplier/v1/supplier_service.pb.h"

namespace frontline::cli {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

const Command& Find(const std::string& name) {
  for (const Command& command : Commands()) {
    if (command.Name() == name) return command;
  }
  ADD_FAILURE() << "no command " << name;
  static const Command none = {};
  return none;
}

std::vector<std::string> FlagNames(const std::string& command) {
  std::vector<std::string> names;
  for (const Flag& flag : AllFlagsOf(Find(command))) names.push_back(flag.name);
  return names;
}

const Clock kClock = {absl::FromCivil(absl::CivilDay(2026, 11, 24), absl::UTCTimeZone()), absl::UTCTimeZone()};

// Builds the request of a command from pairs of flag or argument and value.
template <typename Request>
absl::StatusOr<Request> Build(const std::string& command, const std::vector<std::pair<std::string, std::string>>& typed,
                              const std::string& file = "") {
  Arguments arguments;
  for (const auto& [name, value] : typed) arguments.Add(name, value);
  Request request;
  const absl::Status built = BuildRequest(Find(command), arguments, file, "request-1", kClock, &request);
  if (!built.ok()) return built;
  return request;
}

TEST(FlagsTest, FieldsOfTheResourceAreFlagsAndWhatTheServerSetsIsNot) {
  const std::vector<std::string> names = FlagNames("needs create");
  EXPECT_THAT(names, Contains("statement"));
  EXPECT_THAT(names, Contains("id"));
  EXPECT_THAT(names, Contains("file"));
  for (const char* hidden : {"state", "supporters", "name", "parent", "create-time", "page-token", "update-mask", "etag"}) {
    EXPECT_THAT(names, Not(Contains(hidden)));
  }
}

TEST(FlagsTest, UpdatesLeaveOutWhatNeverChanges) {
  EXPECT_THAT(FlagNames("needs update"), Not(Contains("external-id")));
  EXPECT_THAT(FlagNames("needs update"), Contains("etag"));
  EXPECT_THAT(FlagNames("needs update"), Contains("clear"));
}

TEST(FlagsTest, DeeperMessagesHaveAPrefix) { EXPECT_THAT(FlagNames("certifications create"), Contains("provenance-source")); }

TEST(FlagsTest, BuildsACreationWithARequestId) {
  const auto request = Build<requirement::v1::CreateNeedRequest>("needs create", {{"ORGANISATION", "forces/kent"},
                                                                                  {"statement", "Batteries fail"},
                                                                                  {"severity", "major"},
                                                                                  {"people-affected", "1,200"},
                                                                                  {"forces", "forces/kent,forces/essex"},
                                                                                  {"forces", "forces/surrey"},
                                                                                  {"evidence", "survey:212 of 400 say so"},
                                                                                  {"id", "battery"}});
  ASSERT_TRUE(request.ok()) << request.status();
  EXPECT_EQ(request->parent(), "forces/kent");
  EXPECT_EQ(request->need_id(), "battery");
  EXPECT_EQ(request->request_id(), "request-1");
  EXPECT_EQ(request->need().severity(), requirement::v1::SEVERITY_MAJOR);
  EXPECT_EQ(request->need().people_affected(), 1200);
  EXPECT_THAT(request->need().forces(), ElementsAre("forces/kent", "forces/essex", "forces/surrey"));
  ASSERT_EQ(request->need().evidence_size(), 1);
  EXPECT_EQ(request->need().evidence(0).kind(), requirement::v1::Evidence::KIND_SURVEY);
  EXPECT_EQ(request->need().evidence(0).summary(), "212 of 400 say so");
}

TEST(FlagsTest, ReadsMoneyQuantitiesAndDaysAsPeopleWriteThem) {
  const auto request = Build<requirement::v1::CreateRequirementRequest>(
      "requirements create", {{"ORGANISATION", "forces/kent"}, {"value", "£100,000-£250,000.50"}, {"quantity", "1,200 cameras"}, {"need-by", "+9m"}});
  ASSERT_TRUE(request.ok()) << request.status();
  EXPECT_EQ(request->requirement().value().min().currency_code(), "GBP");
  EXPECT_EQ(request->requirement().value().min().minor_units(), 10000000);
  EXPECT_EQ(request->requirement().value().max().minor_units(), 25000050);
  EXPECT_EQ(request->requirement().quantity().amount(), 1200);
  EXPECT_EQ(request->requirement().quantity().unit(), "cameras");
  EXPECT_EQ(request->requirement().need_by(), "2027-08-24");
}

TEST(FlagsTest, AnUpdateNamesWhatWasGivenInItsMask) {
  const auto request = Build<requirement::v1::UpdateNeedRequest>("needs update", {{"NEED", "forces/kent/needs/a"},
                                                                                  {"severity", "critical"},
                                                                                  {"set", "evidence[+]={\"kind\":\"KIND_DATA\"}"},
                                                                                  {"clear", "topic"},
                                                                                  {"etag", "e1"}});
  ASSERT_TRUE(request.ok()) << request.status();
  EXPECT_EQ(request->need().name(), "forces/kent/needs/a");
  EXPECT_EQ(request->need().etag(), "e1");
  EXPECT_THAT(request->update_mask().paths(), ElementsAre("evidence", "severity", "topic"));
}

TEST(FlagsTest, AnUpdateFromAFileTakesItsFieldsButNotTheServers) {
  const auto request = Build<requirement::v1::UpdateNeedRequest>("needs update", {{"NEED", "forces/kent/needs/a"}, {"statement", "From the flag"}},
                                                                 R"({"name": "forces/kent/needs/a", "statement": "From the file", "topic": "radio",
          "state": "NEED_STATE_LOGGED", "etag": "e2", "externalId": "x"})");
  ASSERT_TRUE(request.ok()) << request.status();
  EXPECT_THAT(request->update_mask().paths(), ElementsAre("statement", "topic"));
  EXPECT_EQ(request->need().statement(), "From the flag");
  EXPECT_EQ(request->need().etag(), "e2");
}

TEST(FlagsTest, ProtobufTextIsTakenToo) {
  const auto request = Build<requirement::v1::CreateNeedRequest>("needs create", {{"ORGANISATION", "forces/kent"}},
                                                                 "statement: \"From text\"\nseverity: SEVERITY_MINOR");
  ASSERT_TRUE(request.ok()) << request.status();
  EXPECT_EQ(request->need().statement(), "From text");
}

TEST(FlagsTest, AnEmptyUpdateIsRefused) {
  const auto request = Build<requirement::v1::UpdateNeedRequest>("needs update", {{"NEED", "forces/kent/needs/a"}});
  EXPECT_THAT(std::string(request.status().message()), HasSubstr("nothing to change"));
}

TEST(FlagsTest, AWrongValueNamesItsFlagAndWhatIsRight) {
  const auto message = [](const std::string& flag, const std::string& value) {
    return std::string(
        Build<requirement::v1::CreateRequirementRequest>("requirements create", {{"ORGANISATION", "forces/kent"}, {flag, value}}).status().message());
  };
  EXPECT_THAT(message("value", "a lot"), HasSubstr("--value: a band is wanted"));
  EXPECT_THAT(message("quantity", "many cameras"), HasSubstr("--quantity: 'many' is not a whole number"));
  EXPECT_THAT(message("set", "quantity.colour=red"), HasSubstr("there is no 'colour'; there are amount, unit"));
  EXPECT_THAT(message("set", "title"), HasSubstr("PATH=VALUE"));
  EXPECT_THAT(message("set", "criteria[2].weight=1"), HasSubstr("has 0 entries"));
  const auto need = Build<requirement::v1::CreateNeedRequest>("needs create", {{"ORGANISATION", "forces/kent"}, {"severity", "awful"}});
  EXPECT_THAT(std::string(need.status().message()), HasSubstr("--severity: 'awful' is none of minor, moderate, major, critical"));
}

TEST(FlagsTest, AGrantWithoutAnOrganisationIsInTheMembersOwn) {
  const auto request = Build<identity::v1::CreateMemberRequest>(
      "members create", {{"ORGANISATION", "forces/kent"}, {"grants", "procurement-officer"}, {"grants", "system@national/frontline+national"}});
  ASSERT_TRUE(request.ok()) << request.status();
  ASSERT_EQ(request->member().grants_size(), 2);
  EXPECT_EQ(request->member().grants(0).organisation(), "forces/kent");
  EXPECT_EQ(request->member().grants(0).role(), identity::v1::ROLE_PROCUREMENT_OFFICER);
  EXPECT_FALSE(request->member().grants(0).national());
  EXPECT_EQ(request->member().grants(1).organisation(), "national/frontline");
  EXPECT_TRUE(request->member().grants(1).national());
}

TEST(FlagsTest, AFlagCanTakeBackYes) {
  const auto request = Build<identity::v1::UpdateMemberRequest>("members update", {{"MEMBER", "forces/kent/members/a"}, {"disabled", "no"}});
  ASSERT_TRUE(request.ok()) << request.status();
  EXPECT_FALSE(request->member().disabled());
  EXPECT_THAT(request->update_mask().paths(), ElementsAre("disabled"));
}

TEST(FlagsTest, FactsOfSuppliersHaveShortForms) {
  const auto request = Build<supplier::v1::CreateSupplierRequest>("suppliers create", {{"SUPPLIER", "suppliers/acme"},
                                                                                       {"identifiers", "GB-COH:01234567"},
                                                                                       {"regions", "UKJ,UKI"},
                                                                                       {"vetted-staff", "nppv3:12"},
                                                                                       {"attributes", "battery-hours=12.5 h"},
                                                                                       {"attributes", "uk-data-residency=yes"},
                                                                                       {"attributes", "hosting=UK, twice"}});
  ASSERT_TRUE(request.ok()) << request.status();
  const supplier::v1::Supplier& supplier = request->supplier();
  EXPECT_EQ(supplier.name(), "suppliers/acme");
  EXPECT_EQ(supplier.identifiers(0).scheme(), "GB-COH");
  EXPECT_EQ(supplier.identifiers(0).id(), "01234567");
  ASSERT_EQ(supplier.regions_size(), 2);
  EXPECT_EQ(supplier.regions(1).region(), "UKI");
  EXPECT_EQ(supplier.vetted_staff(0).level(), type::v1::VETTING_LEVEL_NPPV3);
  EXPECT_EQ(supplier.vetted_staff(0).people(), 12);
  EXPECT_EQ(supplier.attributes(0).number(), 12.5);
  EXPECT_EQ(supplier.attributes(0).unit(), "h");
  EXPECT_TRUE(supplier.attributes(1).statement());
  EXPECT_EQ(supplier.attributes(2).text(), "UK, twice");
}

TEST(FlagsTest, SeveralNamesFillAList) {
  const auto request = Build<matching::v1::CompareRequest>(
      "match compare", {{"REQUIREMENT", "forces/kent/requirements/a"}, {"SUPPLIER", "suppliers/acme"}, {"SUPPLIER", "suppliers/harrow"}});
  ASSERT_TRUE(request.ok()) << request.status();
  EXPECT_THAT(request->suppliers(), ElementsAre("suppliers/acme", "suppliers/harrow"));
}

TEST(FlagsTest, AMissingArgumentIsNamed) {
  const auto request = Build<requirement::v1::CreateNeedRequest>("needs create", {{"statement", "x"}});
  EXPECT_EQ(request.status().message(), "ORGANISATION is missing");
}

}  // namespace
}  // namespace frontline::cli
