// A table for people: columns aligned by what a terminal shows, not by bytes.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "cli/style.h"

namespace ullage::cli {

struct Column {
  std::string header;
  enum class Align { left, right } align = Align::left;
  bool may_shrink = false;  // shortened with … where the terminal is too narrow
};

struct Cell {
  std::string text;  // fit to print; empty is shown as -
  Tone tone = Tone::plain;
};

class Table {
 public:
  explicit Table(std::vector<Column> columns) : columns_(std::move(columns)) {}

  // As many cells as there are columns.
  void add(std::vector<Cell> row) { rows_.push_back(std::move(row)); }
  bool empty() const { return rows_.empty(); }

  // `width`: of the terminal; absent: nothing is shortened.
  std::string render(const Style& style, std::optional<std::size_t> width) const;

 private:
  std::vector<std::size_t> natural_widths() const;
  void fit(std::vector<std::size_t>& widths, std::size_t width) const;

  std::vector<Column> columns_;
  std::vector<std::vector<Cell>> rows_;
};

// At most `width` columns of valid UTF-8; what was cut ends in ….
std::string shorten(std::string_view text, std::size_t width);

}  // namespace ullage::cli
