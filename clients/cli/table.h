// Lays out rows in aligned columns.
#ifndef FRONTLINE_CLIENTS_CLI_TABLE_H_
#define FRONTLINE_CLIENTS_CLI_TABLE_H_

#include <cstddef>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"

namespace frontline::cli {

// Thread-compatible.
class Table {
 public:
  struct Column {
    std::string header = {};
    bool right = false;  // numbers
    bool keep = false;   // cut only when the others are short already: names, which people copy
    bool wrap = false;   // goes on in further lines instead of being cut
  };

  explicit Table(std::vector<Column> columns) : columns_(std::move(columns)) {}

  // A cell for each column. Cells are folded to one line.
  void Add(const std::vector<std::string>& cells);
  bool empty() const { return rows_.empty(); }
  // At most `width` wide, the widest columns cut first, never under 8; 0: nothing is cut. Headers are emphasised when `colour`. A column without any
  // value is left out.
  std::string Render(size_t width, bool colour) const;

 private:
  std::string Lines(const std::vector<std::string>& row, const std::vector<size_t>& shown, const std::vector<size_t>& widths) const;

  std::vector<Column> columns_;
  std::vector<std::vector<std::string>> rows_;
};

}  // namespace frontline::cli

#endif  // FRONTLINE_CLIENTS_CLI_TABLE_H_
