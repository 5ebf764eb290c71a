#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "services/base/errors.h"
#include "services/requirement/cpv.h"
#include "services/requirement/handlers.h"
#include "services/requirement/listing.h"
#include "services/requirement/need_record.h"
#include "services/requirement/tables.h"

namespace frontline::requirement {
namespace {

using stored::v1::CodeRecord;

// A whole list has fewer codes than this: a search walks it all.
constexpr size_t kWholeList = 20000;

}  // namespace

absl::Status GetCode(const Call&, const v1::GetCodeRequest& request, const Snapshot& snapshot, v1::Code* response) {
  absl::string_view code = request.name();
  absl::ConsumePrefix(&code, "codes/cpv/");
  if (!IsCpvForm(code)) return base::NotFound(request.name());
  absl::StatusOr<CodeRecord> record = Codes().Get(snapshot, CodeName(code));
  if (!record.ok()) return ForCaller(record.status(), request.name());
  const bool contradicts = code.size() == 10 && record->code().code().size() == 10 && code != record->code().code();
  if (contradicts) return base::NotFound(request.name());
  response->Swap(record->mutable_code());
  return absl::OkStatus();
}

absl::Status ListCodes(const Call&, const v1::ListCodesRequest& request, const Snapshot& snapshot, v1::ListCodesResponse* response) {
  const std::string& prefix = request.prefix();
  if (!std::all_of(prefix.begin(), prefix.end(), [](char c) { return absl::ascii_isdigit(static_cast<unsigned char>(c)); })) {
    return base::InvalidField("prefix", "must be digits");
  }
  absl::StatusOr<rpc::PageStart> page = rpc::OpenPage(request);
  if (!page.ok()) return page.status();
  const std::vector<std::string> words = SearchWords(request.text());
  std::string next;
  const absl::Status status = Walk(
      Codes(), snapshot, {0, absl::StrCat(kCpvList, "/", prefix)}, *page, kWholeList,
      [&](const std::string&, CodeRecord record) {
        if (!HasWords(words, {record.code().label()})) return false;
        response->add_codes()->Swap(record.mutable_code());
        return true;
      },
      &next);
  if (!status.ok()) return ForCaller(status, kCpvList);
  response->set_next_page_token(rpc::NextPageToken(request, next));
  absl::StatusOr<stored::v1::CodeListRecord> list = CodeLists().Get(snapshot, kCpvList);
  if (!list.ok() && !absl::IsNotFound(list.status())) return ForCaller(list.status(), kCpvList);
  response->set_complete(list.ok() && list->complete());
  return absl::OkStatus();
}

absl::Status CheckCodes(const Call&, const v1::CheckCodesRequest& request, const Snapshot& snapshot, v1::CheckCodesResponse* response) {
  for (int i = 0; i < request.codes_size(); ++i) {
    absl::StatusOr<std::string> problem = CpvProblem(snapshot, request.codes(i));
    if (!problem.ok()) return problem.status();
    if (problem->empty()) continue;
    v1::CodeProblem& added = *response->add_problems();
    added.set_index(i);
    added.set_code(request.codes(i));
    added.set_problem(*std::move(problem));
  }
  return absl::OkStatus();
}

}  // namespace frontline::requirement
