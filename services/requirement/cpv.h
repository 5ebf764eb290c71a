// Whether a CPV code can be used, by the list that is stored. Thread-safe.
#ifndef FRONTLINE_SERVICES_REQUIREMENT_CPV_H_
#define FRONTLINE_SERVICES_REQUIREMENT_CPV_H_

#include <array>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "storage/store.h"

namespace frontline::requirement {

// Whether `code` is eight digits, with or without '-' and a check digit.
bool IsCpvForm(absl::string_view code);
// "codes/cpv/35100000", of a code in that form.
std::string CodeName(absl::string_view code);

// What is wrong with the code, as the end of a sentence ("is not a code of CPV 2008: ..."); empty when it can be used. Until a complete list was
// imported, a code that is not in the list can be used when its division exists.
absl::StatusOr<std::string> CpvProblem(const storage::Reader& reader, absl::string_view code);

// The codes that are built in: every division, and what matters to the police.
struct BuiltInCode {
  absl::string_view code;  // with its check digit
  absl::string_view label;
};
struct BuiltInCodes {
  const BuiltInCode* begin() const { return first; }
  const BuiltInCode* end() const { return first + count; }
  const BuiltInCode* first;
  size_t count;
};
BuiltInCodes CpvExtract();
inline constexpr int kCpvDivisions = 45;

// Puts the extract into the list, where no complete one was imported and it is not there yet. An error only when the store fails.
absl::Status LoadCpvExtract(storage::Transaction& tx);

}  // namespace frontline::requirement

#endif  // FRONTLINE_SERVICES_REQUIREMENT_CPV_H_
