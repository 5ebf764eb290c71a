#include "services/exchange/ocds_notice.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <string>

#include "google/protobuf/util/json_util.h"

namespace frontline::exchange {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

oc::Release Parse(const std::string& json) {
  oc::Release release;
  google::protobuf::util::JsonParseOptions options;
  options.ignore_unknown_fields = true;
  const auto status = google::protobuf::util::JsonStringToMessage(json, &release, options);
  EXPECT_TRUE(status.ok()) << status.ToString();
  return release;
}

constexpr char kAward[] = R"({
  "ocid": "ocds-1", "id": "r1", "date": "2025-01-23T22:10:19Z", "language": "en",
  "parties": [
    {"id": "b", "name": "Chief Constable\nof Kent", "roles": ["buyer"]},
    {"id": "s", "name": "Ash Ltd", "identifier": {"scheme": "GB-COH", "id": "1234567"}, "details": {"scale": "sme", "vcse": false}},
    {"id": "t", "name": "Beech Ltd", "identifier": {"scheme": "GB-COH", "id": "N/A"}, "details": {"scale": "large"}}],
  "buyer": {"id": "b"},
  "tender": {"title": "  Body  worn video ", "description": "Cameras.", "status": "complete",
    "classification": {"scheme": "CPV", "id": "32333200-8"}, "additionalClassifications": [{"scheme": "CPV", "id": "32333200"}, {"scheme": "X", "id": "1"}],
    "items": [{"deliveryAddresses": [{"region": "South East,London"}, {"region": "UKJ4"}]}],
    "minValue": {"amount": 0, "currency": "GBP"}, "value": {"amount": 1000.5, "currency": "GBP"},
    "contractPeriod": {"startDate": "2025-03-01T00:00:00Z", "endDate": "2026-02-28T23:59:59+01:00"}},
  "awards": [{"id": "a1", "status": "active", "date": "2025-01-20T00:00:00Z", "value": {"amount": 900, "currency": "GBP"},
    "suppliers": [{"id": "s", "name": "Ash Ltd"}, {"id": "t"}]}]})";

TEST(Notice, SaysWhatAnAwardSays) {
  Problems problems;
  const Notice notice = NoticeOf(Parse(kAward), "releases[0]", "test set", "2026-01-01", &problems);
  ASSERT_THAT(problems, IsEmpty());
  EXPECT_EQ(notice.ocid, "ocds-1");
  EXPECT_EQ(notice.published, "2025-01-23");
  EXPECT_EQ(notice.buyer.display_name(), "Chief Constable of Kent");
  const auto& requirement = notice.requirement;
  EXPECT_EQ(requirement.title(), "Body worn video");
  EXPECT_EQ(requirement.external_id(), "ocds-1");
  EXPECT_THAT(requirement.cpv_codes(), ElementsAre("32333200"));
  EXPECT_THAT(requirement.regions(), ElementsAre("UKJ", "UKI", "UKJ4"));
  EXPECT_FALSE(requirement.value().has_min());  // an amount of nought says nothing
  EXPECT_EQ(requirement.value().max().minor_units(), 100050);
  EXPECT_EQ(requirement.need_by(), "2025-03-01");
  ASSERT_TRUE(notice.outcome.has_value());
  EXPECT_EQ(notice.outcome->kind(), frontline::requirement::v1::Outcome::KIND_AWARDED);
  EXPECT_EQ(notice.outcome->date(), "2025-01-20");
  EXPECT_EQ(notice.outcome->value().minor_units(), 90000);
  EXPECT_EQ(notice.outcome->summary(), "Awarded to Ash Ltd and 1 other.");
}

TEST(Notice, MakesACapabilityThatCitesTheAward) {
  Problems problems;
  const Notice notice = NoticeOf(Parse(kAward), "releases[0]", "test set", "2026-01-01", &problems);
  ASSERT_EQ(notice.suppliers.size(), 2u);
  const AwardedSupplier& ash = notice.suppliers[0];
  ASSERT_EQ(ash.supplier.identifiers_size(), 1);
  EXPECT_EQ(ash.supplier.identifiers(0).id(), "01234567");
  EXPECT_EQ(ash.supplier.size(), frontline::supplier::v1::SIZE_SME);
  EXPECT_EQ(ash.capability.title(), "Body worn video");
  ASSERT_EQ(ash.capability.references_size(), 1);
  EXPECT_EQ(ash.capability.references(0).client(), "Chief Constable of Kent");
  EXPECT_EQ(ash.capability.references(0).provenance().source(), "ocds-1, test set");
  EXPECT_EQ(ash.capability.provenance().confirmed_on(), "2025-01-23");
  EXPECT_EQ(ash.capability.provenance().verification(), frontline::type::v1::VERIFICATION_EVIDENCED);
  EXPECT_EQ(notice.suppliers[1].supplier.display_name(), "Beech Ltd");  // named by its party alone
  EXPECT_EQ(notice.suppliers[1].supplier.identifiers_size(), 0);        // "N/A" is no company number
}

