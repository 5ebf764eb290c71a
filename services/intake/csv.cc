#include "services/intake/csv.h"

#include <csv.h>

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <set>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "services/base/errors.h"
#include "services/base/text.h"
#include "services/intake/encoding.h"

namespace frontline::intake {
namespace {

constexpr absl::string_view kMark = "\xef\xbb\xbf";

// Eight bytes at a time: most files hold little else.
bool IsPlainText(absl::string_view text) {
  constexpr uint64_t kHigh = 0x8080808080808080;
  constexpr uint64_t kOnes = 0x0101010101010101;
  size_t at = 0;
  for (; at + 8 <= text.size(); at += 8) {
    uint64_t bytes = 0;
    std::memcpy(&bytes, text.data() + at, 8);
    // Above 0x7f, or (bytes that are not: exactly those from which 1 can't be taken without a borrow) NUL.
    if (((bytes | (bytes - kOnes)) & kHigh) != 0) return false;
  }
  return std::all_of(text.begin() + at, text.end(), [](char c) { return static_cast<signed char>(c) > 0; });
}

}  // namespace

CsvRows::CsvRows(Read read) : read_(std::move(read)), parser_(std::make_unique<csv_parser>()), buffer_(1 << 16) {
  csv_init(parser_.get(), CSV_STRICT | CSV_STRICT_FINI | CSV_APPEND_NULL | CSV_REPALL_NL);
}

CsvRows::~CsvRows() { csv_free(parser_.get()); }

void CsvRows::OnCell(void* cell, size_t size, void* self) {
  auto& rows = *static_cast<CsvRows*>(self);
  const size_t before = rows.row_ends_.empty() ? 0 : rows.row_ends_.back();
  rows.too_large_ = rows.too_large_ || size > kMostCellBytes || rows.cells_.size() - before >= kMostColumns;
  if (rows.too_large_) return;
  rows.cells_.push_back({rows.text_.size(), size});
  rows.text_.append(static_cast<const char*>(cell), size);
}

void CsvRows::OnRow(int end, void* self) {
  auto& rows = *static_cast<CsvRows*>(self);
  const size_t before = rows.row_ends_.empty() ? 0 : rows.row_ends_.back();
  // libcsv tells of every line's end, so that empty lines count; CRLF is one.
  const bool second_half = end == '\n' && rows.last_end_ == '\r' && rows.cells_.size() == before;
  rows.last_end_ = second_half ? 0 : end;
  if (!second_half) rows.row_ends_.push_back(rows.cells_.size());
}

absl::Status CsvRows::Error(absl::string_view what) const {
  return base::InvalidField(absl::StrCat("row ", row_ + row_ends_.size() - next_row_ + 1), what);
}

size_t CsvRows::ReadStart(const char** from) {
  size_t size = 0;
  while (size < 4) {
    const size_t got = read_(buffer_.data() + size, buffer_.size() - size);
    size += got;
    if (got == 0) break;
  }
  *from = buffer_.data();
  if (!absl::StartsWith(absl::string_view(*from, size), kMark)) return size;
  *from += kMark.size();
  // A mark alone is not the end yet: four bytes were asked for, so then there is no more.
  return size - kMark.size();
}

absl::Status CsvRows::ReadMore() {
  // What a row that is only half there has so far stays.
  const size_t kept = row_ends_.empty() ? 0 : row_ends_.back();
  const size_t begin = kept < cells_.size() ? cells_[kept].begin : text_.size();
  text_.erase(0, begin);
  cells_.erase(cells_.begin(), cells_.begin() + static_cast<std::ptrdiff_t>(kept));
  for (Cell& cell : cells_) cell.begin -= begin;
  row_ends_.clear();
  next_row_ = next_cell_ = 0;
  while (row_ends_.empty() && !ended_) {
    const char* from = buffer_.data();
    const size_t size = first_ ? ReadStart(&from) : read_(buffer_.data(), buffer_.size());
    if (first_) {
      const std::string wrong = WrongStart(absl::string_view(from, size));
      if (!wrong.empty()) return base::InvalidField("(file)", wrong);
    }
    first_ = false;
    if (size == 0) {
      ended_ = true;
      if (csv_fini(parser_.get(), OnCell, OnRow, this) != 0)
        return Error("opens a quote that is never closed: the file is cut off, or a quote is missing");
    } else if (csv_parse(parser_.get(), from, size, OnCell, OnRow, this) != size) {
      return Error("has a quote in the middle of a cell; put the whole cell in quotes and double the ones within");
    }
    // What is still being gathered is bounded too: a quote that is never closed would take the rest of the file.
    if (too_large_ || parser_->entry_pos > kMostCellBytes) {
      return Error(absl::StrCat("has a cell of more than ", kMostCellBytes >> 10, " KiB or more than ", kMostColumns,
                                " columns; is a closing quote missing?"));
    }
  }
  return absl::OkStatus();
}

absl::Status CsvRows::CheckText(absl::string_view row) const {
  if (IsPlainText(row)) return absl::OkStatus();
  for (size_t c = 0; c < row_cells_.size(); ++c) {
    const std::string wrong = WrongText(row_cells_[c]);
    if (!wrong.empty()) return base::InvalidField(absl::StrCat("row ", row_, ", cell ", c + 1), wrong);
  }
  return absl::OkStatus();
}

absl::StatusOr<bool> CsvRows::NextCells() {
  while (true) {
    if (next_row_ == row_ends_.size()) {
      if (absl::Status status = ReadMore(); !status.ok()) return status;
      if (row_ends_.empty()) return false;
    }
    const size_t end = row_ends_[next_row_++];
    ++row_;
    row_cells_.clear();
    const size_t begin = next_cell_;
    size_t bytes = 0;
    for (; next_cell_ < end; ++next_cell_) {
      const Cell& cell = cells_[next_cell_];
      row_cells_.emplace_back(text_.data() + cell.begin, cell.size);
      bytes += cell.size;
    }
    if (bytes == 0) continue;  // empty
    if (absl::Status status = CheckText(absl::string_view(text_.data() + cells_[begin].begin, bytes)); !status.ok()) return status;
    return true;
  }
}

absl::StatusOr<std::optional<std::vector<std::string>>> CsvRows::Next() {
  absl::StatusOr<bool> there = NextCells();
  if (!there.ok()) return there.status();
  if (!*there) return std::optional<std::vector<std::string>>();
  std::vector<std::string> row;
  row.reserve(row_cells_.size());
  for (const absl::string_view cell : row_cells_) row.emplace_back(cell);
  return std::optional<std::vector<std::string>>(std::move(row));
}

absl::Status CsvTable::ReadTitles() {
  absl::StatusOr<bool> header = rows_.NextCells();
  if (!header.ok()) return header.status();
  if (!*header) return base::InvalidField("(file)", "is empty: it needs a header row that names the columns");
  for (const absl::string_view cell : rows_.cells()) titles_.emplace_back(absl::StripAsciiWhitespace(cell));
  return absl::OkStatus();
}

absl::Status CsvTable::ReadHeader() {
  if (absl::Status status = ReadTitles(); !status.ok()) return status;
  std::set<std::string> required, columns;
  for (const std::string& known : known_) {
    if (known[0] == '*') required.insert(known.substr(1));
    columns.insert(known[0] == '*' ? known.substr(1) : known);
  }
  std::vector<base::Violation> wrong;
  std::set<std::string> seen;
  std::map<std::string, std::string> unused = mapping_;
  for (const std::string& title : titles_) {
    const auto mapped = mapping_.find(title);
    unused.erase(title);
    std::string column = mapped != mapping_.end() ? mapped->second : absl::AsciiStrToLower(title);
    if (column == "-" || column.empty()) {
      columns_.emplace_back();
      continue;
    }
    if (columns.count(column) == 0) {
      wrong.push_back({absl::StrCat("column '", title, "'"),
                       absl::StrCat("is not known; map it to one of ", absl::StrJoin(columns, ", "), ", or to '-' to leave it out")});
    } else if (!seen.insert(column).second) {
      wrong.push_back({absl::StrCat("column '", title, "'"), absl::StrCat("stands for '", column, "', which is there twice")});
    }
    columns_.push_back(std::move(column));
  }
  for (const std::string& column : required) {
    if (seen.count(column) == 0) wrong.push_back({absl::StrCat("column '", column, "'"), "is missing from the header"});
  }
  for (const auto& [title, column] : unused) wrong.push_back({absl::StrCat("columns['", title, "']"), "maps a header that the file does not have"});
  return wrong.empty() ? absl::OkStatus() : base::InvalidFields(wrong);
}

std::optional<size_t> CsvTable::PositionOf(absl::string_view column) const {
  const auto found = std::find(columns_.begin(), columns_.end(), column);
  if (column.empty() || found == columns_.end()) return std::nullopt;
  return static_cast<size_t>(found - columns_.begin());
}

absl::StatusOr<bool> CsvTable::NextCells() {
  absl::StatusOr<bool> there = rows_.NextCells();
  if (!there.ok() || !*there) return there;
  problem_.clear();
  cells_.clear();
  for (const absl::string_view cell : rows_.cells()) cells_.push_back(absl::StripAsciiWhitespace(cell));
  if (cells_.size() != titles_.size()) {
    problem_ = absl::StrCat("has ", cells_.size(), cells_.size() == 1 ? " cell" : " cells", ", the header has ", titles_.size(), ": ",
                            cells_.size() < titles_.size() ? "some are missing, and those behind them stand under the wrong column"
                                                           : "a comma within a text needs quotes around the text");
    return true;
  }
  for (size_t c = 0; c < cells_.size() && problem_.empty(); ++c) {
    if (titles_[c].empty() && !cells_[c].empty()) problem_ = absl::StrCat("has a value in cell ", c + 1, ", whose column has no title");
  }
  return true;
}

absl::StatusOr<std::optional<CsvTable::Row>> CsvTable::Next() {
  absl::StatusOr<bool> there = NextCells();
  if (!there.ok()) return there.status();
  if (!*there) return std::optional<Row>();
  Row row;
  row.number = number();
  row.problem = problem_;
  for (size_t c = 0; c < cells_.size() && cells_.size() == columns_.size(); ++c) {
    if (!columns_[c].empty() && !cells_[c].empty()) row.cells[columns_[c]] = std::string(cells_[c]);
  }
  return std::optional<Row>(std::move(row));
}

}  // namespace frontline::intake
