#include "clients/cli/table.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "clients/cli/text.h"

namespace frontline::cli {
namespace {

constexpr size_t kGap = 2;
constexpr size_t kLeast = 8;

// Takes width from the widest columns until all fit.
void Shrink(size_t width, std::vector<size_t>* widths) {
  size_t total = kGap * (widths->empty() ? 0 : widths->size() - 1);
  for (size_t w : *widths) total += w;
  while (total > width) {
    size_t& widest = *std::max_element(widths->begin(), widths->end());
    if (widest <= kLeast) return;
    --widest;
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
  if (width > 0) Shrink(width, &widths);
  const auto line = [this, &shown, &widths](const auto& cell_of) {
    std::string text;
    for (size_t i = 0; i < shown.size(); ++i) {
      const std::string cell = Truncate(cell_of(shown[i]), widths[i]);
      absl::StrAppend(&text, i > 0 ? "  " : "", columns_[shown[i]].right ? PadLeft(cell, widths[i]) : PadRight(cell, widths[i]));
    }
    text.erase(text.find_last_not_of(' ') + 1);
    return text;
  };
  const std::string header = line([this](size_t c) { return columns_[c].header; });
  std::string out = colour ? absl::StrCat("\x1b[1m", header, "\x1b[0m\n") : header + "\n";
  for (const auto& row : rows_) absl::StrAppend(&out, line([&row](size_t c) { return row[c]; }), "\n");
  return out;
}

}  // namespace frontline::cli
