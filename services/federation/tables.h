// What this service keeps (table ids 80 to 86; part of the disk format). Thread-safe.
//
// Released submissions and hidden ones lie apart: reads for those outside a body never come near what they may not see, so that neither answers nor
// their timing depend on it. All tables but the first are hidden from the change feed, statistics and checks' counts.
#ifndef FRONTLINE_SERVICES_FEDERATION_TABLES_H_
#define FRONTLINE_SERVICES_FEDERATION_TABLES_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "frontline/federation/stored/v1/stored.pb.h"
#include "storage/table.h"

namespace frontline::federation {

// The released submissions, by name, so a body's lie together.
const storage::Table<stored::v1::SubmissionRecord>& Released();

// The hidden ones, by name. No name stands in both tables.
const storage::Table<stored::v1::SubmissionRecord>& Hidden();
inline constexpr uint16_t kHiddenByEmbargo = 1;  // (embargo_until) of those that are LODGED

// What is to be superseded, and by what, while not both are released; by the one superseded.
const storage::Table<stored::v1::SupersessionRecord>& Supersessions();
inline constexpr uint16_t kSupersessionBySuccessor = 1;  // (successor)

// Files' contents, by ContentName. Each body's by themselves: if two shared one, how long an upload takes would tell what the other has.
const storage::Table<stored::v1::ContentRecord>& Contents();
std::string ContentName(absl::string_view body, absl::string_view sha256);  // "bodies/unison/contents/9f86…"

// Pieces of contents, by ChunkName.
const storage::Table<stored::v1::ChunkRecord>& Chunks();
std::string ChunkName(absl::string_view set, int32_t number);  // "SET/0000000001"

// Sets of chunks that no content holds, by their id.
const storage::Table<stored::v1::LooseChunksRecord>& LooseChunks();

// One record, under kReleases.
const storage::Table<stored::v1::ReleaseRecord>& Releases();
inline constexpr char kReleases[] = "releases";

std::vector<const storage::AnyTable*> AllTables();

}  // namespace frontline::federation

#endif  // FRONTLINE_SERVICES_FEDERATION_TABLES_H_
