#include "services/survey/invitation.h"

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "services/survey/tables.h"

namespace frontline::survey {
namespace {

constexpr char kBase32[] = "0123456789abcdefghjkmnpqrstvwxyz";

std::string Base32(absl::string_view bytes) {
  std::string text;
  uint32_t bits = 0;
  int held = 0;
  for (const char byte : bytes) {
    bits = bits << 8 | static_cast<unsigned char>(byte);
    for (held += 8; held >= 5; held -= 5) text += kBase32[bits >> (held - 5) & 31];
  }
  if (held > 0) text += kBase32[bits << (5 - held) & 31];
  return text;
}

}  // namespace

std::string NewInvitation(base::Ids& ids) { return absl::StrCat(kInvitationStart, Base32(ids.Bytes(32))); }

std::string SecretHash(absl::string_view survey, absl::string_view secret) {
  return absl::BytesToHexString(base::Sha256(absl::StrCat(survey, absl::string_view("\0", 1), secret)));
}

std::string InvitationName(absl::string_view survey, absl::string_view token) {
  return absl::StrCat(InvitationPrefix(survey), InvitationHash(survey, token));
}

}  // namespace frontline::survey
