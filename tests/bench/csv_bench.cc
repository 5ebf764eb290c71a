// How fast rows of CSV are read, as a bulk import of survey responses has them: by position, and by column.
#include <CLI/CLI.hpp>
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "services/intake/csv.h"

namespace {

using frontline::intake::CsvTable;

// Answers of a few letters, every tenth a sentence in quotes.
std::string File(size_t rows, size_t columns) {
  std::string text;
  for (size_t c = 0; c < columns; ++c) absl::StrAppend(&text, c == 0 ? "" : ",", "q", c);
  for (size_t r = 0; r < rows; ++r) {
    text += '\n';
    for (size_t c = 0; c < columns; ++c) {
      absl::StrAppend(&text, c == 0 ? "" : ",");
      if (c % 10 == 9) {
        absl::StrAppend(&text, "\"Somewhat \"\"disagree\"\", row ", r, "\"");
      } else {
        absl::StrAppend(&text, c % 3 == 0 ? "Often" : "", (r * 7 + c) % 5);
      }
    }
  }
  return text;
}

// The next row's bytes; 0 at the end, -1 when the file is refused.
int64_t NextByPosition(CsvTable& table) {
  const auto there = table.NextCells();
  if (!there.ok()) return -1;
  int64_t bytes = 0;
  for (const absl::string_view cell : table.cells()) bytes += static_cast<int64_t>(cell.size());
  return *there ? bytes : 0;
}
int64_t NextByColumn(CsvTable& table) {
  const auto row = table.Next();
  if (!row.ok()) return -1;
  int64_t bytes = 0;
  if (row->has_value()) {
    for (const auto& [column, cell] : (*row)->cells) bytes += static_cast<int64_t>(cell.size());
  }
  return bytes;
}

bool Measure(const char* name, const std::string& text, size_t columns, int64_t (*next)(CsvTable&)) {
  size_t at = 0;
  const auto read = [&](char* to, size_t size) {
    const size_t n = std::min(size, text.size() - at);
    std::copy_n(text.data() + at, n, to);
    at += n;
    return n;
  };
  std::vector<std::string> known;
  for (size_t c = 0; c < columns; ++c) known.push_back(absl::StrCat("q", c));
  const auto start = std::chrono::steady_clock::now();
  CsvTable table(read, known, {});
  if (!table.ReadHeader().ok()) return false;
  int64_t rows = 0, row = 0;
  while ((row = next(table)) > 0) ++rows;
  const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  std::printf("%-12s %ld rows of %zu columns, %.0f MB: %.0f rows/s\n", name, static_cast<long>(rows), columns, static_cast<double>(text.size()) / 1e6,
              static_cast<double>(rows) / seconds);
  return row == 0;
}

}  // namespace

int main(int argc, char** argv) {
  size_t rows = 200000, columns = 35;
  CLI::App app("How fast rows of CSV are read.");
  app.add_option("--rows", rows)->capture_default_str();
  app.add_option("--columns", columns)->capture_default_str();
  CLI11_PARSE(app, argc, argv);
  const std::string text = File(rows, columns);
  return Measure("by position", text, columns, NextByPosition) && Measure("by column", text, columns, NextByColumn) ? 0 : 1;
}
