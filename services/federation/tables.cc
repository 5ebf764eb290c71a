#include "services/federation/tables.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"

namespace frontline::federation {
namespace {

using storage::KeyOf;
using storage::Keys;
using stored::v1::SubmissionRecord;
using stored::v1::SupersessionRecord;

Keys EndOfEmbargo(absl::string_view, const SubmissionRecord& record) {
  const v1::Submission& submission = record.submission();
  return submission.state() == v1::SUBMISSION_STATE_LODGED ? Keys{KeyOf(submission.embargo_until())} : Keys();
}

}  // namespace

const storage::Table<SubmissionRecord>& Released() {
  static const auto* const table = new storage::Table<SubmissionRecord>({.id = 80, .kind = "submission", .indexes = {}});
  return *table;
}

const storage::Table<SubmissionRecord>& Hidden() {
  static const auto* const table = new storage::Table<SubmissionRecord>(
      {.id = 81, .kind = "hidden_submission", .indexes = {{.id = kHiddenByEmbargo, .fields = EndOfEmbargo}}, .feed = false, .hidden = true});
  return *table;
}

const storage::Table<SupersessionRecord>& Supersessions() {
  static const auto* const table = new storage::Table<SupersessionRecord>(
      {.id = 82,
       .kind = "supersession",
       .indexes = {{.id = kSupersessionBySuccessor,
                    .fields = [](absl::string_view, const SupersessionRecord& record) { return Keys{KeyOf(record.successor())}; }}},
       .feed = false,
       .hidden = true});
  return *table;
}

const storage::Table<stored::v1::ContentRecord>& Contents() {
  static const auto* const table =
      new storage::Table<stored::v1::ContentRecord>({.id = 83, .kind = "content", .indexes = {}, .feed = false, .hidden = true});
  return *table;
}

std::string ContentName(absl::string_view body, absl::string_view sha256) { return absl::StrCat(body, "/contents/", sha256); }

const storage::Table<stored::v1::ChunkRecord>& Chunks() {
  static const auto* const table =
      new storage::Table<stored::v1::ChunkRecord>({.id = 84, .kind = "chunk", .indexes = {}, .feed = false, .hidden = true});
  return *table;
}

std::string ChunkName(absl::string_view set, int32_t number) { return absl::StrFormat("%s/%010d", set, number); }

const storage::Table<stored::v1::LooseChunksRecord>& LooseChunks() {
  static const auto* const table =
      new storage::Table<stored::v1::LooseChunksRecord>({.id = 85, .kind = "loose_chunks", .indexes = {}, .feed = false, .hidden = true});
  return *table;
}

const storage::Table<stored::v1::ReleaseRecord>& Releases() {
  static const auto* const table =
      new storage::Table<stored::v1::ReleaseRecord>({.id = 86, .kind = "release", .indexes = {}, .feed = false, .hidden = true});
  return *table;
}

std::vector<const storage::AnyTable*> AllTables() {
  return {&Released(), &Hidden(), &Supersessions(), &Contents(), &Chunks(), &LooseChunks(), &Releases()};
}

}  // namespace frontline::federation
