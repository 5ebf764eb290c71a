#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "services/base/errors.h"
#include "services/federation/handlers.h"
#include "services/federation/record.h"
#include "services/federation/sight.h"
#include "services/rpc/resource.h"

namespace frontline::federation {
namespace {

// The most submissions that one page looks at, and the bytes after which it is full: a client takes 4 MiB.
constexpr size_t kMostLookedAt = 2000;
constexpr size_t kBlock = 100;
constexpr size_t kFullPageBytes = 1 << 20;

std::vector<std::string> SearchWords(absl::string_view text) {
  return absl::StrSplit(absl::AsciiStrToLower(text), absl::ByAnyChar(" \t"), absl::SkipEmpty());
}

bool HasWords(const std::vector<std::string>& words, const v1::Submission& submission) {
  if (words.empty()) return true;
  const std::string title = absl::AsciiStrToLower(submission.title());
  const std::string text = absl::AsciiStrToLower(submission.text());
  return std::all_of(words.begin(), words.end(),
                     [&](const std::string& word) { return absl::StrContains(title, word) || absl::StrContains(text, word); });
}

bool Concerns(const v1::Submission& submission, const std::string& force) {
  return submission.forces().empty() || std::find(submission.forces().begin(), submission.forces().end(), force) != submission.forces().end();
}

bool Fits(const v1::ListSubmissionsRequest& request, const std::vector<std::string>& words, const v1::Submission& submission) {
  return (request.state() == v1::SUBMISSION_STATE_UNSPECIFIED || submission.state() == request.state()) &&
         (request.topic().empty() || submission.topic() == request.topic()) &&
         (request.portfolio().empty() || absl::EqualsIgnoreCase(submission.portfolio(), request.portfolio())) &&
         (request.branch().empty() || absl::EqualsIgnoreCase(submission.branch(), request.branch())) &&
         (request.force().empty() || Concerns(submission, request.force())) && HasWords(words, submission);
}

// "" for all bodies, otherwise "bodies/unison/".
std::string PrefixOf(const std::string& parent) {
  return parent.empty() || parent == "-" || parent == "bodies/-" ? std::string() : absl::StrCat(parent, "/");
}

}  // namespace

absl::Status ListSubmissions(const Call& call, const v1::ListSubmissionsRequest& request, const Snapshot& snapshot,
                             v1::ListSubmissionsResponse* response) {
  absl::StatusOr<rpc::PageStart> page = rpc::OpenPage(request);
  if (!page.ok()) return page.status();
  absl::StatusOr<Sight> sight = Sight::Open(call.principal, snapshot, call.now);
  if (!sight.ok()) return sight.status();
  const std::string prefix = PrefixOf(request.parent());
  const std::vector<std::string> words = SearchWords(request.text());
  std::string last = page->after;
  size_t looked_at = 0;
  size_t bytes = 0;
  const auto full = [&] { return static_cast<size_t>(response->submissions_size()) == page->size || bytes >= kFullPageBytes; };
  for (bool more = true; more && !full() && looked_at < kMostLookedAt;) {
    absl::StatusOr<std::vector<Found>> rows = sight->List(prefix, last, std::min(kBlock, page->size), &more);
    if (!rows.ok()) return rows.status();
    for (const Found& found : *rows) {
      if (full()) {
        more = true;
        break;
      }
      ++looked_at;
      last = found.record.submission().name();
      if (!sight->MaySee(found)) continue;
      absl::StatusOr<v1::Submission> submission = sight->Show(found);
      if (!submission.ok()) return submission.status();
      if (!Fits(request, words, *submission)) continue;
      bytes += submission->ByteSizeLong();
      *response->add_submissions() = *std::move(submission);
    }
    if (!more) last.clear();
  }
  response->set_next_page_token(rpc::NextPageToken(request, last));
  return absl::OkStatus();
}

}  // namespace frontline::federation
