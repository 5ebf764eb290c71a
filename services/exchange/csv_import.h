// The frame of a CSV import: the file is read to its end before any row is written.
#ifndef FRONTLINE_SERVICES_EXCHANGE_CSV_IMPORT_H_
#define FRONTLINE_SERVICES_EXCHANGE_CSV_IMPORT_H_

#include <functional>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "services/exchange/stubs.h"
#include "services/intake/csv.h"
#include "services/intake/import_stream.h"

namespace frontline::exchange {

using intake::CountOf;
using intake::CsvTable;
using intake::ImportStream;
using intake::Problems;

// Calls `row` for each row that fits the header, after the whole file was found to be CSV. `row` gives its problems, or an error, which ends the
// import when EndsImport says so and is the row's problem otherwise.
template <typename Import>
absl::Status ForEachRow(Import& in, const std::vector<std::string>& columns,
                        const std::function<absl::StatusOr<Problems>(const CsvTable::Row&)>& row) {
  const auto read = [&in](char* to, size_t size) { return in.spool().Read(to, size); };
  const std::map<std::string, std::string> mapping(in.options().columns().begin(), in.options().columns().end());
  for (const bool writing : {false, true}) {
    if (absl::Status status = in.spool().Rewind(); !status.ok()) return status;
    CsvTable table(read, columns, mapping);
    if (absl::Status status = table.ReadHeader(); !status.ok()) return status;
    uint64_t done = 0;
    while (true) {
      absl::StatusOr<std::optional<CsvTable::Row>> next = table.Next();
      if (!next.ok()) return next.status();
      if (!next->has_value()) {
        if (absl::Status status = in.spool().ReadStatus(); !status.ok()) return status;
        break;
      }
      ++done;
      const auto stage = writing ? v1::ImportProgress::STAGE_WRITING : v1::ImportProgress::STAGE_CHECKING;
      if (!in.Progress(stage, done, writing ? in.report().items() : 0)) return Import::Left();
      if (!writing) continue;
      const std::string at = absl::StrCat("row ", (*next)->number);
      absl::StatusOr<Problems> problems = (*next)->problem.empty() ? row(**next) : Problems{{at, (*next)->problem}};
      if (!problems.ok() && EndsImport(problems.status())) return problems.status();
      if (!problems.ok()) problems = ProblemsOf(problems.status(), at);
      if (!problems->empty()) in.RefuseItem(*problems, "");
    }
    if (!writing) in.report().set_items(done);
  }
  return in.Finish();
}

}  // namespace frontline::exchange

#endif  // FRONTLINE_SERVICES_EXCHANGE_CSV_IMPORT_H_
