// Cells of a CSV row as values of the contract. Pure, thread-safe.
#ifndef FRONTLINE_SERVICES_EXCHANGE_CELLS_H_
#define FRONTLINE_SERVICES_EXCHANGE_CELLS_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "google/protobuf/message.h"
#include "services/intake/csv.h"
#include "services/intake/problem.h"

namespace frontline::exchange {

using intake::CsvTable;
using intake::Problems;

// Reads cells of one row; what can't be read becomes a problem under "row 12, severity" and gives the empty value.
class Cells {
 public:
  Cells(const CsvTable::Row& row, Problems* problems) : row_(row), problems_(*problems) {}

  std::string Text(const std::string& column) const { return row_[column]; }
  std::string Line(const std::string& column) const;  // white space folded
  // A whole number that is not negative.
  int32_t Count(const std::string& column);
  bool YesNo(const std::string& column);
  std::string Day(const std::string& column);
  // The value of `type` that the cell names, with or without its prefix, whatever the case: "every shift" → FREQUENCY_EVERY_SHIFT. 0 for an empty
  // cell.
  int Enum(const std::string& column, const google::protobuf::EnumDescriptor& type);
  // Parts by ';', without white space around, empty ones left out.
  std::vector<std::string> List(const std::string& column) const;
  void Problem(const std::string& column, const std::string& message);
  std::string At(const std::string& column) const;

 private:
  const CsvTable::Row& row_;
  Problems& problems_;
};

// The value's number by its name in words; -1 when there is none. `text` must not be empty.
int EnumByWords(absl::string_view text, const google::protobuf::EnumDescriptor& type);
// Its values in words, for messages: "rare, monthly, weekly".
std::string EnumWords(const google::protobuf::EnumDescriptor& type);

}  // namespace frontline::exchange

#endif  // FRONTLINE_SERVICES_EXCHANGE_CELLS_H_
