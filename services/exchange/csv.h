// Rows of a CSV file (RFC 4180; read by libcsv) with a header, by column name. A byte order mark, CRLF and line feeds in quotes are fine.
#ifndef FRONTLINE_SERVICES_EXCHANGE_CSV_H_
#define FRONTLINE_SERVICES_EXCHANGE_CSV_H_

#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

struct csv_parser;

namespace frontline::exchange {

inline constexpr size_t kMostCellBytes = 64 << 10;
inline constexpr size_t kMostColumns = 200;

// The raw rows. Not thread-safe.
class CsvRows {
 public:
  using Read = std::function<size_t(char*, size_t)>;  // as Spool::Read
  explicit CsvRows(Read read);
  ~CsvRows();

  // The next row that is not empty; nullopt at the end. INVALID_ARGUMENT, naming the row, for a quote that is not closed or stands where none may,
  // text that is not UTF-8 or holds NUL, a cell or a row that is too large. After an error or the end, not to be called.
  absl::StatusOr<std::optional<std::vector<std::string>>> Next();
  // Of the row that Next gave last; the header is row 1. Rows that are empty count.
  size_t row() const { return row_; }

 private:
  static void OnCell(void* cell, size_t size, void* self);
  static void OnRow(int end, void* self);
  absl::Status Error(absl::string_view what) const;

  Read read_;
  std::unique_ptr<csv_parser> parser_;
  std::vector<char> buffer_;
  std::vector<std::string> cells_;
  std::deque<std::vector<std::string>> rows_;
  int last_end_ = 0;  // of the row before; '\r' may be half of CRLF
  bool first_ = true;
  bool ended_ = false;
  bool too_large_ = false;
  size_t row_ = 0;
};

// A row with its header.
class CsvTable {
 public:
  // `known`: the columns that there are, those with '*' in front required. `mapping`: the file's headers → columns of `known`, or "-".
  CsvTable(CsvRows::Read read, std::vector<std::string> known, std::map<std::string, std::string> mapping)
      : rows_(std::move(read)), known_(std::move(known)), mapping_(std::move(mapping)) {}

  // To be called first. A column without a title is fine while its cells are empty: spreadsheets leave such behind. INVALID_ARGUMENT, naming the
  // columns, for a header that lacks, repeats or adds some, or a mapping of headers that are not
  // there.
  absl::Status ReadHeader();

  struct Row {
    size_t number = 0;
    std::map<std::string, std::string> cells;  // by column; without white space at the ends, those that are empty left out
    std::string problem;                       // not empty: the row does not fit the header
    std::string operator[](const std::string& column) const {
      const auto found = cells.find(column);
      return found == cells.end() ? "" : found->second;
    }
  };
  absl::StatusOr<std::optional<Row>> Next();

 private:
  CsvRows rows_;
  const std::vector<std::string> known_;
  const std::map<std::string, std::string> mapping_;
  std::vector<std::string> columns_;  // of each cell; empty for one that is left out, "?" for one without a title
};

}  // namespace frontline::exchange

#endif  // FRONTLINE_SERVICES_EXCHANGE_CSV_H_
