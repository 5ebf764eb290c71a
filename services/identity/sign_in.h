// What both authenticators say and ask. Pure.
#ifndef FRONTLINE_SERVICES_IDENTITY_SIGN_IN_H_
#define FRONTLINE_SERVICES_IDENTITY_SIGN_IN_H_

#include <algorithm>

#include "absl/status/status.h"
#include "frontline/identity/v1/member.pb.h"
#include "frontline/identity/v1/organisation.pb.h"
#include "services/base/errors.h"

namespace frontline::identity {

inline absl::Status UnknownToken() {
  return base::Unauthenticated("The token is not known here, or was revoked. Ask your administrator for another one.");
}
inline absl::Status ExpiredToken() { return base::Unauthenticated("The token has expired. Ask your administrator for another one."); }
inline absl::Status DisabledMember() {
  return base::Unauthenticated("The member that this token or certificate signs in is disabled. Ask your administrator to enable it.");
}
inline absl::Status UnknownCertificate() {
  return base::Unauthenticated(
      "No system signs in with this certificate. Ask your administrator to enter its common name as a member's external_subject.");
}

// Whether new things may come into it.
inline absl::Status StandingOf(const v1::Organisation& organisation) {
  if (organisation.state() != v1::ORGANISATION_STATE_MERGED) return absl::OkStatus();
  return base::WrongState(organisation.name(), "merged", "active");
}

// Only systems sign in with a certificate.
inline bool IsSystem(const v1::Member& member) {
  return std::any_of(member.grants().begin(), member.grants().end(), [](const v1::Grant& grant) { return grant.role() == v1::ROLE_SYSTEM; });
}

}  // namespace frontline::identity

#endif  // FRONTLINE_SERVICES_IDENTITY_SIGN_IN_H_
