// Random lives of submissions: whatever a body does to what is hidden, nothing that those outside are answered changes by one byte, and names nothing
// hidden.
#include <gmock/gmock.h>

#include <algorithm>
#include <functional>
#include <random>

#include "absl/strings/str_join.h"
#include "services/federation/store_for_test.h"
#include "storage/journal.h"

namespace frontline::federation {
namespace {

class RandomTest : public StoreTest {
 protected:
  // Something that the body does, with what it is done to.
  struct Act {
    std::vector<std::string> names;
    std::function<void()> run;
  };

  size_t Below(size_t bound) { return std::uniform_int_distribution<size_t>(0, bound - 1)(random_); }

  // Whether others may know of it, as the body itself sees it.
  bool IsSeen(const std::string& name) {
    absl::StatusOr<v1::Submission> got = Get(Lead(), name);
    return got.ok() && !got->hidden();
  }

  // What is read from outside: every submission, and lists, page by page.
  std::vector<std::string> Outside() {
    std::vector<std::string> answers;
    for (const rpc::Call& call : {rpc::testing::NationalAdministrator(), Lead("bodies/unison"), Viewer()}) {
      for (const std::string& name : names_) {
        absl::StatusOr<v1::Submission> got = Get(call, name);
        EXPECT_TRUE(got.ok() || Said(got.status()) == Said(base::NotFound(name)));
        if (got.ok()) answers.push_back(got->DebugString());
      }
      for (const std::string filter : {"", "page_size: 1", "page_size: 3 parent: 'bodies/police-federation'", "state: SUBMISSION_STATE_SUPERSEDED"}) {
        std::vector<size_t> tokens;
        const std::string ids = absl::StrJoin(Ids(call, filter, &tokens), " ");
        answers.push_back(absl::StrCat(ids, "; tokens of ", absl::StrJoin(tokens, " ")));
        absl::StatusOr<v1::ListSubmissionsResponse> page = List(call, filter);
        page->clear_next_page_token();
        answers.push_back(page->DebugString());
      }
    }
    return answers;
  }
  std::string Feed() {
    std::string all;
    const auto changes = storage::ReadChanges(store().Read(), 0, 100000);
    for (const storage::Change& change : *changes) all += change.DebugString();
    return all;
  }

  Act Next() {
    if (names_.size() < 5 || (names_.size() < 30 && Below(4) == 0)) return Birth();
    const std::string name = names_[Below(names_.size())], other = names_[Below(names_.size())];
    const std::string says = "submission { name: '" + name + "' ";
    switch (Below(6)) {
      case 0:
        return {{name}, [=, this] { Tell(Write(UpdateSubmission, Lead(), says + "text: 'Said otherwise " + std::to_string(Below(1000)) + "' }")); }};
      case 1:
        return {{name}, [=, this] { Tell(Write(UpdateSubmission, Lead(), says + "} lodge: true")); }};
      case 2:
        return {{name}, [=, this] { Tell(Write(UpdateSubmission, Lead(), says + "} update_mask { paths: 'embargo_until' }")); }};
      case 3:
        return {{name}, [=, this] {
                  if (Below(3) == 0) Tell(Withdraw(name));
                }};
      case 4:
        return {{name, other}, [=, this] { Tell(Supersede(name, other)); }};
      default:
        return {{name}, [=, this] { Files(name); }};
    }
  }

 private:
  // Most acts do not fit where a submission stands: a refusal must be as quiet.
  void Tell(const absl::StatusOr<v1::Submission>& done) { done_ += done.ok(); }

  Act Birth() {
    const std::string id = absl::StrCat("s", 1000 + names_.size());
    const std::string embargo = Below(3) == 0 ? "" : "embargo_until: '" + Day(1 + static_cast<int>(Below(6))) + "'";
    const std::string how = Below(3) == 0 ? "" : "lodge: true";
    names_.push_back(NameOf(id));
    return {{names_.back()}, [=, this] { Tell(TryMake(id, embargo, how)); }};
  }
  void Files(const std::string& name) {
    const v1::Submission submission = See(Lead(), name);
    if (submission.attachments_size() > 0 && Below(2) == 0) {
      return Tell(Write(DeleteAttachment, Lead(), "name: '" + submission.attachments(0).name() + "'"));
    }
    UploadFake fake(Messages(name, absl::StrCat(Below(5), ".pdf"), absl::StrCat("bytes ", Below(5))));
    Upload(Lead(), fake).IgnoreError();
  }

 protected:
  std::mt19937 random_{20261124};
  std::vector<std::string> names_;
  int done_ = 0;
};

TEST_F(RandomTest, WhatIsDoneToHiddenOnesChangesNothingOutside) {
  int unseen = 0, seen = 0;
  for (int step = 0; step < 250; ++step) {
    SCOPED_TRACE(step);
    if (Below(10) == 0) {
      PassDays(1);
      const std::vector<std::string> answers = Outside();
      DoWork();
      ASSERT_EQ(Outside(), answers) << "moving them was seen";
    }
    const Act act = Next();
    const auto seen_of = [&] { return std::count_if(act.names.begin(), act.names.end(), [this](const std::string& name) { return IsSeen(name); }); };
    const auto seen_before = seen_of();
    const std::vector<std::string> answers = Outside();
    const std::string feed = Feed();
    act.run();
    const std::vector<std::string> now = Outside();
    for (const std::string& name : names_) {
      if (IsSeen(name)) continue;
      const std::string id = name.substr(name.rfind('/') + 1);
      for (const std::string& answer : now) ASSERT_FALSE(absl::StrContains(answer, id)) << answer;
      ASSERT_FALSE(absl::StrContains(Feed(), name));
    }
    // What concerns two is seen when both are; what releases one is seen.
    if (seen_of() == static_cast<std::ptrdiff_t>(act.names.size()) || seen_of() != seen_before) {
      ++seen;
      continue;
    }
    ++unseen;
    ASSERT_EQ(now, answers) << absl::StrJoin(act.names, " ");
    ASSERT_EQ(Feed(), feed);
  }
  EXPECT_GT(unseen, 60);
  EXPECT_GT(seen, 30);
  EXPECT_GT(done_, 40);
}

}  // namespace
}  // namespace frontline::federation
