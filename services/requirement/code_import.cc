#include <map>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "services/base/errors.h"
#include "services/requirement/cpv.h"
#include "services/requirement/handlers.h"
#include "services/requirement/need_record.h"
#include "services/requirement/tables.h"

namespace frontline::requirement {
namespace {

using frontline::options::v1::PERMISSION_EXCHANGE;
using stored::v1::CodeRecord;

constexpr size_t kMostCodes = 20000;
constexpr size_t kFewestOfCompleteList = 5000;
// Codes that one mutation writes: the writer serves others in between.
constexpr size_t kBlock = 500;

// What a stream brought: records by name.
struct Import {
  std::map<std::string, CodeRecord> codes;
  bool complete = false;
  bool dry_run = false;
};

// What it comes to.
struct Plan {
  std::vector<const CodeRecord*> puts;
  std::vector<std::string> drops;
  v1::ImportCodesResponse counts;
};

absl::Status Take(const v1::ImportCodesRequest& part, int part_number, Import* import) {
  import->complete |= part.complete();
  import->dry_run |= part.dry_run();
  std::vector<base::Violation> violations;
  for (int i = 0; i < part.codes_size(); ++i) {
    const v1::Code& code = part.codes(i);
    const std::string field = absl::StrCat("codes[", i, "] of message ", part_number);
    if (!IsCpvForm(code.code())) {
      violations.push_back({field, absl::StrCat("'", code.code(), "' must be eight digits, with or without '-' and the check digit")});
      continue;
    }
    CodeRecord record;
    record.mutable_code()->set_name(CodeName(code.code()));
    record.mutable_code()->set_code(code.code());
    record.mutable_code()->set_label(code.label());
    if (!import->codes.try_emplace(record.code().name(), record).second) violations.push_back({field, absl::StrCat(code.code(), " is there twice")});
  }
  if (import->codes.size() > kMostCodes) return base::InvalidField("codes", absl::StrCat("must have at most ", kMostCodes, " entries in all"));
  return violations.empty() ? absl::OkStatus() : base::InvalidFields(violations);
}

// A list that is called complete by mistake would make every other code unknown.
absl::Status CheckComplete(const Import& import) {
  if (!import.complete) return absl::OkStatus();
  int divisions = 0;
  for (const auto& [name, record] : import.codes) divisions += absl::EndsWith(name, "000000");
  if (import.codes.size() >= kFewestOfCompleteList && divisions >= kCpvDivisions) return absl::OkStatus();
  return base::InvalidField("complete", absl::StrCat("can't be: a whole list has at least ", kFewestOfCompleteList, " codes and ", kCpvDivisions,
                                                     " divisions, this one has ", import.codes.size(), " and ", divisions));
}

absl::StatusOr<Plan> MakePlan(const storage::Reader& reader, const Import& import) {
  Plan plan;
  for (const auto& [name, record] : import.codes) {
    absl::StatusOr<CodeRecord> known = Codes().Get(reader, name);
    if (!known.ok() && !absl::IsNotFound(known.status())) return ForCaller(known.status(), name);
    if (known.ok() && known->code().code() == record.code().code() && known->code().label() == record.code().label()) {
      plan.counts.set_unchanged(plan.counts.unchanged() + 1);
      continue;
    }
    known.ok() ? plan.counts.set_updated(plan.counts.updated() + 1) : plan.counts.set_created(plan.counts.created() + 1);
    plan.puts.push_back(&record);
  }
  std::string after;
  while (import.complete) {
    absl::StatusOr<storage::Page<CodeRecord>> page = Codes().List(reader, "", after, kBlock);
    if (!page.ok()) return ForCaller(page.status(), kCpvList);
    for (const auto& row : page->rows) {
      if (import.codes.count(row.name) == 0) plan.drops.push_back(row.name);
    }
    after = page->next;
    if (after.empty()) break;
  }
  plan.counts.set_deleted(static_cast<int32_t>(plan.drops.size()));
  return plan;
}

// Adds first, drops afterwards, and says last that the list is complete: whatever breaks off in between, no code is unknown that should be known.
absl::Status WritePlan(storage::Store& store, const Plan& plan, bool complete) {
  for (size_t start = 0; start < plan.puts.size(); start += kBlock) {
    const size_t end = std::min(start + kBlock, plan.puts.size());
    const absl::Status status = storage::CommitAndWait(store, [&](Transaction& tx) {
      for (size_t i = start; i < end; ++i) {
        if (absl::Status put = Codes().Put(tx, plan.puts[i]->code().name(), *plan.puts[i]); !put.ok()) return put;
      }
      return absl::OkStatus();
    });
    if (!status.ok()) return status;
  }
  if (!complete) return absl::OkStatus();
  return storage::CommitAndWait(store, [&](Transaction& tx) {
    for (const std::string& name : plan.drops) {
      const absl::Status gone = Codes().Delete(tx, name);
      if (!gone.ok() && !absl::IsNotFound(gone)) return gone;
    }
    absl::StatusOr<stored::v1::CodeListRecord> list = CodeLists().Get(tx, kCpvList);
    if (!list.ok() && !absl::IsNotFound(list.status())) return list.status();
    stored::v1::CodeListRecord record = list.ok() ? *std::move(list) : stored::v1::CodeListRecord();
    record.set_complete(true);
    return CodeLists().Put(tx, kCpvList, record);
  });
}

}  // namespace

absl::Status ImportCodes(const Call& call, rpc::Stream<v1::ImportCodesRequest, v1::ImportCodesResponse>& stream) {
  if (!call.principal.HasNational(PERMISSION_EXCHANGE)) return base::PermissionDenied("EXCHANGE", "every organisation");
  Import import;
  v1::ImportCodesRequest part;
  bool last = false;
  for (int number = 1; stream.Receive(&part); ++number) {
    if (last) return base::InvalidField("last", "was set before the last message");
    last = part.last();
    if (absl::Status status = Take(part, number, &import); !status.ok()) return status;
    part.Clear();
  }
  if (stream.cancelled()) return absl::CancelledError("The import was broken off. Nothing was written.");
  // The end of a stream and the end of its caller look alike for a moment: only the mark tells that all of it has come.
  if (!last) return base::InvalidField("last", "was never set: the list is cut off");
  if (import.codes.empty()) return base::InvalidField("codes", "is required: nothing was sent");
  if (absl::Status status = CheckComplete(import); !status.ok()) return status;
  absl::StatusOr<Plan> plan = MakePlan(call.store->Read(), import);
  if (!plan.ok()) return plan.status();
  if (!import.dry_run) {
    if (absl::Status status = WritePlan(*call.store, *plan, import.complete); !status.ok()) return status;
  }
  stream.Send(plan->counts);
  return absl::OkStatus();
}

}  // namespace frontline::requirement
