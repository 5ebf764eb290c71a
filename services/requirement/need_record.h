// What the handlers of needs share: reading, showing and writing a need, its standing, and what is derived from those merged into it.
#ifndef FRONTLINE_SERVICES_REQUIREMENT_NEED_RECORD_H_
#define FRONTLINE_SERVICES_REQUIREMENT_NEED_RECORD_H_

#include <initializer_list>
#include <map>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "frontline/requirement/stored/v1/stored.pb.h"
#include "storage/store.h"

namespace frontline::requirement {

// A need takes in at most this many others, and counts at most this many supporters.
inline constexpr size_t kMostMerged = 500;
inline constexpr size_t kMostSupporters = 10000;

// What a table's error means to a caller that asked for the resource `name`.
absl::Status ForCaller(const absl::Status& status, absl::string_view name);

// RESOURCE_NOT_FOUND when there is none.
absl::StatusOr<stored::v1::NeedRecord> LoadNeed(const storage::Reader& reader, absl::string_view name);
// As above for a step of `need`'s life: its etag must fit `etag`, and it must stand at one of `states` (NEED_MERGED, WRONG_STATE).
absl::StatusOr<stored::v1::NeedRecord> LoadNeedFor(const storage::Reader& reader, absl::string_view name, absl::string_view etag,
                                                   std::initializer_list<v1::NeedState> states);

// The layout that needs are written with (NeedRecord.layout).
inline constexpr int kNeedLayout = 1;
// Works out what the record keeps that follows from what it says: its priority, and what its index entries rest on. Before every write.
void BringUpToDate(stored::v1::NeedRecord* record);
// Writes a need, which is there, as it is, not stamped with the time.
absl::Status PutNeed(storage::Transaction& tx, stored::v1::NeedRecord* record);

// As lists and writes show it: with its etag, without supporters and what else is derived.
v1::Need ShowNeed(const stored::v1::NeedRecord& record);
// With all that is derived.
absl::Status ShowWholeNeed(const storage::Reader& reader, const stored::v1::NeedRecord& record, v1::Need* need);
// Writes a change of the need, which is there, stamped with the time; answers with it as ShowNeed does: a writer must not read 10,000 supporters.
absl::Status SaveNeed(storage::Transaction& tx, stored::v1::NeedRecord record, v1::Need* need);

// The need and all that go on as it, directly or not, itself first. FAILED_PRECONDITION (TOO_MANY_MERGED) for more than kMostMerged of them.
absl::StatusOr<std::vector<std::string>> MergedFamily(const storage::Reader& reader, absl::string_view name);

// The supporters of several needs, each once by name: the most people that it spoke for, since the earliest day. In name order.
using SupporterUnion = std::map<std::string, v1::Supporter>;
absl::StatusOr<SupporterUnion> SupportersOf(const storage::Reader& reader, const std::vector<std::string>& needs);
// Counts a need's supporters from the start, those of the needs merged into it included. SUPPORTERS_FULL for more than kMostSupporters.
absl::Status Recount(const storage::Reader& reader, stored::v1::NeedRecord* record);

}  // namespace frontline::requirement

#endif  // FRONTLINE_SERVICES_REQUIREMENT_NEED_RECORD_H_
