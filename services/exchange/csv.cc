#include "services/exchange/csv.h"

#include <csv.h>

#include <algorithm>
#include <set>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "services/base/errors.h"
#include "services/base/text.h"

namespace frontline::exchange {
namespace {

constexpr char kUntitled[] = "?";

}  // namespace

CsvRows::CsvRows(Read read) : read_(std::move(read)), parser_(std::make_unique<csv_parser>()), buffer_(1 << 16) {
  csv_init(parser_.get(), CSV_STRICT | CSV_STRICT_FINI | CSV_APPEND_NULL | CSV_REPALL_NL);
}

CsvRows::~CsvRows() { csv_free(parser_.get()); }

void CsvRows::OnCell(void* cell, size_t size, void* self) {
  auto& rows = *static_cast<CsvRows*>(self);
  rows.too_large_ = rows.too_large_ || size > kMostCellBytes || rows.cells_.size() >= kMostColumns;
  if (!rows.too_large_) rows.cells_.emplace_back(static_cast<const char*>(cell), size);
}

void CsvRows::OnRow(int end, void* self) {
  auto& rows = *static_cast<CsvRows*>(self);
  // libcsv tells of every line's end, so that empty lines count; CRLF is one.
  const bool second_half = end == '\n' && rows.last_end_ == '\r' && rows.cells_.empty();
  rows.last_end_ = second_half ? 0 : end;
  if (second_half) return;
  rows.rows_.push_back(std::move(rows.cells_));
  rows.cells_.clear();
}

absl::Status CsvRows::Error(absl::string_view what) const { return base::InvalidField(absl::StrCat("row ", row_ + rows_.size() + 1), what); }

absl::StatusOr<std::optional<std::vector<std::string>>> CsvRows::Next() {
  while (true) {
    while (rows_.empty() && !ended_) {
      size_t size = read_(buffer_.data(), buffer_.size());
      const char* from = buffer_.data();
      if (first_ && absl::StartsWith(absl::string_view(from, size), "\xef\xbb\xbf")) {
        from += 3;
        size -= 3;
        // A mark alone is not the end yet.
        if (size == 0) {
          from = buffer_.data();
          size = read_(buffer_.data(), buffer_.size());
        }
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
    if (rows_.empty()) return std::optional<std::vector<std::string>>();
    std::vector<std::string> row = std::move(rows_.front());
    rows_.pop_front();
    ++row_;
    for (size_t c = 0; c < row.size(); ++c) {
      const std::string at = absl::StrCat("row ", row_, ", cell ", c + 1);
      if (!base::IsUtf8(row[c])) return base::InvalidField(at, "must be UTF-8; save the file in that encoding");
      if (row[c].find('\0') != std::string::npos) return base::InvalidField(at, "must not hold NUL");
    }
    const bool empty = std::all_of(row.begin(), row.end(), [](const std::string& cell) { return cell.empty(); });
    if (!empty) return std::optional<std::vector<std::string>>(std::move(row));
  }
}

absl::Status CsvTable::ReadHeader() {
  absl::StatusOr<std::optional<std::vector<std::string>>> header = rows_.Next();
  if (!header.ok()) return header.status();
  if (!header->has_value()) return base::InvalidField("(file)", "is empty: it needs a header row that names the columns");
  std::set<std::string> required, columns;
  for (const std::string& known : known_) {
    if (known[0] == '*') required.insert(known.substr(1));
    columns.insert(known[0] == '*' ? known.substr(1) : known);
  }
  std::vector<base::Violation> wrong;
  std::set<std::string> seen;
  std::map<std::string, std::string> unused = mapping_;
  for (const std::string& cell : **header) {
    const std::string title(absl::StripAsciiWhitespace(cell));
    const auto mapped = mapping_.find(title);
    unused.erase(title);
    std::string column = mapped != mapping_.end() ? mapped->second : absl::AsciiStrToLower(title);
    if (column == "-" || column.empty()) {
      columns_.push_back(column.empty() ? kUntitled : "");
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

absl::StatusOr<std::optional<CsvTable::Row>> CsvTable::Next() {
  absl::StatusOr<std::optional<std::vector<std::string>>> cells = rows_.Next();
  if (!cells.ok()) return cells.status();
  if (!cells->has_value()) return std::optional<Row>();
  Row row;
  row.number = rows_.row();
  if ((*cells)->size() != columns_.size()) {
    row.problem = absl::StrCat("has ", (*cells)->size(), " cells, the header has ", columns_.size());
    return std::optional<Row>(std::move(row));
  }
  for (size_t c = 0; c < columns_.size(); ++c) {
    const std::string text(absl::StripAsciiWhitespace((**cells)[c]));
    if (columns_[c] == kUntitled && !text.empty()) row.problem = absl::StrCat("has a value in cell ", c + 1, ", whose column has no title");
    if (!columns_[c].empty() && !text.empty()) row.cells[columns_[c]] = text;
  }
  return std::optional<Row>(std::move(row));
}

}  // namespace frontline::exchange
