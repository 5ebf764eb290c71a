#include "services/federation/chunks.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "services/base/errors.h"
#include "services/federation/record.h"
#include "services/federation/tables.h"
#include "services/rpc/resource.h"

namespace frontline::federation {
namespace {

using stored::v1::ChunkRecord;
using stored::v1::ContentRecord;
using stored::v1::LooseChunksRecord;

// Pieces that one mutation deletes.
constexpr size_t kDeletedAtOnce = 8;

absl::Status Missing(const v1::Attachment& attachment) {
  return base::Damaged(absl::StrCat("the content of '", attachment.name(), "' is not there in full"));
}

// From a view of the moment: a slow download must not hold on to an old one.
absl::StatusOr<std::string> ReadChunk(storage::Store& store, const ContentRecord& content, int32_t number, const std::string& content_name,
                                      const v1::Attachment& attachment) {
  const storage::Snapshot snapshot = store.Read();
  absl::StatusOr<ChunkRecord> chunk = Chunks().Get(snapshot, ChunkName(content.chunks(), number));
  if (chunk.ok()) return std::move(*chunk->mutable_data());
  if (!absl::IsNotFound(chunk.status())) return ForCaller(chunk.status(), attachment.name());
  absl::StatusOr<ContentRecord> now = Contents().Get(snapshot, content_name);
  if (absl::IsNotFound(now.status()) || (now.ok() && now->chunks() != content.chunks())) return base::NotFound(attachment.name());
  return Missing(attachment);
}

}  // namespace

std::string NewRun(base::Ids& ids) { return absl::BytesToHexString(ids.Bytes(8)); }

ChunkWriter::ChunkWriter(storage::Store& store, const std::string& run, base::Ids& ids)
    : store_(store), set_(absl::StrCat(run, "-", absl::BytesToHexString(ids.Bytes(16)))) {}

// A set that can't be deleted now is, when the process runs next.
ChunkWriter::~ChunkWriter() {
  if (count_ > 0) DeleteLoose(store_, set_).IgnoreError();
}

absl::Status ChunkWriter::Add(absl::string_view bytes) {
  digest_.Add(bytes);
  size_ += static_cast<int64_t>(bytes.size());
  while (!bytes.empty()) {
    const absl::string_view part = bytes.substr(0, kChunkBytes - waiting_.size());
    waiting_.append(part.data(), part.size());
    bytes.remove_prefix(part.size());
    if (waiting_.size() < kChunkBytes) continue;
    if (absl::Status status = Flush(); !status.ok()) return status;
  }
  return absl::OkStatus();
}

absl::Status ChunkWriter::Finish(std::string* sha256) {
  *sha256 = absl::BytesToHexString(digest_.Finish());
  return waiting_.empty() ? absl::OkStatus() : Flush();
}

absl::Status ChunkWriter::Flush() {
  ChunkRecord chunk;
  chunk.set_data(std::move(waiting_));
  waiting_.clear();
  const int32_t number = ++count_;
  return storage::CommitAndWait(store_, [this, number, &chunk](storage::Transaction& tx) {
    if (number == 1) {
      LooseChunksRecord loose;
      *loose.mutable_time() = rpc::ToTimestamp(tx.now());
      if (absl::Status status = LooseChunks().Create(tx, set_, loose); !status.ok()) return status;
    }
    return Chunks().Create(tx, ChunkName(set_, number), chunk);
  });
}

absl::Status AddReference(storage::Transaction& tx, absl::string_view body, const v1::Attachment& attachment, const std::string& set, int32_t count) {
  const std::string name = ContentName(body, attachment.sha256());
  absl::StatusOr<ContentRecord> content = Contents().Get(tx, name);
  if (content.ok()) {
    content->set_references(content->references() + 1);
    return ForCaller(Contents().Update(tx, name, *content), attachment.name());
  }
  if (!absl::IsNotFound(content.status())) return ForCaller(content.status(), attachment.name());
  ContentRecord made;
  made.set_chunks(set);
  made.set_count(count);
  made.set_size_bytes(attachment.size_bytes());
  made.set_references(1);
  if (absl::Status status = LooseChunks().Delete(tx, set); !status.ok()) return status;
  return ForCaller(Contents().Create(tx, name, made), attachment.name());
}

absl::Status DropReference(storage::Transaction& tx, absl::string_view body, const v1::Attachment& attachment) {
  const std::string name = ContentName(body, attachment.sha256());
  absl::StatusOr<ContentRecord> content = Contents().Get(tx, name);
  if (absl::IsNotFound(content.status())) return Missing(attachment);
  if (!content.ok()) return ForCaller(content.status(), attachment.name());
  if (content->references() > 1) {
    content->set_references(content->references() - 1);
    return ForCaller(Contents().Update(tx, name, *content), attachment.name());
  }
  LooseChunksRecord loose;
  *loose.mutable_time() = rpc::ToTimestamp(tx.now());
  loose.set_discarded(true);
  if (absl::Status status = LooseChunks().Create(tx, content->chunks(), loose); !status.ok()) return ForCaller(status, attachment.name());
  return ForCaller(Contents().Delete(tx, name), attachment.name());
}

absl::Status ReadContent(storage::Store& store, absl::string_view body, const v1::Attachment& attachment,
                         absl::FunctionRef<absl::Status(std::string bytes, bool last)> take) {
  const std::string name = ContentName(body, attachment.sha256());
  absl::StatusOr<ContentRecord> content = Contents().Get(store.Read(), name);
  if (absl::IsNotFound(content.status())) return Missing(attachment);
  if (!content.ok()) return ForCaller(content.status(), attachment.name());
  storage::Sha256Stream digest;
  int64_t size = 0;
  for (int32_t number = 1; number <= content->count(); ++number) {
    absl::StatusOr<std::string> bytes = ReadChunk(store, *content, number, name, attachment);
    if (!bytes.ok()) return bytes.status();
    digest.Add(*bytes);
    size += static_cast<int64_t>(bytes->size());
    const bool last = number == content->count();
    if (last && (size != attachment.size_bytes() || absl::BytesToHexString(digest.Finish()) != attachment.sha256())) {
      return base::Damaged(absl::StrCat("the content of '", attachment.name(), "' is not what was attached"));
    }
    if (absl::Status status = take(*std::move(bytes), last); !status.ok()) return status;
  }
  return content->count() > 0 ? absl::OkStatus() : Missing(attachment);
}

absl::Status DeleteLoose(storage::Store& store, const std::string& set) {
  bool over = false;
  while (!over) {
    const absl::Status status = storage::CommitAndWait(store, [&over, &set](storage::Transaction& tx) -> absl::Status {
      absl::StatusOr<LooseChunksRecord> loose = LooseChunks().Get(tx, set);
      over = absl::IsNotFound(loose.status());  // a content has taken it over, or it is gone
      if (!loose.ok()) return over ? absl::OkStatus() : loose.status();
      absl::StatusOr<storage::Page<ChunkRecord>> page = Chunks().List(tx, absl::StrCat(set, "/"), "", kDeletedAtOnce);
      if (!page.ok()) return page.status();
      for (const auto& row : page->rows) {
        if (absl::Status gone = Chunks().Delete(tx, row.name); !gone.ok()) return gone;
      }
      over = page->next.empty();
      return over ? LooseChunks().Delete(tx, set) : absl::OkStatus();
    });
    if (!status.ok()) return status;
  }
  return absl::OkStatus();
}

absl::Status SweepLoose(storage::Store& store, absl::string_view run) {
  const std::string under_way = absl::StrCat(run, "-");
  std::string after;
  do {
    absl::StatusOr<storage::Page<LooseChunksRecord>> page = LooseChunks().List(store.Read(), "", after, 100);
    if (!page.ok()) return page.status();
    for (const auto& row : page->rows) {
      if (absl::StartsWith(row.name, under_way) && !row.record.discarded()) continue;
      if (absl::Status status = DeleteLoose(store, row.name); !status.ok()) return status;
    }
    after = page->next;
  } while (!after.empty());
  return absl::OkStatus();
}

}  // namespace frontline::federation
