#include <gmock/gmock.h>

#include "services/requirement/store_for_test.h"

namespace frontline::requirement {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class NeedTest : public StoreTest {
 protected:
  std::vector<std::string> List(const std::string& request, int page_size = 0) {
    std::vector<std::string> names;
    std::string token;
    for (int page = 0; page < 200; ++page) {
      v1::ListNeedsRequest typed = Parse<v1::ListNeedsRequest>(request);
      typed.set_page_size(page_size);
      typed.set_page_token(token);
      v1::ListNeedsResponse response;
      const absl::Status status = ListNeeds(Viewer(), typed, store_->Read(), &response);
      EXPECT_TRUE(status.ok()) << status;
      for (const v1::Need& need : response.needs()) names.push_back(need.name());
      token = response.next_page_token();
      if (token.empty()) return names;
    }
    ADD_FAILURE() << "the pages do not end";
    return names;
  }
};

TEST_F(NeedTest, IsLoggedByItsAuthorAndReadByOtherForces) {
  absl::StatusOr<v1::Need> made =
      Write(CreateNeed, Author(), "parent: 'forces/kent' need_id: 'radio' need { statement: 'Radios fail' topic: 'radio' }");
  ASSERT_TRUE(made.ok()) << made.status();
  EXPECT_EQ(made->name(), "forces/kent/needs/radio");
  EXPECT_EQ(made->state(), v1::NEED_STATE_LOGGED);
  EXPECT_EQ(made->author(), "forces/kent/members/author");
  EXPECT_EQ(made->create_time().seconds(), absl::ToUnixSeconds(now_));
  EXPECT_FALSE(made->etag().empty());
  absl::StatusOr<v1::Need> read = Read(GetNeed, Viewer("essex"), "name: 'forces/kent/needs/radio'");
  ASSERT_TRUE(read.ok());
  EXPECT_EQ(read->SerializeAsString(), made->SerializeAsString());
}

TEST_F(NeedTest, WithoutAnIdGetsARandomOne) {
  const absl::StatusOr<v1::Need> one = Write(CreateNeed, Author(), "parent: 'forces/kent' need { statement: 'a' }");
  const absl::StatusOr<v1::Need> other = Write(CreateNeed, Author(), "parent: 'forces/kent' need { statement: 'a' }");
  ASSERT_TRUE(one.ok() && other.ok());
  EXPECT_NE(one->name(), other->name());
}

TEST_F(NeedTest, WithATakenIdOrForNoOneOrganisationIsRefused) {
  Log("a");
  EXPECT_EQ(base::ReasonOf(Write(CreateNeed, Author(), "parent: 'forces/kent' need_id: 'a' need { statement: 'b' }").status()), "RESOURCE_EXISTS");
  EXPECT_EQ(See("forces/kent/needs/a").statement(), "Radios fail in cellars");
  EXPECT_THAT(Said(Write(CreateNeed, Author(), "parent: 'forces/-' need { statement: 'b' }").status()),
              HasSubstr("parent must name one organisation"));
}

TEST_F(NeedTest, MissingOneIsNotFound) {
  EXPECT_EQ(base::ReasonOf(Read(GetNeed, Viewer(), "name: 'forces/kent/needs/none'").status()), "RESOURCE_NOT_FOUND");
}

TEST_F(NeedTest, ExternalIdIsUniqueWithinItsOrganisationOnly) {
  Log("a", "external_id: 'X-1'");
  const absl::Status taken = Write(CreateNeed, Author(), "parent: 'forces/kent' need { statement: 'b' external_id: 'X-1' }").status();
  EXPECT_TRUE(absl::IsAlreadyExists(taken));
  EXPECT_THAT(Said(taken), ::testing::AllOf(HasSubstr("IDENTIFIER_TAKEN"), HasSubstr("forces/kent/needs/a")));
  Log("a", "external_id: 'X-1'", "forces/essex");
  EXPECT_THAT(List("external_id: 'X-1'"), ElementsAre("forces/essex/needs/a", "forces/kent/needs/a"));
  EXPECT_THAT(List("external_id: 'X-1' parent: 'forces/kent'"), ElementsAre("forces/kent/needs/a"));
}

TEST_F(NeedTest, AForceNamedTwiceIsRefused) {
  EXPECT_THAT(Said(Write(CreateNeed, Author(), "parent: 'forces/kent' need { statement: 'b' forces: ['forces/kent', 'forces/essex', 'forces/kent'] }")
                       .status()),
              HasSubstr("need.forces[2]"));
}

TEST_F(NeedTest, UpdateChangesWhatTheMaskNamesAndTheEtag) {
  const v1::Need before = Log("a", "topic: 'radio' affected: 'response officers'");
  now_ += absl::Seconds(10);
  absl::StatusOr<v1::Need> after =
      Write(UpdateNeed, Author(),
            "need { name: 'forces/kent/needs/a' statement: 'new' topic: 'other' etag: '" + before.etag() + "' } update_mask { paths: 'statement' }");
  ASSERT_TRUE(after.ok()) << after.status();
  EXPECT_EQ(after->statement(), "new");
  EXPECT_EQ(after->topic(), "radio");
  EXPECT_NE(after->etag(), before.etag());
  EXPECT_EQ(after->update_time().seconds(), absl::ToUnixSeconds(now_));
  // The old etag no longer fits, and nothing is written.
  EXPECT_EQ(
      base::ReasonOf(Write(UpdateNeed, Author(), "need { name: 'forces/kent/needs/a' statement: 'lost' etag: '" + before.etag() + "' }").status()),
      "ETAG_MISMATCH");
  EXPECT_EQ(See("forces/kent/needs/a").statement(), "new");
}

TEST_F(NeedTest, UpdateCannotTouchWhatTheServerSets) {
  Log("a");
  for (const char* path : {"state", "supporters", "external_id", "name"}) {
    EXPECT_EQ(base::ReasonOf(Write(UpdateNeed, Author(),
                                   std::string("need { name: 'forces/kent/needs/a' statement: 'x' } update_mask { paths: '") + path + "' }")
                                 .status()),
              "UPDATE_MASK_INVALID")
        << path;
  }
}

TEST_F(NeedTest, OnceValidatedIsChangedOnlyByWhoMayDecide) {
  Log("a");
  ASSERT_TRUE(Write(ValidateNeed, Officer(), "name: 'forces/kent/needs/a'").ok());
  const std::string change = "need { name: 'forces/kent/needs/a' statement: 'x' }";
  EXPECT_EQ(base::ReasonOf(Write(UpdateNeed, Author(), change).status()), "PERMISSION_MISSING");
  absl::StatusOr<v1::Need> changed = Write(UpdateNeed, Officer(), change);
  ASSERT_TRUE(changed.ok());
  EXPECT_EQ(changed->state(), v1::NEED_STATE_VALIDATED);
  ASSERT_TRUE(Write(DeclineNeed, Officer(), "name: 'forces/kent/needs/a' reason: 'r'").ok());
  EXPECT_EQ(base::ReasonOf(Write(UpdateNeed, Officer(), change).status()), "WRONG_STATE");
}

TEST_F(NeedTest, ListsFilterAloneAndTogether) {
  Log("a", "topic: 'radio' problem: 'No signal BELOW ground'");
  Log("b", "topic: 'radio' forces: ['forces/essex', 'forces/kent']");
  Log("c", "topic: 'custody'");
  Log("a", "topic: 'radio'", "forces/essex");
  ASSERT_TRUE(Write(ValidateNeed, Officer(), "name: 'forces/kent/needs/a'").ok());
  EXPECT_THAT(List(""), ElementsAre("forces/essex/needs/a", "forces/kent/needs/a", "forces/kent/needs/b", "forces/kent/needs/c"));
  EXPECT_THAT(List("parent: 'forces/kent'"), ElementsAre("forces/kent/needs/a", "forces/kent/needs/b", "forces/kent/needs/c"));
  EXPECT_THAT(List("parent: '-' topic: 'radio'"), ElementsAre("forces/essex/needs/a", "forces/kent/needs/a", "forces/kent/needs/b"));
  EXPECT_THAT(List("parent: 'bodies/-'"), IsEmpty());
  EXPECT_THAT(List("force: 'forces/essex'"), ElementsAre("forces/essex/needs/a", "forces/kent/needs/b"));
  EXPECT_THAT(List("force: 'forces/kent' topic: 'radio'"), ElementsAre("forces/kent/needs/a", "forces/kent/needs/b"));
  EXPECT_THAT(List("state: NEED_STATE_VALIDATED"), ElementsAre("forces/kent/needs/a"));
  EXPECT_THAT(List("state: NEED_STATE_LOGGED parent: 'forces/kent'"), ElementsAre("forces/kent/needs/b", "forces/kent/needs/c"));
  EXPECT_THAT(List("text: 'below radios'"), ElementsAre("forces/kent/needs/a"));
  EXPECT_THAT(List("text: 'below horses'"), IsEmpty());
}

TEST_F(NeedTest, ListsOrderByAgeAndBySupport) {
  for (const char* id : {"a", "b", "c"}) {
    now_ += absl::Seconds(1);
    Log(id);
  }
  now_ += absl::Seconds(1);
  Log("d", "", "forces/essex");
  EXPECT_THAT(List("order: NEED_ORDER_NEWEST"),
              ElementsAre("forces/essex/needs/d", "forces/kent/needs/c", "forces/kent/needs/b", "forces/kent/needs/a"));
  EXPECT_THAT(List("order: NEED_ORDER_NEWEST parent: 'forces/kent'"),
              ElementsAre("forces/kent/needs/c", "forces/kent/needs/b", "forces/kent/needs/a"));
  ASSERT_TRUE(Write(SupportNeed, Officer(), "name: 'forces/kent/needs/a'").ok());
  ASSERT_TRUE(Write(SupportNeed, Officer(), "name: 'forces/essex/needs/d' organisation: 'forces/kent' people: 40").ok());
  EXPECT_THAT(List("order: NEED_ORDER_MOST_SUPPORTED"), ElementsAre("forces/essex/needs/d", "forces/kent/needs/a"));
}

TEST_F(NeedTest, PagesHoldEveryNeedOnceAndAreBounded) {
  std::vector<std::string> all;
  for (int i = 100; i < 125; ++i) all.push_back(Log("n" + std::to_string(i), i % 2 == 0 ? "topic: 'even'" : "").name());
  for (int size : {1, 4, 25, 1000}) EXPECT_EQ(List("", size), all) << size;
  EXPECT_EQ(List("topic: 'even'", 5).size(), 13u);
  EXPECT_EQ(List("topic: 'even' parent: 'forces/kent'", 3).size(), 13u);
  v1::ListNeedsRequest other = Parse<v1::ListNeedsRequest>("page_size: 2");
  v1::ListNeedsResponse response;
  ASSERT_TRUE(ListNeeds(Viewer(), other, store_->Read(), &response).ok());
  other.set_page_token(response.next_page_token());
  other.set_topic("even");  // a token fits only the listing that it came from
  EXPECT_EQ(base::ReasonOf(ListNeeds(Viewer(), other, store_->Read(), &response)), "PAGE_TOKEN_INVALID");
}

}  // namespace
}  // namespace frontline::requirement
