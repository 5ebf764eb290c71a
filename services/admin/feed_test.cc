#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "services/admin/handlers.h"
#include "services/base/errors.h"
#include "services/rpc/fake_stream_for_test.h"
#include "services/rpc/testing.h"
#include "storage/journal.h"
#include "storage/testing.h"

namespace frontline::admin {
namespace {

using storage::Change;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

using Stream = rpc::testing::FakeStream<v1::WatchChangesRequest, v1::WatchChangesResponse>;

class FeedTest : public ::testing::Test {
 protected:
  void Append(const std::string& kind, const std::string& resource, int times = 1) {
    ASSERT_TRUE(storage::CommitAndWait(*store_, [&](storage::Transaction& tx) {
                  absl::Status status;
                  for (int i = 0; i < times && status.ok(); ++i) status = storage::AppendChange(tx, kind, resource, Change::ACTION_UPDATED);
                  return status;
                }).ok());
  }
  rpc::Call With(rpc::Call call) {
    call.store = store_.get();
    call.now = now_;
    return call;
  }
  rpc::Call National() { return With(rpc::testing::NationalAdministrator()); }
  rpc::Call AuditorOfKent() {
    return With(rpc::testing::CallBy("forces/kent/members/auditor", {{"forces/kent", frontline::identity::v1::ROLE_AUDITOR}}));
  }
  std::vector<uint64_t> List(const rpc::Call& call, v1::ListChangesRequest request) {
    std::vector<uint64_t> sequences;
    for (int page = 0; page < 1000; ++page) {
      v1::ListChangesResponse response;
      const absl::Status status = ListChanges(call, request, store_->Read(), &response);
      EXPECT_TRUE(status.ok()) << status;
      for (const v1::Change& change : response.changes()) sequences.push_back(change.sequence());
      if (response.next_page_token().empty()) return sequences;
      request.set_page_token(response.next_page_token());
    }
    ADD_FAILURE() << "the pages do not end";
    return sequences;
  }
  absl::Status Watch(const rpc::Call& call, Stream& raw) {
    AdminParts parts;
    parts.clock = [this] { return now_; };
    rpc::Stream<v1::WatchChangesRequest, v1::WatchChangesResponse> stream(raw);
    return WatchChanges(parts, call, stream);
  }
  static std::vector<uint64_t> Sequences(const Stream& stream) {
    std::vector<uint64_t> sequences;
    for (const v1::WatchChangesResponse& response : stream.sent) {
      for (const v1::Change& change : response.changes()) sequences.push_back(change.sequence());
    }
    return sequences;
  }

