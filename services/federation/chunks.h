// Files' contents as records: pieces that are written while they come in, and one record for each content of a body, counted by what refers to it.
//
// Pieces lie in a set with an id of its own. A set is loose until a content holds it: what breaks off leaves a loose set, never a piece of a content.
// The id begins with the run of the process that made it, so that what an earlier run left is told from what is under way now.
#ifndef FRONTLINE_SERVICES_FEDERATION_CHUNKS_H_
#define FRONTLINE_SERVICES_FEDERATION_CHUNKS_H_

#include <cstdint>
#include <string>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "frontline/federation/v1/submission.pb.h"
#include "services/base/ids.h"
#include "storage/sha256.h"
#include "storage/store.h"

namespace frontline::federation {

inline constexpr size_t kChunkBytes = 512 * 1024;

// An id for this run of the process.
std::string NewRun(base::Ids& ids);

// Writes a content piece by piece, each durable before the next, into a loose set of its own. Blocks. Not thread-safe.
class ChunkWriter {
 public:
  ChunkWriter(storage::Store& store, const std::string& run, base::Ids& ids);
  // What was not taken over by a content is deleted.
  ~ChunkWriter();
  ChunkWriter(const ChunkWriter&) = delete;
  ChunkWriter& operator=(const ChunkWriter&) = delete;

  absl::Status Add(absl::string_view bytes);
  // After the last Add: what is left goes out. Gives the SHA-256 of all, in hex.
  absl::Status Finish(std::string* sha256);
  int64_t size() const { return size_; }
  const std::string& set() const { return set_; }
  int32_t count() const { return count_; }

 private:
  absl::Status Flush();

  storage::Store& store_;
  const std::string set_;
  std::string waiting_;
  storage::Sha256Stream digest_;
  int64_t size_ = 0;
  int32_t count_ = 0;
};

// One more attachment has this content: that which the body has already, or that of the loose set `set`, of `count` pieces, which is loose no longer.
// A set that is not needed stays loose.
absl::Status AddReference(storage::Transaction& tx, absl::string_view body, const v1::Attachment& attachment, const std::string& set, int32_t count);
// One less. Its pieces become loose with the last.
absl::Status DropReference(storage::Transaction& tx, absl::string_view body, const v1::Attachment& attachment);

// Reads a content piece by piece and gives each to `take`, the last one (`last`) once all of it was found to be what it should. `take` may end it
// with a status of its own. NOT_FOUND when it was deleted meanwhile, DATA_LOSS (STORE_DAMAGED) when it is not what it should be.
absl::Status ReadContent(storage::Store& store, absl::string_view body, const v1::Attachment& attachment,
                         absl::FunctionRef<absl::Status(std::string bytes, bool last)> take);

// Deletes a set, if it is loose. In several steps: the writer serves others in between.
absl::Status DeleteLoose(storage::Store& store, const std::string& set);
// Deletes the sets that uploads of earlier runs, or deleted attachments, have left.
absl::Status SweepLoose(storage::Store& store, absl::string_view run);

}  // namespace frontline::federation

#endif  // FRONTLINE_SERVICES_FEDERATION_CHUNKS_H_
