#include "services/requirement/cpv.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "services/base/errors.h"
#include "services/base/ids.h"
#include "services/requirement/need_record.h"
#include "services/requirement/tables.h"

namespace frontline::requirement {
namespace {

using stored::v1::CodeListRecord;
using stored::v1::CodeRecord;

bool AreDigits(absl::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return absl::ascii_isdigit(static_cast<unsigned char>(c)); });
}

absl::StatusOr<CodeListRecord> ReadList(const storage::Reader& reader) {
  absl::StatusOr<CodeListRecord> list = CodeLists().Get(reader, kCpvList);
  if (absl::IsNotFound(list.status())) return CodeListRecord();
  return list;
}

}  // namespace

bool IsCpvForm(absl::string_view code) {
  if (code.size() == 10) return AreDigits(code.substr(0, 8)) && code[8] == '-' && AreDigits(code.substr(9));
  return code.size() == 8 && AreDigits(code);
}

std::string CodeName(absl::string_view code) { return absl::StrCat(kCpvList, "/", code.substr(0, 8)); }

absl::StatusOr<std::string> CpvProblem(const storage::Reader& reader, absl::string_view code) {
  if (!IsCpvForm(code)) return std::string("must be a CPV 2008 code: eight digits, with or without '-' and the check digit");
  absl::StatusOr<CodeRecord> known = Codes().Get(reader, CodeName(code));
  if (known.ok()) {
    // A list may lack check digits; then there is nothing to contradict.
    const std::string& right = known->code().code();
    if (code.size() == 8 || right.size() == 8 || code == right) return std::string();
    return absl::StrCat("has the wrong check digit: ", right, " is ", known->code().label());
  }
  if (!absl::IsNotFound(known.status())) return ForCaller(known.status(), code);
  absl::StatusOr<CodeListRecord> list = ReadList(reader);
  if (!list.ok()) return ForCaller(list.status(), kCpvList);
  const std::string unknown = "is not a code of CPV 2008. Look for one in the code list, by words or by its first digits";
  if (list->complete()) return unknown;
  absl::StatusOr<CodeRecord> division = Codes().Get(reader, CodeName(absl::StrCat(code.substr(0, 2), "000000")));
  if (absl::IsNotFound(division.status())) return unknown;
  return division.ok() ? absl::StatusOr<std::string>(std::string()) : ForCaller(division.status(), code);
}

absl::Status LoadCpvExtract(storage::Transaction& tx) {
  std::string all;
  for (const BuiltInCode& code : CpvExtract()) absl::StrAppend(&all, code.code, "=", code.label, "\n");
  const std::string hash = base::Sha256(all);
  absl::StatusOr<CodeListRecord> list = ReadList(tx);
  if (!list.ok()) return list.status();
  if (list->complete() || list->extract_hash() == hash) return absl::OkStatus();
  for (const BuiltInCode& code : CpvExtract()) {
    CodeRecord record;
    record.mutable_code()->set_name(CodeName(code.code));
    record.mutable_code()->set_code(std::string(code.code));
    record.mutable_code()->set_label(std::string(code.label));
    if (absl::Status status = Codes().Put(tx, record.code().name(), record); !status.ok()) return status;
  }
  list->set_extract_hash(hash);
  return CodeLists().Put(tx, kCpvList, *list);
}

}  // namespace frontline::requirement