  absl::Time now_ = absl::FromUnixSeconds(1'790'000'000);
  std::unique_ptr<storage::RocksStore> store_ = storage::NewMemoryStore([this] { return now_; });
};

class FilledFeedTest : public FeedTest {
 protected:
  void SetUp() override {
    Append("need", "forces/kent/needs/1");
    Append("need", "forces/essex/needs/1");
    Append("supplier", "suppliers/acme");
    Append("member", "forces/essex/members/1");
    Append("requirement", "forces/kent/requirements/1");
    Append("need", "forces/kent-river/needs/1");
  }
};

TEST_F(FilledFeedTest, ANationalCallerListsEverything) { EXPECT_THAT(List(National(), {}), ElementsAre(1, 2, 3, 4, 5, 6)); }

TEST_F(FilledFeedTest, AnotherCallerSeesItsOwnOrganisationAndPublishedKinds) { EXPECT_THAT(List(AuditorOfKent(), {}), ElementsAre(1, 3, 5)); }

TEST_F(FilledFeedTest, AListingKeepsItsFiltersThroughItsPages) {
  v1::ListChangesRequest request;
  request.set_page_size(1);
  request.add_kinds("need");
  EXPECT_THAT(List(National(), request), ElementsAre(1, 2, 6));
  request.set_resource_prefix("forces/kent");
  EXPECT_THAT(List(National(), request), ElementsAre(1));
  request.clear_kinds();
  EXPECT_THAT(List(National(), request), ElementsAre(1, 5));
  request.set_after_sequence(1);
  EXPECT_THAT(List(National(), request), ElementsAre(5));
}

TEST_F(FilledFeedTest, APositionPastTheEndIsRefused) {
  v1::ListChangesRequest request;
  request.set_after_sequence(7);
  v1::ListChangesResponse response;
  EXPECT_EQ(base::ReasonOf(ListChanges(National(), request, store_->Read(), &response)), "FEED_POSITION_AHEAD");
  v1::WatchChangesRequest watch;
  watch.set_after_sequence(7);
  Stream stream(watch);
  EXPECT_EQ(base::ReasonOf(Watch(National(), stream)), "FEED_POSITION_AHEAD");
}

TEST_F(FeedTest, APageLooksAtABoundedNumberOfChanges) {
  Append("need", "forces/essex/needs/1", 12000);
  Append("need", "forces/kent/needs/1");
  v1::ListChangesResponse response;
  ASSERT_TRUE(ListChanges(AuditorOfKent(), {}, store_->Read(), &response).ok());
  EXPECT_THAT(response.changes(), IsEmpty());
  EXPECT_NE(response.next_page_token(), "");
  EXPECT_LT(response.position(), 12000u);
  EXPECT_THAT(List(AuditorOfKent(), {}), ElementsAre(12001));
}

TEST_F(FilledFeedTest, AWatchSendsWhatIsThereThenWhatComes) {
  Stream stream;
  int waits = 0;
  stream.on_wait = [&](absl::Duration) {
    if (++waits == 1) Append("need", "forces/kent/needs/2");
    return waits < 3;
  };
  const absl::Status status = Watch(National(), stream);
  EXPECT_EQ(base::ReasonOf(status), "NOT_READY") << "the server stopped";
  EXPECT_THAT(Sequences(stream), ElementsAre(1, 2, 3, 4, 5, 6, 7));
  ASSERT_THAT(stream.sent, SizeIs(2));
  EXPECT_EQ(stream.sent[1].position(), 7u);
  EXPECT_EQ(stream.sent[1].changes(0).resource(), "forces/kent/needs/2");
  EXPECT_EQ(stream.sent[1].changes(0).action(), v1::CHANGE_ACTION_UPDATED);
}

TEST_F(FilledFeedTest, AWatchGoesOnAfterAPosition) {
  v1::WatchChangesRequest request;
  request.set_after_sequence(4);
  Stream stream(request);
  Watch(National(), stream).IgnoreError();
  EXPECT_THAT(Sequences(stream), ElementsAre(5, 6));
}

TEST_F(FilledFeedTest, AWatchFromNowSaysAtOnceWhereItBegins) {
  v1::WatchChangesRequest request;
  request.set_from_now(true);
  Stream stream(request);
  stream.on_wait = [&, waits = 0](absl::Duration) mutable {
    EXPECT_THAT(stream.sent, SizeIs(1 + waits));
    if (++waits == 1) Append("supplier", "suppliers/acme");
    return waits < 2;
  };
  Watch(National(), stream).IgnoreError();
  ASSERT_THAT(stream.sent, SizeIs(2));
  EXPECT_EQ(stream.sent[0].position(), 6u);
  EXPECT_THAT(Sequences(stream), ElementsAre(7));
}

TEST_F(FilledFeedTest, FromNowAndAPositionContradictEachOther) {
  v1::WatchChangesRequest request;
  request.set_from_now(true);
  request.set_after_sequence(1);
  Stream stream(request);
  EXPECT_THAT(std::string(Watch(National(), stream).message()), HasSubstr("after_sequence"));
}

TEST_F(FilledFeedTest, AWatchTellsThePositionWhenOnlyOthersChangesPass) {
  v1::WatchChangesRequest request;
  request.set_from_now(true);
  Stream stream(request);
  stream.on_wait = [&, waits = 0](absl::Duration at_most) mutable {
    if (++waits == 1) Append("need", "forces/essex/needs/1");
    if (waits == 2) {
      EXPECT_LE(at_most, absl::Seconds(1)) << "soon, but not with every change of others";
      now_ += absl::Seconds(1);
    }
    return waits < 3;
  };
  Watch(AuditorOfKent(), stream).IgnoreError();
  ASSERT_THAT(stream.sent, SizeIs(2));
  EXPECT_THAT(stream.sent[1].changes(), IsEmpty());
  EXPECT_EQ(stream.sent[1].position(), 7u);
}

TEST_F(FeedTest, AQuietWatchGivesASignOfLifeAndEndsAfterAnHour) {
  Stream stream;
  stream.on_wait = [&](absl::Duration at_most) {
    EXPECT_GT(at_most, absl::ZeroDuration());
    EXPECT_LE(at_most, absl::Seconds(30));
    now_ += at_most;
    return true;
  };
  const rpc::Call call = National();
  const absl::Status status = Watch(call, stream);
  EXPECT_TRUE(status.ok()) << status;
  EXPECT_EQ(now_ - call.now, absl::Hours(1));
  EXPECT_THAT(stream.sent, SizeIs(120));
}

TEST_F(FilledFeedTest, AWatchEndsWhenTheCallerLeaves) {
  Stream stream;
  stream.on_send = [&](size_t) { stream.Cancel(); };
  EXPECT_TRUE(absl::IsCancelled(Watch(National(), stream)));
}

TEST_F(FeedTest, ALongBacklogComesInMessagesOfBoundedSize) {
  Append("need", "forces/kent/needs/1", 1000);
  Stream stream;
  Watch(National(), stream).IgnoreError();
  ASSERT_THAT(Sequences(stream), SizeIs(1000));
  for (const v1::WatchChangesResponse& response : stream.sent) EXPECT_LE(response.changes_size(), 256);
}

}  // namespace
}  // namespace frontline::admin