std::string ProblemsOf(const std::string& json) {
  Problems problems;
  NoticeOf(Parse(json), "releases[4]", "", "2026-01-01", &problems);
  std::string all;
  for (const intake::Problem& problem : problems) all += problem.path + " " + problem.message + "\n";
  return all;
}

TEST(Notice, NamesEverythingThatIsWrongByItsPath) {
  const std::string all = ProblemsOf(R"({"ocid": "o", "date": "2025-02-30T00:00:00Z", "buyer": {"name": "B"},
    "tender": {"title": "T", "status": "complete", "classification": {"scheme": "CPV", "id": "12"}, "value": {"amount": -5, "currency": "GBP"},
      "contractPeriod": {"startDate": "2025-13-01"}},
    "awards": [{"date": "soon", "suppliers": [{"id": "x"}]}]})");
  EXPECT_THAT(all, HasSubstr("releases[4].date must be a date that exists"));
  EXPECT_THAT(all, HasSubstr("releases[4].tender.value.amount must not be negative"));
  EXPECT_THAT(all, HasSubstr("releases[4].tender.contractPeriod.startDate must be a date that exists"));
  EXPECT_THAT(all, HasSubstr("releases[4].awards[0].date must be a date that exists"));
  EXPECT_THAT(all, HasSubstr("releases[4].awards[0].suppliers[0].name is required"));
  EXPECT_THAT(all, HasSubstr("releases[4].tender.cpv_codes[0] must be a CPV"));
  EXPECT_THAT(
      ProblemsOf(
          R"({"ocid":"o","buyer":{"name":"B"},"tender":{"title":"T","minValue":{"amount":9,"currency":"GBP"},"value":{"amount":3,"currency":"GBP"}}})"),
      HasSubstr("minValue.amount must not be over"));
}

TEST(Notice, RefusesTextsThatAreTooLongOrMissing) {
  EXPECT_THAT(ProblemsOf(R"({"ocid":"o","buyer":{"name":"B"},"tender":{"title":")" + std::string(301, 'x') + "\"}}"),
              HasSubstr("releases[4].tender.title"));
  EXPECT_THAT(ProblemsOf(R"({"ocid":"o","buyer":{"name":"B"},"tender":{"title":"T","description":")" + std::string(20001, 'x') + "\"}}"),
              HasSubstr("releases[4].tender.description"));
  EXPECT_THAT(ProblemsOf(R"({"ocid":"o","buyer":{"name":"B\u0007"},"tender":{"title":"T"}})"), HasSubstr("releases[4].buyer.name"));
  const std::string bare = ProblemsOf(R"({"ocid":"o"})");
  EXPECT_THAT(bare, HasSubstr("buyer.name is required"));
  EXPECT_THAT(bare, HasSubstr("tender.title"));
}

TEST(Notice, FollowsTheTendersStatus) {
  Problems problems;
  const auto outcome = [&problems](const std::string& status) {
    return NoticeOf(Parse(R"({"ocid":"o","date":"2025-01-01","buyer":{"name":"B"},"tender":{"title":"T","status":")" + status + "\"}}"), "[0]", "",
                    "2026-01-01", &problems)
        .outcome;
  };
  using frontline::requirement::v1::Outcome;
  EXPECT_FALSE(outcome("active").has_value());
  EXPECT_FALSE(outcome("planning").has_value());
  EXPECT_EQ(outcome("withdrawn")->kind(), Outcome::KIND_WITHDRAWN);
  EXPECT_EQ(outcome("unsuccessful")->kind(), Outcome::KIND_NO_SUPPLIER);
  EXPECT_EQ(outcome("complete")->kind(), Outcome::KIND_MET_OTHERWISE);
  EXPECT_THAT(problems, IsEmpty());
}

TEST(MergeLater, JoinsAwardsAndTakesTheLaterTender) {
  oc::Release merged =
      Parse(R"({"ocid":"o","id":"1","buyer":{"name":"B"},"tender":{"title":"Old","status":"active"},"awards":[{"id":"a","title":"A"}]})");
  MergeLater(Parse(R"({"ocid":"o","id":"2","tender":{"title":"New","status":"complete"},"awards":[{"id":"a","title":"A2"},{"id":"b"}]})"), &merged);
  EXPECT_EQ(merged.tender().title(), "New");
  EXPECT_EQ(merged.buyer().name(), "B");
  ASSERT_EQ(merged.awards_size(), 2);
  EXPECT_EQ(merged.awards(0).title(), "A2");
}

