// Rows of a CSV file (RFC 4180; read by libcsv) with a header, by position or by column name. A byte order mark, CRLF and line feeds in quotes are
// fine.
#ifndef FRONTLINE_SERVICES_INTAKE_CSV_H_
#define FRONTLINE_SERVICES_INTAKE_CSV_H_

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

namespace frontline::intake {

inline constexpr size_t kMostCellBytes = 64 << 10;
inline constexpr size_t kMostColumns = 1000;

// The raw rows. Nothing is allocated for a row or a cell, once the buffers have grown. Not thread-safe.
class CsvRows {
 public:
  using Read = std::function<size_t(char*, size_t)>;  // as Spool::Read
  explicit CsvRows(Read read);
  ~CsvRows();

  // Goes to the next row that is not empty; false at the end. INVALID_ARGUMENT, naming the row, for a quote that is not closed or stands where none
  // may, a cell or a row that is too large, and text that holds NUL or is not UTF-8; for a file that is UTF-16, naming the file. What is wrong with
  // the encoding is said with the encoding that it looks like and how to save the file. After an error or the end, not to be called.
  absl::StatusOr<bool> NextCells();
  // The cells of that row, by position. Valid until the next call.
  const std::vector<absl::string_view>& cells() const { return row_cells_; }
  // The number of that row; the header is row 1. Rows that are empty count.
  size_t row() const { return row_; }

  // As NextCells, copied; nullopt at the end.
  absl::StatusOr<std::optional<std::vector<std::string>>> Next();

 private:
  struct Cell {
    size_t begin;
    size_t size;
  };
  static void OnCell(void* cell, size_t size, void* self);
  static void OnRow(int end, void* self);
  absl::Status Error(absl::string_view what) const;
  absl::Status CheckText(absl::string_view row) const;  // of row_cells_, which are all of `row`
  absl::Status ReadMore();                              // until a row is there or the file has ended
  // The first bytes, without a byte order mark: enough of them to see one, however the file comes.
  size_t ReadStart(const char** from);

  Read read_;
  std::unique_ptr<csv_parser> parser_;
  std::vector<char> buffer_;
  // Rows that were read and not yet given, as one text, its cells, and where each row's cells end.
  std::string text_;
  std::vector<Cell> cells_;
  std::vector<size_t> row_ends_;
  size_t next_row_ = 0;
  size_t next_cell_ = 0;
  std::vector<absl::string_view> row_cells_;  // of the row given last
  int last_end_ = 0;                          // of the row before; '\r' may be half of CRLF
  bool first_ = true;
  bool ended_ = false;
  bool too_large_ = false;
  size_t row_ = 0;
};

// Rows under a header.
class CsvTable {
 public:
  // `known`: the columns that there are, those with '*' in front required. `mapping`: the file's headers → columns of `known`, or "-". Both are for
  // ReadHeader.
  CsvTable(CsvRows::Read read, std::vector<std::string> known, std::map<std::string, std::string> mapping)
      : rows_(std::move(read)), known_(std::move(known)), mapping_(std::move(mapping)) {}
  // For ReadTitles.
  explicit CsvTable(CsvRows::Read read) : rows_(std::move(read)) {}

  // One of the two is to be called first.
  //
  // A column without a title is fine while its cells are empty: spreadsheets leave such behind. INVALID_ARGUMENT, naming the columns, for a header
  // that lacks, repeats or adds some, or a mapping of headers that are not there.
  absl::Status ReadHeader();
  // Takes the header as it is, for who knows the columns only from the file: what is called what, and what is missing, is then the caller's to say.
  // INVALID_ARGUMENT for a file without one.
  absl::Status ReadTitles();

  // What stands in the header, by position, without white space at the ends. Two columns may have one title, some none.
  const std::vector<std::string>& titles() const { return titles_; }
  // After ReadHeader: where a column of `known` stands, nullopt where the file has none.
  std::optional<size_t> PositionOf(absl::string_view column) const;

  // Goes to the next row; false at the end. Errors as CsvRows'. Two to four times as fast as Next.
  absl::StatusOr<bool> NextCells();
  // Of that row. cells(): by position, without white space at the ends, valid until the next call; as many as titles() unless there is a problem().
  size_t number() const { return rows_.row(); }
  const std::vector<absl::string_view>& cells() const { return cells_; }
  // Why the row does not fit the header: it has too few cells, or too many, so that nobody can tell which column each belongs to, or a value where
  // there is no title. Empty: it fits. The end of a sentence that starts with the row's number.
  const std::string& problem() const { return problem_; }

  // A row by column. Slower, and handier.
  struct Row {
    size_t number = 0;
    std::map<std::string, std::string> cells;  // by column; without white space at the ends, those that are empty left out
    std::string problem;                       // as problem()
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
  std::vector<std::string> titles_;
  std::vector<std::string> columns_;  // of each cell, after ReadHeader; empty for one that is left out or has no title
  std::vector<absl::string_view> cells_;
  std::string problem_;
};

}  // namespace frontline::intake

#endif  // FRONTLINE_SERVICES_INTAKE_CSV_H_
