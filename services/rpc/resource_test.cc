#include "services/rpc/resource.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "frontline/rpctest/v1/test_service.pb.h"
#include "services/base/errors.h"

namespace frontline::rpc {
namespace {

using base::ReasonOf;
using google::protobuf::FieldMask;
using rpctest::v1::ListThingsRequest;
using rpctest::v1::Thing;

Thing Stored() {
  Thing thing;
  thing.set_name("forces/kent/things/1");
  thing.set_text("old");
  thing.set_etag("e");
  thing.set_state(rpctest::v1::STATE_OPEN);
  thing.set_origin("first");
  thing.mutable_main()->set_title("title");
  thing.mutable_main()->set_checked_by("auditor");
  thing.mutable_main()->set_kind("made");
  thing.add_codes("1");
  thing.set_one("one");
  return thing;
}

FieldMask Mask(std::initializer_list<const char*> paths) {
  FieldMask mask;
  for (const char* path : paths) mask.add_paths(path);
  return mask;
}

TEST(EtagTest, DependsOnEverythingButItself) {
  Thing thing = Stored();
  const std::string etag = EtagOf(thing);
  EXPECT_EQ(etag.size(), 16u);
  thing.clear_etag();
  EXPECT_EQ(EtagOf(thing), etag);
  EXPECT_TRUE(CheckEtag("", thing, "x").ok());
  EXPECT_TRUE(CheckEtag(etag, thing, "x").ok());
  thing.set_text("new");
  EXPECT_NE(EtagOf(thing), etag);
  EXPECT_EQ(ReasonOf(CheckEtag(etag, thing, "x")), "ETAG_MISMATCH");
}

TEST(MaskTest, NamedFieldsAreReplacedAndOthersKept) {
  Thing to = Stored();
  Thing from;
  from.set_text("new");
  from.set_count(5);
  ASSERT_TRUE(ApplyMask(Mask({"text", "codes", "main.title"}), from, &to).ok());
  EXPECT_EQ(to.text(), "new");
  EXPECT_EQ(to.codes_size(), 0);
  EXPECT_EQ(to.main().title(), "");
  EXPECT_EQ(to.main().checked_by(), "auditor");
  EXPECT_EQ(to.count(), 0);
  EXPECT_EQ(to.origin(), "first");
}

TEST(MaskTest, AnEmptyMaskTakesWhatIsSet) {
  Thing to = Stored();
  Thing from;
  from.set_text("new");
  from.set_name("forces/kent/things/2");
  from.set_origin("other");
  from.mutable_main()->set_uri("https://example.org");
  ASSERT_TRUE(ApplyMask(FieldMask(), from, &to).ok());
  EXPECT_EQ(to.text(), "new");
  EXPECT_EQ(to.name(), "forces/kent/things/1");
  EXPECT_EQ(to.origin(), "first");
  EXPECT_EQ(to.codes_size(), 1);
  // A message is replaced, but for what a caller can't set in it.
  EXPECT_EQ(to.main().title(), "");
  EXPECT_EQ(to.main().uri(), "https://example.org");
  EXPECT_EQ(to.main().checked_by(), "auditor");
  EXPECT_EQ(to.main().kind(), "made");
}

TEST(MaskTest, AStarReplacesAllThatMayBe) {
  Thing to = Stored();
  Thing from;
  from.set_other(3);
  ASSERT_TRUE(ApplyMask(Mask({"*"}), from, &to).ok());
  EXPECT_EQ(to.text(), "");
  EXPECT_FALSE(to.has_main());
  EXPECT_EQ(to.other(), 3);
  EXPECT_EQ(to.name(), "forces/kent/things/1");
  EXPECT_EQ(to.state(), rpctest::v1::STATE_OPEN);
  EXPECT_EQ(to.origin(), "first");
}

TEST(MaskTest, ARefusedPathChangesNothing) {
  Thing from;
  from.set_text("new");
  for (const char* bad : {"nothing", "state", "origin", "name", "etag", "main.checked_by", "main.kind", "codes.x", "text.x", "", "main."}) {
    Thing to = Stored();
    EXPECT_EQ(ReasonOf(ApplyMask(Mask({"text", bad}), from, &to)), "UPDATE_MASK_INVALID") << bad;
    EXPECT_EQ(to.text(), "old") << bad;
  }
}

TEST(MaskTest, APathWithinAnotherIsTakenOnce) {
  Thing to = Stored();
  Thing from;
  from.mutable_main()->set_title("new");
  ASSERT_TRUE(ApplyMask(Mask({"main.title", "main", "main"}), from, &to).ok());
  EXPECT_EQ(to.main().title(), "new");
}

TEST(PageTest, SizesAreBounded) {
  ListThingsRequest request;
  EXPECT_EQ(OpenPage(request)->size, 50u);
  request.set_page_size(7);
  EXPECT_EQ(OpenPage(request)->size, 7u);
  request.set_page_size(100000);
  EXPECT_EQ(OpenPage(request)->size, 1000u);
}

TEST(PageTest, ATokenFitsOnlyItsListing) {
  ListThingsRequest request;
  request.set_parent("forces/kent");
  request.set_page_size(2);
  EXPECT_EQ(NextPageToken(request, ""), "");
  const std::string token = NextPageToken(request, std::string("after\0x", 7));
  request.set_page_token(token);
  request.set_page_size(9);
  ASSERT_TRUE(OpenPage(request).ok());
  EXPECT_EQ(OpenPage(request)->after, std::string("after\0x", 7));
  ListThingsRequest other = request;
  other.set_parent("forces/essex");
  EXPECT_EQ(ReasonOf(OpenPage(other).status()), "PAGE_TOKEN_INVALID");
  for (size_t i = 0; i < token.size(); ++i) {
    std::string changed = token;
    changed[i] = changed[i] == 'A' ? 'B' : 'A';
    if (i + 1 == token.size()) continue;  // its last bits may mean nothing in base64
    request.set_page_token(changed);
    EXPECT_FALSE(OpenPage(request).ok()) << i;
  }
  for (const char* bad : {"x", "!!!!", "AAAA"}) {
    request.set_page_token(bad);
    EXPECT_EQ(ReasonOf(OpenPage(request).status()), "PAGE_TOKEN_INVALID") << bad;
  }
}

TEST(NameTest, SegmentsAndParents) {
  EXPECT_EQ(Segment("forces/kent/needs/7k2m", 0), "forces");
  EXPECT_EQ(Segment("forces/kent/needs/7k2m", 3), "7k2m");
  EXPECT_EQ(Segment("forces/kent", 2), "");
  EXPECT_EQ(ParentOf("forces/kent/needs/7k2m"), "forces/kent");
  EXPECT_EQ(ParentOf("forces/kent"), "");
  EXPECT_EQ(ParentOf("x"), "");
}

TEST(TimeTest, TimestampsGoBothWays) {
  const absl::Time time = absl::FromUnixNanos(-1500000001);
  EXPECT_EQ(ToTimestamp(time).seconds(), -2);
  EXPECT_EQ(FromTimestamp(ToTimestamp(time)), time);
}

}  // namespace
}  // namespace frontline::rpc
