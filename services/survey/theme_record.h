// What the handlers of themes and comments share.
#ifndef FRONTLINE_SERVICES_SURVEY_THEME_RECORD_H_
#define FRONTLINE_SERVICES_SURVEY_THEME_RECORD_H_

#include <cstddef>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "frontline/survey/stored/v1/stored.pb.h"
#include "storage/store.h"

namespace frontline::survey {

inline constexpr size_t kMostThemes = 200;  // of one survey

// As callers see it, with its etag.
v1::Theme ShowTheme(const stored::v1::ThemeRecord& record);

// A survey's themes, those with most comments first, then by name.
absl::StatusOr<std::vector<stored::v1::ThemeRecord>> LoadThemes(const storage::Reader& reader, const std::string& survey);

// Takes `comment`, whose text changed or is withheld, out of the theme `name`. One that is left with a single comment goes: its words and its title
// may be those of what was taken back.
absl::Status LeaveTheme(storage::Transaction& tx, const std::string& name, stored::v1::ThemeRecord record, const std::string& comment);

}  // namespace frontline::survey

#endif  // FRONTLINE_SERVICES_SURVEY_THEME_RECORD_H_
