// Columns of eighths.
#include "cli/usage_picture.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <string_view>
#include <vector>

namespace ullage::cli {

namespace {

constexpr std::size_t rows = 8, most_columns = 60, least_columns = 16;
constexpr std::size_t eighths = 8;  // of a row
constexpr std::size_t label_width = 10;

struct Look {
  std::string_view cells[eighths + 1];
  std::string_view top, side, corner, floor, arrow;
};
constexpr Look unicode{{" ", "▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"}, "┬", "│", "└", "─", "◂"};
constexpr Look ascii{{" ", ".", ".", ".", ":", ":", ":", ":", "#"}, "+", "|", "+", "-", "<"};

// How high each column is, in eighths of a row. What is there at all can be seen.
std::vector<std::size_t> heights(const model::UsageTimeline& timeline, Bytes top, std::size_t columns) {
  std::vector<std::size_t> all(columns, 0);
  for (std::size_t column = 0; column < columns && timeline.count > 0; ++column) {
    const std::size_t first = column * timeline.count / columns;
    const std::size_t last = std::max(first + 1, (column + 1) * timeline.count / columns);
    Bytes highest;
    for (std::size_t i = first; i < last; ++i) highest = std::max(highest, timeline.highest[i]);
    const double share = static_cast<double>(highest.value) / static_cast<double>(std::max(top, Bytes{1}).value);
    const auto height = static_cast<std::size_t>(std::min(share, 1.0) * static_cast<double>(rows * eighths));
    all[column] = highest.value > 0 ? std::max<std::size_t>(height, 1) : 0;
  }
  return all;
}

std::string repeat(std::string_view text, std::size_t times) {
  std::string all;
  while (times-- > 0) all += text;
  return all;
}

std::string time_axis(double seconds, std::size_t columns) {
  const std::string end = seconds < 10 ? fmt::format("{:.2f} s", seconds) : fmt::format("{:.0f} s", seconds);
  return fmt::format("0{}{}", std::string(columns > end.size() + 1 ? columns - end.size() - 1 : 1, ' '), end);
}

std::size_t row_of(Bytes mark, Bytes top) {
  const double share = static_cast<double>(mark.value) / static_cast<double>(std::max(top, Bytes{1}).value);
  return std::min(rows - 1, static_cast<std::size_t>(share * static_cast<double>(rows)));
}

}  // namespace

std::string draw(const model::UsageTimeline& timeline, const UsagePicture& picture) {
  const Look& look = picture.blocks ? unicode : ascii;
  const std::string mark = fmt::format(" {} hard bound {}", look.arrow, to_string(picture.mark));
  const std::size_t beside = label_width + 2 + mark.size();
  const std::size_t room = picture.width > beside ? picture.width - beside : 0;
  const std::size_t columns = std::clamp(room, least_columns, most_columns);
  // A mount without a limit has no top of its own.
  Bytes top = picture.size;
  if (top.value == 0) top = picture.mark;
  const auto height = heights(timeline, top, columns);

  std::string text = fmt::format("{:>{}} {}{}\n", to_string(top), label_width, look.top, repeat(look.floor, columns));
  for (std::size_t row = rows; row-- > 0;) {
    std::string line(label_width + 1, ' ');
    line += look.side;
    for (const std::size_t each : height)
      line += look.cells[std::min(eighths, each > row * eighths ? each - row * eighths : 0)];
    if (picture.mark <= top && picture.mark.value > 0 && row == row_of(picture.mark, top)) line += mark;
    line.erase(line.find_last_not_of(' ') + 1);
    text += line + '\n';
  }
  text += fmt::format("{:>{}} {}{}\n", "0", label_width, look.corner, repeat(look.floor, columns));
  return text + std::string(label_width + 2, ' ') + time_axis(picture.seconds, columns) + '\n';
}

bool speaks_utf8() {
  for (const char* name : {"LC_ALL", "LC_CTYPE", "LANG"}) {
    const char* value = std::getenv(name);
    if (value == nullptr || *value == '\0') continue;
    std::string locale = value;
    std::ranges::transform(locale, locale.begin(), [](unsigned char c) { return static_cast<char>(c | 0x20); });
    return locale.find("utf") != std::string::npos;
  }
  return false;
}

}  // namespace ullage::cli
