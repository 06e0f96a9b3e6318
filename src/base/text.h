// Small text helpers: splitting, numbers, and making hostile text fit to print.
#pragma once

#include <charconv>
#include <concepts>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ullage {

// Text that can't move the cursor, forge a line or reorder what is shown: control characters, invalid UTF-8 and
// Unicode's invisible and bidirectional controls come out as \x1b, \n, \u{202e}. At most `most` bytes, then "…".
std::string printable(std::string_view text, std::size_t most = 256);

// The same however long it is: for text that must not be cut.
inline std::string whole(std::string_view text) { return printable(text, std::string_view::npos); }

// How many terminal columns a string takes, taking East Asian wide characters as two.
std::size_t display_width(std::string_view text);

// How many bytes the UTF-8 character takes that a text begins with; 0 where it begins with none.
std::size_t rune_length(std::string_view text);

// Quoted where a shell would read it otherwise; what is not fit to print as bash's and zsh's $'\033', on one line.
std::string shell_word(std::string_view text);

std::vector<std::string_view> split(std::string_view text, char separator);
// What it gives points into the text, which must outlive it.
template <std::same_as<std::string> Temporary>
void split(Temporary&& text, char separator) = delete;
std::string_view trim(std::string_view text);

// A whole number and nothing else.
template <class Number = std::uint64_t>
std::optional<Number> parse_number(std::string_view text, int base = 10) {
  Number value{};
  const char* end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, value, base);
  if (error != std::errc{} || stop != end || text.empty()) return std::nullopt;
  return value;
}

}  // namespace ullage
