#include "services/federation/content.h"

#include <algorithm>
#include <array>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "services/base/errors.h"
#include "services/federation/day.h"
#include "services/rpc/resource.h"

namespace frontline::federation {
namespace {

using Violations = std::vector<base::Violation>;

constexpr std::array<absl::string_view, 13> kContentTypes = {
    "application/pdf",
    "text/plain",
    "text/csv",
    "text/markdown",
    "image/png",
    "image/jpeg",
    "image/webp",
    "application/vnd.oasis.opendocument.text",
    "application/vnd.oasis.opendocument.spreadsheet",
    "application/vnd.oasis.opendocument.presentation",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "application/vnd.openxmlformats-officedocument.presentationml.presentation",
};

// Characters without a shape that turn the direction of text, or join it: they make one name look like another ("invoice\u202Efdp.exe").
constexpr std::array<absl::string_view, 15> kInvisible = {"\u200B", "\u200C", "\u200D", "\u200E", "\u200F", "\u202A", "\u202B", "\u202C",
                                                          "\u202D", "\u202E", "\u2066", "\u2067", "\u2068", "\u2069", "\uFEFF"};

absl::Status Verdict(const Violations& violations) { return violations.empty() ? absl::OkStatus() : base::InvalidFields(violations); }

// A day may have begun elsewhere that has not begun in Greenwich.
bool InFuture(const std::string& day, absl::Time now) { return day > DayOf(now + absl::Hours(24)); }

void CheckForces(const v1::Submission& submission, Violations* violations) {
  std::set<std::string> seen;
  for (int i = 0; i < submission.forces_size(); ++i) {
    const std::string field = absl::StrCat("submission.forces[", i, "]");
    if (rpc::Segment(submission.forces(i), 1) == "-") {
      violations->push_back({field, "must name one force"});
    } else if (!seen.insert(submission.forces(i)).second) {
      violations->push_back({field, "is named already"});
    }
  }
}

void CheckSpeaksFor(const v1::Submission& submission, absl::Time now, Violations* violations) {
  if (!submission.has_speaks_for()) return;
  // An update can take away one part of it, which the rules, looking at the request alone, do not see.
  const v1::SpeaksFor& speaks = submission.speaks_for();
  if (speaks.members() <= 0) violations->push_back({"submission.speaks_for.members", "is required: for how many?"});
  if (speaks.basis() == v1::BASIS_UNSPECIFIED) violations->push_back({"submission.speaks_for.basis", "is required: how is that known?"});
  if (speaks.description().empty()) violations->push_back({"submission.speaks_for.description", "is required: what was moved, voted on or asked?"});
  if (speaks.date().empty()) {
    violations->push_back({"submission.speaks_for.date", "is required: when was that?"});
  } else if (InFuture(speaks.date(), now)) {
    violations->push_back({"submission.speaks_for.date", "must not be in the future"});
  }
}

void CheckEmbargo(const v1::Submission& submission, absl::Time now, Violations* violations) {
  const std::string& until = submission.embargo_until();
  if (until.empty()) return;
  const std::string today = DayOf(now);
  const std::string latest = YearsAfter(today, kLongestEmbargoYears);
  if (until <= today) {
    violations->push_back({"submission.embargo_until", absl::StrCat("must be after today (", today, "); leave it empty for no embargo")});
  } else if (until > latest) {
    violations->push_back({"submission.embargo_until", absl::StrCat("must be at most two years ahead (", latest, ")")});
  }
}

// Null when the name is fit to be one on any system.
const char* FileNameProblem(absl::string_view name) {
  if (name.find_first_of("/\\") != absl::string_view::npos) return "must be a name without folders: no / and no \\";
  if (name.find_first_of("<>:\"|?*") != absl::string_view::npos) return "must have none of < > : \" | ? *";
  if (absl::StartsWith(name, ".") || absl::EndsWith(name, ".")) return "must not begin or end with a dot";
  if (absl::StripAsciiWhitespace(name) != name || absl::StartsWith(name, "\u00A0")) return "must not begin or end with a space";
  if (absl::StartsWith(name, "-")) return "must not begin with -";
  const bool invisible =
      std::any_of(kInvisible.begin(), kInvisible.end(), [name](absl::string_view character) { return absl::StrContains(name, character); });
  return invisible ? "must have no characters without a shape, or that turn the direction of text" : nullptr;
}

bool IsSha256(absl::string_view text) {
  return text.size() == 64 && std::all_of(text.begin(), text.end(), [](unsigned char c) { return absl::ascii_isdigit(c) || (c >= 'a' && c <= 'f'); });
}

std::string FoldedName(const v1::Attachment& attachment) { return absl::AsciiStrToLower(attachment.file_name()); }

}  // namespace

absl::Status CheckContent(const v1::Submission& submission, absl::Time now, bool lodging, bool new_embargo) {
  Violations violations;
  CheckForces(submission, &violations);
  CheckSpeaksFor(submission, now, &violations);
  if (InFuture(submission.date(), now)) violations.push_back({"submission.date", "must not be in the future"});
  if (new_embargo) CheckEmbargo(submission, now, &violations);
  if (lodging && submission.text().empty()) violations.push_back({"submission.text", "is required to lodge it"});
  return Verdict(violations);
}

absl::Status CheckFile(const v1::Attachment& attachment) {
  Violations violations;
  if (const char* problem = FileNameProblem(attachment.file_name()); problem != nullptr) violations.push_back({"attachment.file_name", problem});
  if (std::find(kContentTypes.begin(), kContentTypes.end(), attachment.content_type()) == kContentTypes.end()) {
    violations.push_back({"attachment.content_type", absl::StrCat("must be one of ", absl::StrJoin(kContentTypes, ", "))});
  }
  if (attachment.size_bytes() == 0) violations.push_back({"attachment.size_bytes", "must be at least 1: an empty file says nothing"});
  if (!IsSha256(attachment.sha256())) violations.push_back({"attachment.sha256", "must be 64 hex digits in lower case"});
  return Verdict(violations);
}

absl::Status CheckRoom(const v1::Submission& submission, const v1::Attachment& added) {
  int64_t bytes = added.size_bytes();
  for (const v1::Attachment& attachment : submission.attachments()) {
    if (FoldedName(attachment) == FoldedName(added)) return base::DuplicateIdentifier(added.file_name(), attachment.name());
    bytes += attachment.size_bytes();
  }
  if (submission.attachments_size() >= kMostFiles) {
    return base::Precondition("ATTACHMENTS_FULL",
                              absl::StrCat("'", submission.name(), "' has ", kMostFiles, " files, as many as it can. Delete one first."));
  }
  if (bytes > kMostFilesBytes) {
    return base::Precondition("ATTACHMENTS_FULL",
                              absl::StrCat("With this file '", submission.name(), "' would have ", bytes, " bytes of files, more than the ",
                                           kMostFilesBytes, " that it can. Attach a smaller one, or delete one first."));
  }
  return absl::OkStatus();
}

const v1::Attachment* FindSame(const v1::Submission& submission, const v1::Attachment& attachment) {
  for (const v1::Attachment& known : submission.attachments()) {
    if (known.file_name() == attachment.file_name() && known.sha256() == attachment.sha256() && known.size_bytes() == attachment.size_bytes() &&
        known.content_type() == attachment.content_type()) {
      return &known;
    }
  }
  return nullptr;
}

}  // namespace frontline::federation
