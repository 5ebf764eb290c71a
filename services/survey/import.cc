#include <algorithm>
#include <memory>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_set.h"
#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "services/base/errors.h"
#include "services/intake/csv.h"
#include "services/intake/import_stream.h"
#include "services/rpc/resource.h"
#include "services/survey/admission.h"
#include "services/survey/import_mapping.h"
#include "services/survey/import_writer.h"
#include "services/survey/response_handlers.h"
#include "services/survey/tables.h"
#include "storage/sha256.h"

namespace frontline::survey {
namespace {

using Stream = rpc::Stream<v1::ImportResponsesRequest, v1::ImportResponsesResponse>;
using Import = intake::ImportStream<v1::ImportResponsesRequest, v1::ImportResponsesResponse>;
using Progress = frontline::exchange::v1::ImportProgress;

constexpr size_t kMostRows = 2'000'000;
constexpr size_t kBlock = 1 << 20;

absl::Status Left() {
  return absl::CancelledError(
      "The caller left before the import was over. Import the same file in the same way again: it goes on where it broke off.");
}

class ResponsesImport {
 public:
  ResponsesImport(InstrumentCache& cache, const Call& call, Stream& stream) : cache_(cache), call_(call), in_(stream) {}

  absl::Status Run() {
    if (absl::Status status = in_.Receive(); !status.ok()) return status;
    if (in_.options().parent().empty()) return base::InvalidField("options", "are required in the first message");
    intake::CountOf("response", &in_.report());
    if (absl::Status status = FindSurvey(); !status.ok()) return status;
    absl::StatusOr<std::string> file = HashFile();
    if (!file.ok()) return file.status();
    ImportWriter writer(call_, in_.options().parent(), *head_, *file, rpc::EtagOf(in_.options().mapping()));
    if (absl::Status status = writer.CheckNew(); !status.ok() && !in_.options().dry_run()) return status;
    if (absl::Status status = CheckRows(); !status.ok()) return status;
    const bool stopped = in_.options().all_or_none() && in_.report().refused() > 0;
    if (stopped || in_.report().refused() == in_.report().items()) return Finish(0);
    const uint64_t taken = in_.report().items() - in_.report().refused();
    if (in_.options().dry_run()) return Finish(taken);
    if (absl::Status status = WriteRows(&writer); !status.ok()) return status;
    return Finish(taken);
  }

 private:
  absl::Status FindSurvey() {
    const Snapshot snapshot = call_.store->Read();
    absl::StatusOr<stored::v1::SurveyHead> head = LoadHead(snapshot, in_.options().parent());
    if (absl::IsNotFound(head.status())) return base::NotFound(in_.options().parent());
    if (!head.ok()) return head.status();
    if (head->state() != v1::SURVEY_STATE_OPEN) return base::WrongState(in_.options().parent(), "not open", "open");
    head_ = *std::move(head);
    absl::StatusOr<std::shared_ptr<const CompiledInstrument>> instrument = cache_.Get(snapshot, in_.options().parent(), *head_);
    if (!instrument.ok()) return instrument.status();
    instrument_ = *std::move(instrument);
    return absl::OkStatus();
  }

  absl::StatusOr<std::string> HashFile() {
    if (absl::Status status = in_.spool().Rewind(); !status.ok()) return status;
    storage::Sha256Stream hash;
    std::string block(kBlock, '\0');
    while (const size_t size = in_.spool().Read(block.data(), kBlock)) hash.Add(absl::string_view(block.data(), size));
    if (absl::Status status = in_.spool().ReadStatus(); !status.ok()) return status;
    return absl::BytesToHexString(hash.Finish());
  }

  using EachRow = std::function<absl::Status(size_t index, const intake::CsvTable& table, RowReader& reader)>;
  // Goes through the rows of the file that hold answers, counted from 0.
  absl::Status ForEachRow(Progress::Stage stage, const EachRow& each) {
    if (absl::Status status = in_.spool().Rewind(); !status.ok()) return status;
    intake::CsvTable table([this](char* to, size_t size) { return in_.spool().Read(to, size); });
    if (absl::Status status = table.ReadTitles(); !status.ok()) return status;
    absl::StatusOr<ImportPlan> plan = PlanImport(in_.options().mapping(), *instrument_, table.titles());
    if (!plan.ok()) return plan.status();
    RowReader reader(in_.options().mapping(), instrument_, *std::move(plan));
    int skip = in_.options().mapping().skip_rows();
    size_t index = 0;
    while (true) {
      const absl::StatusOr<bool> there = table.NextCells();
      if (!there.ok()) return there.status();
      if (!*there) return in_.spool().ReadStatus();
      if (skip > 0) {
        --skip;
        continue;
      }
      if (index >= kMostRows) return base::InvalidField("(file)", absl::StrCat("has more than ", kMostRows, " rows; import it in parts"));
      if (absl::Status status = each(index, table, reader); !status.ok()) return status;
      ++index;
      // Telling more often would cost more than reading.
      if (index % 1000 == 0 && !in_.Progress(stage, index, in_.report().items())) return Left();
    }
  }

  // The whole file, before anything is written.
  absl::Status CheckRows() {
    absl::flat_hash_set<std::string> ids;
    uint64_t rows = 0;
    const absl::Status status = ForEachRow(Progress::STAGE_CHECKING, [&](size_t, const intake::CsvTable& table, RowReader& reader) {
      ++rows;
      intake::Problems problems;
      std::string id;
      if (!table.problem().empty()) {
        problems.push_back({absl::StrCat("row ", table.number()), table.problem()});
      } else {
        id = std::string(reader.IdOf(table.cells()));
        problems = reader.Read(table.cells(), table.number(), &response_);
        const std::string& column = in_.options().mapping().id_column();
        if (!column.empty() && id.empty())
          problems.push_back({absl::StrCat("row ", table.number(), ", ", column), "is empty: every row needs an id"});
        if (!id.empty() && !ids.insert(id).second)
          problems.push_back({absl::StrCat("row ", table.number(), ", ", column), "is the id of an earlier row too"});
      }
      refused_.push_back(!problems.empty());
      if (!problems.empty()) in_.RefuseItem(problems, id);
      return absl::OkStatus();
    });
    in_.report().set_items(rows);
    if (status.ok() && rows == 0) return base::InvalidField("(file)", "has no row below its header");
    return status;
  }

  absl::Status WriteRows(ImportWriter* writer) {
    if (absl::Status status = writer->Begin(); !status.ok()) return status;
    const absl::Status status = ForEachRow(Progress::STAGE_WRITING, [&](size_t index, const intake::CsvTable& table, RowReader& reader) {
      if (refused_[index]) return absl::OkStatus();
      reader.Read(table.cells(), table.number(), &response_);
      return writer->Add(index, response_);
    });
    // What is under way is waited for in any case: it refers to the writer.
    const absl::Status ended = writer->End(/*whole=*/status.ok());
    return status.ok() ? ended : status;
  }

  absl::Status Finish(uint64_t taken) {
    in_.report().set_imported(taken);
    intake::CountOf("response", &in_.report())->set_created(taken);
    return in_.Finish();
  }

  InstrumentCache& cache_;
  const Call& call_;
  Import in_;
  std::optional<stored::v1::SurveyHead> head_;
  std::shared_ptr<const CompiledInstrument> instrument_;
  std::vector<bool> refused_;  // by row
  v1::Response response_;
};

}  // namespace

absl::Status ImportResponses(InstrumentCache& cache, const Call& call, Stream& stream) { return ResponsesImport(cache, call, stream).Run(); }

}  // namespace frontline::survey
