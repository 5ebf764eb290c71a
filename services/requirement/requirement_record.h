// What the handlers of requirements share: who sees which, reading, checking, and writing one with its revision.
#ifndef FRONTLINE_SERVICES_REQUIREMENT_REQUIREMENT_RECORD_H_
#define FRONTLINE_SERVICES_REQUIREMENT_REQUIREMENT_RECORD_H_

#include <initializer_list>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "frontline/requirement/stored/v1/stored.pb.h"
#include "services/base/errors.h"
#include "services/rpc/call.h"
#include "storage/store.h"

namespace frontline::requirement {

// What a caller sees of a requirement as a revision left it.
enum class Sight {
  kNothing,  // it is to be answered for as one that does not exist
  kPublic,   // without what concerns the buyer alone
  kWhole,
};
Sight SightOf(const rpc::Call& call, const v1::Requirement& requirement);
// With its etag, as `sight`, which is not kNothing, allows.
v1::Requirement ShowRequirement(const v1::Requirement& stored, Sight sight);

// The current one. RESOURCE_NOT_FOUND when there is none.
absl::StatusOr<stored::v1::RequirementRecord> LoadRequirement(const storage::Reader& reader, absl::string_view name);
// As above for a change of it: its etag must fit `etag`, and it must stand at one of `states` (WRONG_STATE).
absl::StatusOr<stored::v1::RequirementRecord> LoadRequirementFor(const storage::Reader& reader, absl::string_view name, absl::string_view etag,
                                                                 std::initializer_list<v1::RequirementState> states);

// Reports what is wrong with what a requirement says: criteria, unknown CPV codes and needs, repetitions, a value or quantity that makes no sense.
// `path` stands before the fields ("requirement."). An error only when the store fails.
absl::Status CheckContent(const storage::Reader& reader, const v1::Requirement& requirement, const std::string& path,
                          std::vector<base::Violation>* violations);
// CPV codes without check digits, each once.
void NormaliseContent(v1::Requirement* requirement);

// Writes a change of the requirement, or a new one (revision 0 so far), as its next revision, stamped with time and lint; answers with all of it.
// Acceptances whose warning no longer stands as it stood are dropped.
absl::Status SaveRequirement(const rpc::Call& call, storage::Transaction& tx, stored::v1::RequirementRecord record, v1::Revision::Change change,
                             v1::Requirement* response);

// Runs the lint anew, and marks what is accepted.
void LintAgain(v1::Requirement* requirement);
// Accepts every warning that stands, for `reason`.
void AcceptAll(const rpc::Call& call, const storage::Transaction& tx, const std::string& reason, v1::Requirement* requirement);
// LINT_WARNINGS, naming each rule, while a warning stands that is not accepted.
absl::Status CheckWarnings(const v1::Requirement& requirement);

}  // namespace frontline::requirement

#endif  // FRONTLINE_SERVICES_REQUIREMENT_REQUIREMENT_RECORD_H_
