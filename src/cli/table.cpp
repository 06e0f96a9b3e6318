// Aligning, and shortening the widest text column until the table fits.
#include "cli/table.h"

#include <algorithm>
#include <numeric>

#include "base/text.h"

namespace ullage::cli {

namespace {

constexpr std::string_view gap = "  ";
constexpr std::size_t least_width = 8;  // of a shortened column: less says nothing

std::string_view shown(const Cell& cell) { return cell.text.empty() ? std::string_view("-") : cell.text; }

std::size_t total(const std::vector<std::size_t>& widths) {
  return std::accumulate(widths.begin(), widths.end(), gap.size() * (widths.size() - 1));
}

std::string pad(std::string_view text, std::size_t width, Column::Align align, bool last, const Style& style,
                Tone tone) {
  const std::string cut = shorten(text, width);
  const std::string blanks(width - std::min(width, display_width(cut)), ' ');
  const std::string painted = style.paint(cut, tone);
  if (align == Column::Align::right) return blanks + painted;
  return last ? painted : painted + blanks;
}

}  // namespace

std::string shorten(std::string_view text, std::size_t width) {
  if (display_width(text) <= width) return std::string(text);
  std::size_t end = 0;
  std::size_t taken = 1;  // the …
  while (end < text.size()) {
    const std::size_t next = end + std::max<std::size_t>(1, rune_length(text.substr(end)));
    taken += display_width(text.substr(end, next - end));
    if (taken > width) break;
    end = next;
  }
  return std::string(text.substr(0, end)) + "…";
}

std::vector<std::size_t> Table::natural_widths() const {
  std::vector<std::size_t> widths;
  for (const Column& column : columns_) widths.push_back(display_width(column.header));
  for (const auto& row : rows_)
    for (std::size_t i = 0; i < widths.size(); ++i) widths[i] = std::max(widths[i], display_width(shown(row[i])));
  return widths;
}

void Table::fit(std::vector<std::size_t>& widths, std::size_t width) const {
  while (total(widths) > width) {
    std::size_t* widest = nullptr;
    for (std::size_t i = 0; i < widths.size(); ++i)
      if (columns_[i].may_shrink && widths[i] > least_width && (widest == nullptr || widths[i] > *widest))
        widest = &widths[i];
    if (widest == nullptr) return;
    --*widest;
  }
}

std::string Table::render(const Style& style, std::optional<std::size_t> width) const {
  auto widths = natural_widths();
  if (width) fit(widths, *width);
  std::string out;
  const auto line = [&](auto text_of, auto tone_of) {
    for (std::size_t i = 0; i < columns_.size(); ++i) {
      if (i > 0) out += gap;
      out += pad(text_of(i), widths[i], columns_[i].align, i + 1 == columns_.size(), style, tone_of(i));
    }
    out += '\n';
  };
  line([&](std::size_t i) { return std::string_view(columns_[i].header); }, [](std::size_t) { return Tone::dim; });
  for (const auto& row : rows_)
    line([&](std::size_t i) { return shown(row[i]); }, [&](std::size_t i) { return row[i].tone; });
  return out;
}

}  // namespace ullage::cli
