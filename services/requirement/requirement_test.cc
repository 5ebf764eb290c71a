#include <gmock/gmock.h>

#include "absl/strings/escaping.h"
#include "services/requirement/store_for_test.h"

namespace frontline::requirement {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

std::string NameOf(const std::string& id) { return "forces/kent/requirements/" + id; }

// A requirement that the lint has nothing to say of, once Kent's need "n" is logged.
constexpr char kClean[] =
    "title: 'Radios for cellars' text: 'Speech is understood below ground.' needs: 'forces/kent/needs/n' cpv_codes: '32230000' "
    "criteria { text: 'Works for 12 hours' obligation: OBLIGATION_MUST test { number { key: 'battery-hours' min: 12 unit: 'h' } } } ";

constexpr char kNotAsked[] = "no_consultation_reason: 'Nobody is on the front line of a test' ";

class RequirementTest : public StoreTest {
 protected:
  RequirementTest() { Log("n"); }

  absl::StatusOr<v1::Requirement> Make(const std::string& id, const std::string& content, const std::string& force = "kent") {
    return Write(CreateRequirement, Officer(force), "parent: 'forces/" + force + "' requirement_id: '" + id + "' requirement { " + content + " }");
  }
  // Takes the requirement `id` to `state` from nothing.
  void Bring(const std::string& id, v1::RequirementState state, const std::string& content = kClean) {
    ASSERT_TRUE(Make(id, content).ok());
    if (state >= v1::REQUIREMENT_STATE_IN_REVIEW) {
      ASSERT_TRUE(Step("submit", id).ok());
    }
    if (state >= v1::REQUIREMENT_STATE_PUBLISHED) {
      ASSERT_TRUE(Step("publish", id).ok());
    }
    if (state >= v1::REQUIREMENT_STATE_CLOSED) {
      ASSERT_TRUE(Step("close", id).ok());
    }
  }
  absl::Status Step(const std::string& step, const std::string& id) {
    const std::string name = "name: '" + NameOf(id) + "' ";
    if (step == "submit") return Write(SubmitRequirement, Officer(), name).status();
    if (step == "return") return Write(ReturnRequirement, Officer(), name + "note: 'Say for how long'").status();
    if (step == "publish") return Write(PublishRequirement, Officer(), name + kNotAsked).status();
    if (step == "record") return Write(PublishRequirement, Officer(), name + kNotAsked + "publish_time { seconds: 1600000000 }").status();
    if (step == "close") return Write(CloseRequirement, Officer(), name + "outcome { kind: KIND_AWARDED summary: 's' }").status();
    if (step == "withdraw") return Write(CloseRequirement, Officer(), name + "outcome { kind: KIND_WITHDRAWN summary: 's' }").status();
    if (step == "accept") return Write(AcceptWarning, Officer(), name + "rule: 'no-code' reason: 'r'").status();
    return Write(UpdateRequirement, Officer(), "requirement { name: '" + NameOf(id) + "' title: 'changed' }").status();
  }
  absl::StatusOr<v1::Requirement> Get(const rpc::Call& call, const std::string& id, const std::string& more = "") {
    return Read(GetRequirement, call, "name: '" + NameOf(id) + "' " + more);
  }
  std::vector<std::string> List(const rpc::Call& call, const std::string& request) {
    absl::StatusOr<v1::ListRequirementsResponse> response = Read(ListRequirements, call, request);
    EXPECT_TRUE(response.ok()) << response.status();
    std::vector<std::string> names;
    if (!response.ok()) return names;
    EXPECT_TRUE(response->next_page_token().empty());
    for (const v1::Requirement& requirement : response->requirements()) names.push_back(requirement.name());
    return names;
  }
};

TEST_F(RequirementTest, IsMadeAsADraftWithIdsAndPlainCodes) {
  absl::StatusOr<v1::Requirement> made = Make("r", std::string(kClean) + "cpv_codes: '32236000-6' cpv_codes: '32236000'");
  ASSERT_TRUE(made.ok()) << made.status();
  EXPECT_EQ(made->state(), v1::REQUIREMENT_STATE_DRAFT);
  EXPECT_EQ(made->revision(), 1);
  EXPECT_EQ(made->criteria(0).id(), "c1");
  EXPECT_THAT(made->cpv_codes(), ElementsAre("32230000", "32236000"));
  EXPECT_THAT(made->warnings(), IsEmpty());
  EXPECT_EQ(made->author(), "forces/kent/members/officer");
  EXPECT_EQ(Get(Officer(), "r")->SerializeAsString(), made->SerializeAsString());
}

// Every step from every state: allowed and refused.
TEST_F(RequirementTest, StepsStartWhereTheyMayAndNowhereElse) {
  const v1::RequirementState draft = v1::REQUIREMENT_STATE_DRAFT, review = v1::REQUIREMENT_STATE_IN_REVIEW,
                             published = v1::REQUIREMENT_STATE_PUBLISHED, closed = v1::REQUIREMENT_STATE_CLOSED;
  const std::vector<std::pair<std::string, std::vector<v1::RequirementState>>> steps = {
      {"submit", {draft}},           {"return", {review}},           {"publish", {review}},
      {"record", {draft, review}},   {"close", {published, closed}}, {"withdraw", {draft, review, published, closed}},
      {"update", {draft, published}}};
  int number = 0;
  for (const auto& [step, allowed] : steps) {
    for (v1::RequirementState state : {draft, review, published, closed}) {
      const std::string id = "r" + std::to_string(++number);
      Bring(id, state);
      const std::string before = Get(Officer(), id)->SerializeAsString();
      const absl::Status status = Step(step, id);
      const bool may = std::find(allowed.begin(), allowed.end(), state) != allowed.end();
      EXPECT_EQ(status.ok(), may) << step << " from " << v1::RequirementState_Name(state) << ": " << status;
      if (may) continue;
      EXPECT_EQ(base::ReasonOf(status), "WRONG_STATE");
      EXPECT_EQ(Get(Officer(), id)->SerializeAsString(), before);
    }
  }
}

TEST_F(RequirementTest, EverythingWrongWithTheContentIsReportedAtOnce) {
  const absl::Status status =
      Make("r",
           "title: 't' needs: 'forces/kent/needs/none' cpv_codes: ['35100000', '35100000-4', '07000000'] "
           "quantity { amount: 3 } value { min { currency_code: 'GBP' minor_units: 9 } max { currency_code: 'GBP' minor_units: 8 } } "
           "criteria { text: 'a' obligation: OBLIGATION_MUST weight: 1 test { statement { key: 'k' } } }")
          .status();
  for (const char* field : {"requirement.needs[0]", "requirement.cpv_codes[1]", "requirement.cpv_codes[2]", "requirement.quantity.unit",
                            "requirement.value.max", "requirement.criteria[0].weight"}) {
    // The message names the first five; the details name all.
    const auto details = status.GetPayload("type.googleapis.com/google.rpc.BadRequest");
    ASSERT_TRUE(details.has_value());
    EXPECT_THAT(std::string(*details), HasSubstr(field));
  }
  EXPECT_THAT(std::string(*status.GetPayload("type.googleapis.com/google.rpc.BadRequest")), Not(HasSubstr("cpv_codes[0]")));
  EXPECT_EQ(base::ReasonOf(Get(Officer(), "r").status()), "RESOURCE_NOT_FOUND");
}

TEST_F(RequirementTest, UpdateWithAnUnknownCodeIsRefusedAndChangesNothing) {
  ASSERT_TRUE(Make("r", kClean).ok());
  EXPECT_THAT(
      Said(
          Write(UpdateRequirement, Officer(), "requirement { name: '" + NameOf("r") + "' title: 't' cpv_codes: ['35100000', '99100000'] }").status()),
      HasSubstr("requirement.cpv_codes[1] '99100000' is not a code of CPV 2008"));
  EXPECT_EQ(Get(Officer(), "r")->revision(), 1);
}

TEST_F(RequirementTest, ExternalIdIsUniqueWithinItsOrganisation) {
  ASSERT_TRUE(Make("r", std::string(kClean) + "external_id: 'ocds-1'").ok());
  const absl::Status taken = Make("other", std::string(kClean) + "external_id: 'ocds-1'").status();
  EXPECT_TRUE(absl::IsAlreadyExists(taken));
  EXPECT_THAT(Said(taken), AllOf(HasSubstr("IDENTIFIER_TAKEN"), HasSubstr(NameOf("r"))));
  ASSERT_TRUE(Make("r", std::string(kClean) + "external_id: 'ocds-1'", "essex").ok());
  EXPECT_THAT(List(Officer(), "parent: 'forces/kent' external_id: 'ocds-1'"), ElementsAre(NameOf("r")));
  EXPECT_THAT(List(rpc::testing::NationalAdministrator(), "external_id: 'ocds-1'"), ElementsAre("forces/essex/requirements/r", NameOf("r")));
}

TEST_F(RequirementTest, UpdateNeedsTheCurrentEtag) {
  const std::string old = Make("r", kClean)->etag();
  ASSERT_TRUE(Step("update", "r").ok());
  EXPECT_EQ(
      base::ReasonOf(Write(UpdateRequirement, Officer(), "requirement { name: '" + NameOf("r") + "' title: 'lost' etag: '" + old + "' }").status()),
      "ETAG_MISMATCH");
  for (const char* step : {"submit", "publish"}) {
    const std::string request = "name: '" + NameOf("r") + "' etag: '" + old + "'";
    EXPECT_EQ(base::ReasonOf(step == std::string("submit")
                                 ? Write(SubmitRequirement, Officer(), request).status()
                                 : Write(PublishRequirement, Officer(), request + kNotAsked + " publish_time { seconds: 1 }").status()),
              "ETAG_MISMATCH");
  }
  EXPECT_EQ(Get(Officer(), "r")->title(), "changed");
}

TEST_F(RequirementTest, DraftsAreSeenInTheirOrganisationAlone) {
  Bring("draft", v1::REQUIREMENT_STATE_DRAFT);
  Bring("review", v1::REQUIREMENT_STATE_IN_REVIEW);
  Bring("open", v1::REQUIREMENT_STATE_PUBLISHED);
  Bring("over", v1::REQUIREMENT_STATE_CLOSED);
  Bring("dropped", v1::REQUIREMENT_STATE_DRAFT);
  ASSERT_TRUE(Step("withdraw", "dropped").ok());
  for (const rpc::Call& stranger : {Seller(), Viewer("essex"), Author()}) {
    for (const char* hidden : {"draft", "review", "dropped"}) {
      EXPECT_EQ(Said(Get(stranger, hidden).status()), Said(base::NotFound(NameOf(hidden)))) << hidden;
      EXPECT_EQ(Said(Read(ListRevisions, stranger, "name: '" + NameOf(hidden) + "'").status()), Said(base::NotFound(NameOf(hidden))));
      EXPECT_EQ(Said(Read(LintRequirement, stranger, "name: '" + NameOf(hidden) + "'").status()), Said(base::NotFound(NameOf(hidden))));
    }
    EXPECT_THAT(List(stranger, ""), ElementsAre(NameOf("open"), NameOf("over")));
    EXPECT_THAT(List(stranger, "state: REQUIREMENT_STATE_DRAFT"), IsEmpty());
    EXPECT_THAT(List(stranger, "need: 'forces/kent/needs/n'"), ElementsAre(NameOf("open"), NameOf("over")));
    EXPECT_THAT(List(stranger, "parent: 'forces/kent' order: REQUIREMENT_ORDER_NEWEST").size(), 2u);
  }
  EXPECT_EQ(List(Viewer(), "").size(), 5u);
  EXPECT_EQ(List(rpc::testing::NationalAdministrator(), "").size(), 5u);
}

TEST_F(RequirementTest, APageTokenDoesNotTellOfADraft) {
  Bring("a-hidden-draft", v1::REQUIREMENT_STATE_DRAFT);
  Bring("open", v1::REQUIREMENT_STATE_PUBLISHED);
  absl::StatusOr<v1::ListRequirementsResponse> page = Read(ListRequirements, Seller(), "parent: 'forces/kent' page_size: 1");
  ASSERT_TRUE(page.ok());
  std::string inside;
  for (int i = 0; i < 3 && !page->next_page_token().empty(); ++i) {
    ASSERT_TRUE(absl::WebSafeBase64Unescape(page->next_page_token(), &inside));
    EXPECT_THAT(inside, Not(HasSubstr("kent")));
    page = Read(ListRequirements, Seller(), "parent: 'forces/kent' page_size: 1 page_token: '" + page->next_page_token() + "'");
    ASSERT_TRUE(page.ok()) << page.status();
  }
}

TEST_F(RequirementTest, SuppliersSeeNothingThatIsTheBuyersAlone) {
  ASSERT_TRUE(Make("r", std::string(kClean) +
                            "criteria { text: 'Fits an Airwave and a Motorola mount' obligation: OBLIGATION_SHOULD test { statement { key: 'k' } } }")
                  .ok());
  ASSERT_TRUE(Step("submit", "r").ok());
  ASSERT_TRUE(Step("return", "r").ok());
  ASSERT_TRUE(Step("submit", "r").ok());
  ASSERT_TRUE(Write(PublishRequirement, Officer(), "name: '" + NameOf("r") + "' accept_warnings: 'The mounts are in every car' " + kNotAsked).ok());
  ASSERT_TRUE(Step("close", "r").ok());
  const v1::Requirement whole = *Get(Viewer(), "r");
  EXPECT_THAT(whole.accepted_warnings(), Not(IsEmpty()));
  const v1::Requirement seen = *Get(Seller(), "r");
  EXPECT_THAT(seen.accepted_warnings(), IsEmpty());
  EXPECT_THAT(seen.warnings(), IsEmpty());
  EXPECT_EQ(seen.author() + seen.review_note() + seen.outcome().member(), "");
  EXPECT_EQ(seen.title(), whole.title());
  EXPECT_EQ(seen.etag(), whole.etag());
  EXPECT_EQ(List(Seller(), "").size(), 1u);
  absl::StatusOr<v1::ListRevisionsResponse> revisions = Read(ListRevisions, Seller(), "name: '" + NameOf("r") + "'");
  ASSERT_TRUE(revisions.ok());
  ASSERT_EQ(revisions->revisions_size(), 2);
  EXPECT_EQ(revisions->revisions(0).change(), v1::Revision::CHANGE_PUBLISHED);
  EXPECT_EQ(revisions->revisions(0).member(), "");
}

TEST_F(RequirementTest, EveryRevisionIsKeptAndReadAsOfAMoment) {
  const int64_t start = absl::ToUnixSeconds(now_);
  ASSERT_TRUE(Make("r", kClean).ok());
  std::vector<std::string> kept = {Get(Officer(), "r")->SerializeAsString()};
  for (const char* step : {"update", "submit", "return", "submit", "publish", "close"}) {
    now_ += absl::Seconds(10);
    ASSERT_TRUE(Step(step, "r").ok()) << step;
    kept.push_back(Get(Officer(), "r")->SerializeAsString());
  }
  for (size_t i = 0; i < kept.size(); ++i) {
    EXPECT_EQ(Get(Officer(), "r", "revision: " + std::to_string(i + 1))->SerializeAsString(), kept[i]);
    for (int offset : {0, 9}) {
      EXPECT_EQ(Get(Officer(), "r", "as_of { seconds: " + std::to_string(start + 10 * i + offset) + " }")->SerializeAsString(), kept[i]) << i;
    }
  }
  EXPECT_EQ(Get(Officer(), "r", "as_of { seconds: " + std::to_string(start + 9999) + " }")->SerializeAsString(), kept.back());
  EXPECT_TRUE(absl::IsNotFound(Get(Officer(), "r", "as_of { seconds: " + std::to_string(start - 1) + " }").status()));
  EXPECT_TRUE(absl::IsNotFound(Get(Officer(), "r", "revision: 8").status()));
  EXPECT_EQ(base::ReasonOf(Get(Officer(), "r", "revision: 1 as_of { seconds: 1 }").status()), "FIELDS_INVALID");
  // A supplier sees revisions from the publication on; an earlier one is answered for as one that there is not.
  EXPECT_TRUE(Get(Seller(), "r", "revision: 6").ok());
  EXPECT_EQ(Said(Get(Seller(), "r", "revision: 2").status()), Said(base::NotFound(NameOf("r") + "/revisions/2")));
  EXPECT_EQ(Said(Get(Seller(), "r", "revision: 99").status()), Said(base::NotFound(NameOf("r") + "/revisions/99")));
  EXPECT_TRUE(absl::IsNotFound(Get(Seller(), "r", "as_of { seconds: " + std::to_string(start + 15) + " }").status()));
}

TEST_F(RequirementTest, RevisionsListPageByPageWithWhatChanged) {
  ASSERT_TRUE(Make("r", kClean).ok());
  for (const char* step : {"update", "submit", "publish"}) ASSERT_TRUE(Step(step, "r").ok());
  std::vector<v1::Revision::Change> changes;
  std::string token;
  do {
    v1::ListRevisionsRequest request = Parse<v1::ListRevisionsRequest>("name: '" + NameOf("r") + "' page_size: 3");
    request.set_page_token(token);
    v1::ListRevisionsResponse response;
    ASSERT_TRUE(ListRevisions(Officer(), request, store_->Read(), &response).ok());
    for (const v1::Revision& revision : response.revisions()) changes.push_back(revision.change());
    token = response.next_page_token();
  } while (!token.empty());
  EXPECT_THAT(changes, ElementsAre(v1::Revision::CHANGE_CREATED, v1::Revision::CHANGE_UPDATED, v1::Revision::CHANGE_SUBMITTED,
                                   v1::Revision::CHANGE_PUBLISHED));
}

TEST_F(RequirementTest, PublishingIsRefusedWhileAWarningStands) {
  ASSERT_TRUE(Make("r", "title: 'Motorola radios' needs: 'forces/kent/needs/n'").ok());
  ASSERT_TRUE(Step("submit", "r").ok());
  const absl::Status refused = Step("publish", "r");
  EXPECT_THAT(Said(refused), AllOf(HasSubstr("LINT_WARNINGS"), HasSubstr("brand-name (title)"), HasSubstr("no-criteria"), HasSubstr("no-code")));
  const std::string name = "name: '" + NameOf("r") + "' ";
  ASSERT_TRUE(Write(AcceptWarning, Officer(), name + "rule: 'brand-name' field: 'title' reason: 'spare parts'").ok());
  ASSERT_TRUE(Write(AcceptWarning, Officer(), name + "rule: 'no-criteria' reason: 'a first look'").ok());
  EXPECT_THAT(Said(Step("publish", "r")), AllOf(HasSubstr("no-code"), Not(HasSubstr("brand-name"))));
  EXPECT_EQ(base::ReasonOf(Write(AcceptWarning, Officer(), name + "rule: 'many-musts' reason: 'r'").status()), "NO_SUCH_WARNING");
  EXPECT_EQ(base::ReasonOf(Write(AcceptWarning, Officer(), name + "rule: 'brand-name' field: 'text' reason: 'r'").status()), "NO_SUCH_WARNING");
  ASSERT_TRUE(Step("accept", "r").ok());
  ASSERT_TRUE(Step("publish", "r").ok());
  const v1::Requirement published = *Get(Officer(), "r");
  ASSERT_EQ(published.accepted_warnings_size(), 3);
  EXPECT_EQ(published.accepted_warnings(0).reason(), "spare parts");
  EXPECT_EQ(published.accepted_warnings(0).member(), "forces/kent/members/officer");
  for (const v1::LintWarning& warning : published.warnings()) EXPECT_TRUE(warning.accepted());
}

TEST_F(RequirementTest, AnAcceptanceEndsWhenItsTextChanges) {
  const std::string criteria = "criteria { text: 'Like a Motorola' obligation: OBLIGATION_SHOULD test { statement { key: 'k' } } } ";
  ASSERT_TRUE(Make("r", "title: 't' needs: 'forces/kent/needs/n' cpv_codes: '32230000' " + criteria).ok());
  const std::string name = "name: '" + NameOf("r") + "' ";
  ASSERT_TRUE(Write(AcceptWarning, Officer(), name + "rule: 'brand-name' field: 'criteria[0].text' reason: 'r'").ok());
  // Another title leaves it; another brand in the same place ends it.
  EXPECT_EQ(Write(UpdateRequirement, Officer(), "requirement { " + name + "title: 'another' }")->accepted_warnings_size(), 1);
  absl::StatusOr<v1::Requirement> after = Write(
      UpdateRequirement, Officer(),
      "requirement { " + name + "title: 't' criteria { text: 'Like a Sepura' obligation: OBLIGATION_SHOULD test { statement { key: 'k' } } } }");
  ASSERT_TRUE(after.ok()) << after.status();
  EXPECT_EQ(after->accepted_warnings_size(), 0);
  ASSERT_EQ(after->warnings_size(), 1);
  EXPECT_FALSE(after->warnings(0).accepted());
}

TEST_F(RequirementTest, AnAcceptanceOfARuleIsForWhatItWarnsOfNow) {
  ASSERT_TRUE(Make("r", "title: 'A Motorola' needs: 'forces/kent/needs/n'").ok());
  const std::string name = "name: '" + NameOf("r") + "' ";
  ASSERT_TRUE(Write(AcceptWarning, Officer(), name + "rule: 'brand-name' reason: 'r'").ok());
  EXPECT_EQ(Write(UpdateRequirement, Officer(), "requirement { " + name + "title: 'A Motorola' text: 'For cars.' }")->accepted_warnings_size(), 1);
  EXPECT_EQ(Write(UpdateRequirement, Officer(), "requirement { " + name + "title: 'A Motorola' text: 'An Axon.' }")->accepted_warnings_size(), 0);
}

TEST_F(RequirementTest, APublishedOneIsChangedInTheOpenAndHeldToTheLint) {
  Bring("r", v1::REQUIREMENT_STATE_PUBLISHED);
  const rpc::Call writer = rpc::testing::CallBy("forces/kent/members/x", {{"forces/kent", frontline::identity::v1::ROLE_NEED_AUTHOR, false}});
  EXPECT_EQ(base::ReasonOf(Write(UpdateRequirement, writer, "requirement { name: '" + NameOf("r") + "' title: 'x' }").status()),
            "PERMISSION_MISSING");
  EXPECT_EQ(base::ReasonOf(Write(UpdateRequirement, Officer(), "requirement { name: '" + NameOf("r") + "' title: 'Motorola' }").status()),
            "LINT_WARNINGS");
  absl::StatusOr<v1::Requirement> after = Write(UpdateRequirement, Officer(), "requirement { name: '" + NameOf("r") + "' title: 'Clearer' }");
  ASSERT_TRUE(after.ok()) << after.status();
  EXPECT_EQ(after->state(), v1::REQUIREMENT_STATE_PUBLISHED);
  EXPECT_EQ(Get(Seller(), "r")->title(), "Clearer");
  EXPECT_TRUE(
      Write(UpdateRequirement, Officer(), "requirement { name: '" + NameOf("r") + "' title: 'Motorola' } accept_warnings: 'spare parts'").ok());
}

TEST_F(RequirementTest, AnImportBringsItToPublishedAndClosedInThePast) {
  ASSERT_TRUE(Make("r", "title: 'Old notice' external_id: 'ocds-9'").ok());
  const std::string name = "name: '" + NameOf("r") + "' ";
  absl::StatusOr<v1::Requirement> published =
      Write(PublishRequirement, Officer(), name + "publish_time { seconds: 1600000000 } accept_warnings: 'As published in ocds-9' " + kNotAsked);
  ASSERT_TRUE(published.ok()) << published.status();
  EXPECT_EQ(published->publish_time().seconds(), 1600000000);
  absl::StatusOr<v1::Requirement> closed =
      Write(CloseRequirement, Officer(), name + "outcome { kind: KIND_AWARDED summary: 'Awarded' suppliers: 'suppliers/acme' date: '2020-10-01' }");
  ASSERT_TRUE(closed.ok()) << closed.status();
  EXPECT_EQ(closed->outcome().date(), "2020-10-01");
  EXPECT_EQ(closed->outcome().time().seconds(), absl::ToUnixSeconds(now_));
  // A later release corrects the outcome.
  EXPECT_TRUE(Write(CloseRequirement, Officer(), name + "outcome { kind: KIND_AWARDED summary: 'Awarded anew' date: '2020-11-01' }").ok());
}

TEST_F(RequirementTest, WhatCannotBeTrueOfAnOutcomeIsRefused) {
  Bring("r", v1::REQUIREMENT_STATE_PUBLISHED);
  const std::string name = "name: '" + NameOf("r") + "' ";
  EXPECT_THAT(
      Said(Write(CloseRequirement, Officer(), name + "outcome { kind: KIND_NO_SUPPLIER summary: 's' suppliers: 'suppliers/a' date: '2031-01-01' }")
               .status()),
      AllOf(HasSubstr("outcome.suppliers"), HasSubstr("outcome.date must not be in the future")));
  EXPECT_EQ(Get(Officer(), "r")->state(), v1::REQUIREMENT_STATE_PUBLISHED);
  Bring("s", v1::REQUIREMENT_STATE_IN_REVIEW);
  EXPECT_THAT(Said(Write(PublishRequirement, Officer(), "name: '" + NameOf("s") + "' publish_time { seconds: 1990000000 }").status()),
              HasSubstr("publish_time must not be in the future"));
}

TEST_F(RequirementTest, AReturnedDraftSaysWhyUntilItIsSubmittedAgain) {
  Bring("r", v1::REQUIREMENT_STATE_IN_REVIEW);
  ASSERT_TRUE(Step("return", "r").ok());
  EXPECT_EQ(Get(Officer(), "r")->review_note(), "Say for how long");
  ASSERT_TRUE(Step("submit", "r").ok());
  EXPECT_EQ(Get(Officer(), "r")->review_note(), "");
}

TEST_F(RequirementTest, ListsFilterByCodeRegionTextNeedAndState) {
  ASSERT_TRUE(Make("a", "title: 'Drones' cpv_codes: '34711200' regions: 'UKJ4'").ok());
  ASSERT_TRUE(Make("b", "title: 'Radios' text: 'Below GROUND' cpv_codes: ['32230000', '32236000'] regions: 'UKM' needs: 'forces/kent/needs/n'").ok());
  ASSERT_TRUE(Make("c", "title: 'Training' regions: 'GB-ENG'").ok());
  ASSERT_TRUE(Step("submit", "c").ok());
  const rpc::Call call = Viewer();
  EXPECT_THAT(List(call, "cpv_prefix: '32'"), ElementsAre(NameOf("b")));
  EXPECT_THAT(List(call, "cpv_prefix: '3223'"), ElementsAre(NameOf("b")));
  EXPECT_THAT(List(call, "cpv_prefix: '34' parent: 'forces/kent'"), ElementsAre(NameOf("a")));
  EXPECT_THAT(List(call, "cpv_prefix: '35'"), IsEmpty());
  EXPECT_THAT(List(call, "region: 'UKJ42'"), ElementsAre(NameOf("a"), NameOf("c")));
  EXPECT_THAT(List(call, "region: 'UK'"), ElementsAre(NameOf("a"), NameOf("b"), NameOf("c")));
  EXPECT_THAT(List(call, "region: 'GB-SCT'"), ElementsAre(NameOf("b")));
  EXPECT_THAT(List(call, "text: 'ground radios'"), ElementsAre(NameOf("b")));
  EXPECT_THAT(List(call, "need: 'forces/kent/needs/n'"), ElementsAre(NameOf("b")));
  EXPECT_THAT(List(call, "state: REQUIREMENT_STATE_IN_REVIEW"), ElementsAre(NameOf("c")));
  EXPECT_EQ(base::ReasonOf(Read(ListRequirements, call, "cpv_prefix: '3x'").status()), "FIELDS_INVALID");
}

TEST_F(RequirementTest, LintLooksAtWhatIsSentAndStoresNothing) {
  absl::StatusOr<v1::LintRequirementResponse> response = Read(LintRequirement, Viewer(), "requirement { title: 'Motorola' }");
  ASSERT_TRUE(response.ok());
  EXPECT_EQ(response->warnings(0).rule(), "brand-name");
  EXPECT_THAT(List(Viewer(), ""), IsEmpty());
  EXPECT_EQ(base::ReasonOf(Read(LintRequirement, Viewer(), "").status()), "FIELDS_INVALID");
  EXPECT_EQ(base::ReasonOf(Read(LintRequirement, Viewer(), "name: 'forces/kent/requirements/r' requirement { title: 't' }").status()),
            "FIELDS_INVALID");
}

}  // namespace
}  // namespace frontline::requirement
