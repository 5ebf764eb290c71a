// Any bytes as CSV: refused, or rows of text, the same however the file is cut into pieces; and rows that are written again are read the same.
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "services/base/text.h"
#include "services/intake/csv.h"
#include "tests/fuzz/bytes.h"
#include "tests/fuzz/must.h"

namespace frontline::fuzz {
namespace {

using intake::CsvRows;
using intake::CsvTable;
using Rows = std::vector<std::vector<std::string>>;

// False when the file is refused.
bool Read(absl::string_view text, size_t piece, Rows* rows, std::vector<size_t>* numbers) {
  CsvRows reader(ReadsOf(text, piece));
  while (true) {
    auto row = reader.Next();
    if (!row.ok()) return false;
    if (!row->has_value()) return true;
    Must(numbers->empty() || reader.row() > numbers->back(), "rows are counted");
    numbers->push_back(reader.row());
    Must(!(*row)->empty() && (*row)->size() <= intake::kMostColumns, "a row has cells, and not too many");
    for (const std::string& cell : **row) {
      Must(base::IsUtf8(cell) && cell.size() <= intake::kMostCellBytes && cell.find('\0') == std::string::npos, "a cell is text of some length");
    }
    rows->push_back(*std::move(*row));
  }
}

std::string Written(const Rows& rows) {
  std::string text;
  for (const std::vector<std::string>& row : rows) {
    for (size_t c = 0; c < row.size(); ++c) absl::StrAppend(&text, c == 0 ? "" : ",", "\"", absl::StrReplaceAll(row[c], {{"\"", "\"\""}}), "\"");
    text += "\r\n";
  }
  return text;
}

void Table(absl::string_view text) {
  CsvTable titled(ReadsOf(text, 7));
  const bool has_titles = titled.ReadTitles().ok();
  CsvTable table(ReadsOf(text, 1 << 16), {"*statement", "severity", "forces"}, {{"What", "statement"}});
  if (!table.ReadHeader().ok()) return;
  while (true) {
    const auto row = table.Next();
    if (!row.ok() || !row->has_value()) return;
    Must((*row)->number > 1, "the header is row 1");
    for (const auto& [column, cell] : (*row)->cells) {
      Must(!cell.empty(), "a cell that is there says something");
      Must(table.cells()[*table.PositionOf(column)] == cell, "by column and by position it is the same cell");
    }
    const auto there = titled.NextCells();
    Must(has_titles && there.ok() && *there && titled.cells() == table.cells() && titled.problem() == (*row)->problem,
         "whether the columns are known does not matter to the cells");
  }
}

}  // namespace
}  // namespace frontline::fuzz

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  namespace fuzz = frontline::fuzz;
  const absl::string_view text(reinterpret_cast<const char*>(data), size);
  fuzz::Table(text);
  fuzz::Rows rows, again;
  std::vector<size_t> numbers, others;
  const bool fine = fuzz::Read(text, 1 << 16, &rows, &numbers);
  if (!fine) return 0;
  fuzz::Must(fuzz::Read(text, 3, &again, &others) && again == rows && others == numbers, "how a file is cut into pieces does not matter");
  again.clear();
  others.clear();
  fuzz::Must(fuzz::Read(fuzz::Written(rows), 1 << 16, &again, &others) && again == rows, "what is written again is read the same");
  return 0;
}
