#include <memory>
#include <set>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "frontline/exchange/v1/exchange_service.pb.h"
#include "frontline/requirement/v1/need_service.grpc.pb.h"
#include "google/protobuf/util/message_differencer.h"
#include "services/base/ids.h"
#include "services/exchange/cells.h"
#include "services/exchange/csv_import.h"
#include "services/exchange/handlers.h"
#include "services/rpc/resource.h"

namespace frontline::exchange {
namespace {

namespace r = frontline::requirement::v1;

using Stream = rpc::Stream<v1::ImportNeedsRequest, v1::ImportNeedsResponse>;
using Import = ImportStream<v1::ImportNeedsRequest, v1::ImportNeedsResponse>;

const std::vector<std::string>& Columns() {
  static const auto* const columns =
      new std::vector<std::string>{"*statement", "problem", "affected",    "people_affected", "frequency",        "severity",     "officer_safety",
                                   "forces",     "topic",   "external_id", "evidence_kind",   "evidence_summary", "evidence_uri", "evidence_date"};
  return *columns;
}

r::Need NeedOf(Cells& cells) {
  r::Need need;
  need.set_statement(cells.Line("statement"));
  if (need.statement().empty()) cells.Problem("statement", "is required");
  need.set_problem(cells.Text("problem"));
  need.set_affected(cells.Line("affected"));
  need.set_people_affected(cells.Count("people_affected"));
  need.set_frequency(static_cast<r::Frequency>(cells.Enum("frequency", *r::Frequency_descriptor())));
  need.set_severity(static_cast<r::Severity>(cells.Enum("severity", *r::Severity_descriptor())));
  need.set_officer_safety(static_cast<r::OfficerSafety>(cells.Enum("officer_safety", *r::OfficerSafety_descriptor())));
  for (const std::string& force : cells.List("forces")) need.add_forces(force.find('/') == std::string::npos ? "forces/" + force : force);
  need.set_topic(cells.Text("topic"));
  need.set_external_id(cells.Line("external_id"));
  // A row without an id of its own is known again by what it says.
  if (need.external_id().empty()) need.set_external_id("statement " + absl::BytesToHexString(base::Sha256(need.statement()).substr(0, 8)));
  if (!cells.Text("evidence_summary").empty()) {
    r::Evidence* evidence = need.add_evidence();
    evidence->set_summary(cells.Line("evidence_summary"));
    evidence->set_uri(cells.Text("evidence_uri"));
    evidence->set_date(cells.Day("evidence_date"));
    const int kind = cells.Enum("evidence_kind", *r::Evidence_Kind_descriptor());
    evidence->set_kind(kind == 0 ? r::Evidence::KIND_OBSERVATION : static_cast<r::Evidence::Kind>(kind));
  } else {
    for (const char* column : {"evidence_kind", "evidence_uri", "evidence_date"}) {
      if (!cells.Text(column).empty()) cells.Problem(column, "needs an evidence_summary beside it");
    }
  }
  return need;
}

class NeedsImport {
 public:
  NeedsImport(const rpc::Call& call, Stream& stream) : call_(call), in_(stream) {}

  absl::Status Run() {
    if (absl::Status status = Connect<r::NeedService>(call_, "requirement", &needs_); !status.ok()) return status;
    if (absl::Status status = in_.Receive(); !status.ok()) return status;
    if (in_.options().parent().empty()) return base::InvalidField("options.parent", "is required in the first message");
    CountOf("need", &in_.report());
    return ForEachRow(in_, Columns(), [this](const CsvTable::Row& row) { return Take(row); });
  }

 private:
  absl::StatusOr<Problems> Take(const CsvTable::Row& row) {
    Problems problems;
    Cells cells(row, &problems);
    const r::Need need = NeedOf(cells);
    if (!ids_.insert(need.external_id()).second)
      cells.Problem(row["external_id"].empty() ? "statement" : "external_id", "is there in an earlier row too");
    if (!problems.empty()) return problems;
    v1::ImportCount* count = CountOf("need", &in_.report());
    r::ListNeedsRequest request;
    request.set_parent(in_.options().parent());
    request.set_external_id(need.external_id());
    r::ListNeedsResponse found;
    if (absl::Status status = Ask(call_, *needs_, &r::NeedService::Stub::ListNeeds, request, &found); !status.ok()) return status;
    if (found.needs().empty()) {
      if (absl::Status status = Create(need); !status.ok()) return status;
      count->set_created(count->created() + 1);
    } else {
      bool changed = false;
      if (absl::Status status = Change(row, need, found.needs(0), &changed); !status.ok()) return status;
      changed ? count->set_updated(count->updated() + 1) : count->set_unchanged(count->unchanged() + 1);
    }
    in_.report().set_imported(in_.report().imported() + 1);
    return problems;
  }

  absl::Status Create(const r::Need& need) {
    if (in_.options().dry_run()) return absl::OkStatus();
    r::CreateNeedRequest request;
    request.set_parent(in_.options().parent());
    *request.mutable_need() = need;
    r::Need made;
    return Ask(call_, *needs_, &r::NeedService::Stub::CreateNeed, request, &made);
  }

  // Only what the file has a column for, and the row a cell.
  absl::Status Change(const CsvTable::Row& row, const r::Need& need, const r::Need& current, bool* changed) {
    r::UpdateNeedRequest request;
    *request.mutable_need() = current;
    for (const auto& [column, cell] : row.cells) {
      if (column == "external_id") continue;
      const std::string path = column.compare(0, 9, "evidence_") == 0 ? "evidence" : column;
      const auto& paths = request.update_mask().paths();
      if (std::find(paths.begin(), paths.end(), path) == paths.end()) request.mutable_update_mask()->add_paths(path);
    }
    if (absl::Status status = rpc::ApplyMask(request.update_mask(), need, request.mutable_need()); !status.ok()) return status;
    *changed = !google::protobuf::util::MessageDifferencer::Equals(request.need(), current);
    if (!*changed || in_.options().dry_run()) return absl::OkStatus();
    r::Need updated;
    return Ask(call_, *needs_, &r::NeedService::Stub::UpdateNeed, request, &updated);
  }

  const rpc::Call& call_;
  Import in_;
  std::unique_ptr<r::NeedService::Stub> needs_;
  std::set<std::string> ids_;
};

}  // namespace

absl::Status ImportNeeds(const rpc::Call& call, Stream& stream) { return NeedsImport(call, stream).Run(); }

}  // namespace frontline::exchange