constexpr char kFrame[] = R"({"ocid":"o","date":"2025-01-01","buyer":{"name":"B"},"tender":{"title":"T"},)";

TEST(Notice, RefusesIdsThatMayHaveBeenOthers) {
  const std::string frame = kFrame;
  for (const char* id : {"1e300", "-1e300", "12345678901234567", "1.5"}) {
    EXPECT_THAT(ProblemsOf(frame + R"("parties":[{"id":)" + id + "}]}"), HasSubstr("parties[0].id must be a text")) << id;
    EXPECT_THAT(ProblemsOf(frame + R"("awards":[{"id":)" + id + "}]}"), HasSubstr("awards[0].id must be a text")) << id;
  }
  EXPECT_EQ(ProblemsOf(frame + R"("parties":[{"id":123456789012345},{"id":-7},{"id":null},{"id":{}}]})"), "");
}

TEST(Notice, TellsAwardsApart) {
  const std::string frame = kFrame;
  EXPECT_THAT(ProblemsOf(frame + R"("awards":[{"id":"a"},{"id":"a"}]})"), HasSubstr("awards[1].id is the id of an earlier award too"));
  Problems problems;
  const Notice notice =
      NoticeOf(Parse(frame + R"("awards":[{"suppliers":[{"name":"S"}]},{"suppliers":[{"name":"S"}]}]})"), "[0]", "", "2026-01-01", &problems);
  ASSERT_EQ(notice.suppliers.size(), 2u);
  EXPECT_EQ(notice.suppliers[0].capability.external_id(), "o #1");
  EXPECT_EQ(notice.suppliers[1].capability.external_id(), "o #2");
}

TEST(Notice, KnowsAnAwardAgainWhenALaterNoticeBringsAnother) {
  const std::string frame = kFrame;
  Problems problems;
  const auto first_id = [&](const std::string& awards) {
    return NoticeOf(Parse(frame + awards + "}"), "[0]", "", "2026-01-01", &problems).suppliers[0].capability.external_id();
  };
  EXPECT_EQ(first_id(R"("awards":[{"id":"a","suppliers":[{"name":"S"}]}])"),
            first_id(R"("awards":[{"id":"a","suppliers":[{"name":"S"}]},{"id":"b","suppliers":[{"name":"T"}]}])"));
}

TEST(Notice, TakesTomorrowForTodayAndNoLaterDay) {
  const auto of = [](const std::string& date) { return R"({"ocid":"o","date":")" + date + R"(","buyer":{"name":"B"},"tender":{"title":"T"}})"; };
  Problems problems;
  EXPECT_EQ(NoticeOf(Parse(of("2026-01-02T00:30:00+01:00")), "[0]", "", "2026-01-01", &problems).published, "2026-01-01");
  EXPECT_THAT(problems, IsEmpty());
  EXPECT_THAT(ProblemsOf(of("2026-01-03")), HasSubstr("date must not be in the future"));
}

TEST(Notice, BoundsTheListsAndTheProblems) {
  std::string suppliers = "{}";
  for (int i = 1; i <= kMostListed; ++i) suppliers += ",{}";
  const std::string frame = kFrame;
  EXPECT_EQ(ProblemsOf(frame + R"("awards":[{"suppliers":[)" + suppliers + "]}]}"),
            "releases[4].awards.suppliers must have at most 5000 entries, has 5001\n");
  suppliers.resize(suppliers.size() - 3);
  const std::string all = ProblemsOf(frame + R"("awards":[{"suppliers":[)" + suppliers + "]}]}");
  EXPECT_EQ(std::count(all.begin(), all.end(), '\n'), static_cast<int>(kMostProblemsOfANotice));
}

TEST(MergeLater, KeepsEveryAwardWithoutAnIdOfTheLaterRelease) {
  oc::Release merged = Parse(R"({"ocid":"o","awards":[{"title":"Old"},{"id":1,"title":"A"}]})");
  MergeLater(Parse(R"({"ocid":"o","awards":[{"title":"B"},{"title":"C"},{"id":1,"title":"A2"}]})"), &merged);
  ASSERT_EQ(merged.awards_size(), 3);
  EXPECT_EQ(merged.awards(0).title(), "A2");
  EXPECT_EQ(merged.awards(1).title(), "B");
  EXPECT_EQ(merged.awards(2).title(), "C");
}

}  // namespace
}  // namespace frontline::exchange
