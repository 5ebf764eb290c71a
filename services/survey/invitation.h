// Invitations: secrets of 256 random bits, each good for one response. Only a hash is kept, of the survey and the secret together, so that an
// invitation of one survey means nothing to another and nobody can look for it there.
#ifndef FRONTLINE_SERVICES_SURVEY_INVITATION_H_
#define FRONTLINE_SERVICES_SURVEY_INVITATION_H_

#include <string>

#include "absl/strings/string_view.h"
#include "services/base/ids.h"

namespace frontline::survey {

inline constexpr char kInvitationStart[] = "fl-inv-";

// A new one: "fl-inv-" and 52 characters of Crockford's base32 in lower case.
std::string NewInvitation(base::Ids& ids);

// Hex SHA-256 of the survey's name, a zero byte and `secret`: for invitations and receipts alike.
std::string SecretHash(absl::string_view survey, absl::string_view secret);
inline std::string InvitationHash(absl::string_view survey, absl::string_view token) { return SecretHash(survey, token); }
// "SURVEY/invitations/HASH".
std::string InvitationName(absl::string_view survey, absl::string_view token);

}  // namespace frontline::survey

#endif  // FRONTLINE_SERVICES_SURVEY_INVITATION_H_
