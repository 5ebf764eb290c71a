#include "clients/cli/table.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "clients/cli/text.h"

namespace frontline::cli {
namespace {

constexpr size_t kGap = 2;
constexpr size_t kLeast = 8;
constexpr size_t kShort = 14;

// Takes width from the widest columns that are not kept until all fit, and from all once those are short.
void Shrink(size_t width, const std::vector<bool>& kept, std::vector<size_t>* widths) {
  size_t total = kGap * (widths->empty() ? 0 : widths->size() - 1);
  for (size_t w : *widths) total += w;
  while (total > width) {
    size_t* widest = nullptr;
    for (size_t i = 0; i < widths->size(); ++i) {
      if (!kept[i] && (*widths)[i] > kShort && (widest == nullptr || (*widths)[i] > *widest)) widest = &(*widths)[i];
    }
    if (widest == nullptr) widest = &*std::max_element(widths->begin(), widths->end());
    if (*widest <= kLeast) return;
    --*widest;
    --total;
  }
}

}  // namespace

void Table::Add(const std::vector<std::string>& cells) {
  std::vector<std::string> row;
  for (const std::string& cell : cells) row.push_back(OneLine(cell));
  row.resize(columns_.size());
  rows_.push_back(std::move(row));
}

std::string Table::Lines(const std::vector<std::string>& row, const std::vector<size_t>& shown, const std::vector<size_t>& widths) const {
  std::vector<std::vector<std::string>> cells;
  size_t height = 1;
  for (size_t i = 0; i < shown.size(); ++i) {
    cells.push_back(columns_[shown[i]].wrap ? Wrap(row[shown[i]], widths[i]) : std::vector<std::string>{row[shown[i]]});
    height = std::max(height, cells.back().size());
  }
  std::string out;
  for (size_t line = 0; line < height; ++line) {
    std::string text;
    for (size_t i = 0; i < shown.size(); ++i) {
      const std::string cell = line < cells[i].size() ? Truncate(cells[i][line], widths[i]) : "";
      absl::StrAppend(&text, i > 0 ? "  " : "", columns_[shown[i]].right ? PadLeft(cell, widths[i]) : PadRight(cell, widths[i]));
    }
    text.erase(text.find_last_not_of(' ') + 1);
    absl::StrAppend(&out, text, "\n");
  }
  return out;
}

std::string Table::Render(size_t width, bool colour) const {
  std::vector<size_t> shown;
  std::vector<size_t> widths;
  for (size_t c = 0; c < columns_.size(); ++c) {
    size_t widest = 0;
    for (const auto& row : rows_) widest = std::max(widest, DisplayWidth(row[c]));
    if (widest == 0) continue;
    shown.push_back(c);
    widths.push_back(std::max(widest, DisplayWidth(columns_[c].header)));
  }
  std::vector<bool> kept;
  for (size_t c : shown) kept.push_back(columns_[c].keep);
  if (width > 0) Shrink(width, kept, &widths);
  std::vector<std::string> headers;
  for (const Column& column : columns_) headers.push_back(column.header);
  std::string out = absl::StrCat(colour ? "\x1b[1m" : "", Lines(headers, shown, widths));
  if (colour) out.insert(out.size() - 1, "\x1b[0m");
  for (const auto& row : rows_) absl::StrAppend(&out, Lines(row, shown, widths));
  return out;
}

}  // namespace frontline::cli
