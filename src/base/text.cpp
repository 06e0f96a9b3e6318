// Making text fit to print, and taking it apart.
#include "base/text.h"

#include <fmt/format.h>

namespace ullage {

namespace {

struct Rune {
  char32_t value = 0;
  std::size_t length = 0;  // 0: not valid UTF-8
};

Rune next_rune(std::string_view text) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  if (byte(0) < 0x80) return {byte(0), 1};
  const std::size_t length = byte(0) >= 0xf0 && byte(0) < 0xf5 ? 4 : byte(0) >= 0xe0 ? 3 : byte(0) >= 0xc2 ? 2 : 0;
  if (length == 0 || byte(0) >= 0xf5 || text.size() < length) return {};
  char32_t value = byte(0) & (0xff >> (length + 1));
  for (std::size_t i = 1; i < length; ++i) {
    if ((byte(i) & 0xc0) != 0x80) return {};
    value = value << 6 | (byte(i) & 0x3f);
  }
  const bool overlong = (length == 3 && value < 0x800) || (length == 4 && value < 0x10000);
  if (overlong || (value >= 0xd800 && value < 0xe000) || value > 0x10ffff) return {};
  return {value, length};
}

// Invisible characters and those that change the direction of text around them (UAX #9, general category Cf).
bool is_deceptive(char32_t c) {
  return c < 0x20 || (c >= 0x7f && c < 0xa0) || c == 0xad || c == 0x61c || c == 0x180e ||
         (c >= 0x200b && c <= 0x200f) || (c >= 0x2028 && c <= 0x202e) || (c >= 0x2060 && c <= 0x206f) || c == 0xfeff ||
         (c >= 0xfff9 && c <= 0xfffb) || (c >= 0xe0000 && c <= 0xe0fff);
}

std::string escaped(char32_t c) {
  switch (c) {
    case '\n': return "\\n";
    case '\t': return "\\t";
    case '\r': return "\\r";
    default:
      return c < 0x100 ? fmt::format("\\x{:02x}", static_cast<unsigned>(c))
                       : fmt::format("\\u{{{:x}}}", static_cast<unsigned>(c));
  }
}

bool is_wide(char32_t c) {
  return (c >= 0x1100 && c <= 0x115f) || (c >= 0x2e80 && c <= 0xa4cf) || (c >= 0xac00 && c <= 0xd7a3) ||
         (c >= 0xf900 && c <= 0xfaff) || (c >= 0xfe30 && c <= 0xfe6f) || (c >= 0xff00 && c <= 0xff60) ||
         (c >= 0xffe0 && c <= 0xffe6) || (c >= 0x1f300 && c <= 0x1faff) || (c >= 0x20000 && c <= 0x3fffd);
}

std::string escaped_shell_word(std::string_view text) {
  std::string quoted = "$'";
  while (!text.empty()) {
    const Rune rune = next_rune(text);
    const auto piece = text.substr(0, rune.length == 0 ? 1 : rune.length);
    text.remove_prefix(piece.size());
    if (piece == "'" || piece == "\\")
      quoted += fmt::format("\\{}", piece);
    else if (piece == "\n" || piece == "\t")
      quoted += escaped(rune.value);
    else if (rune.length != 0 && !is_deceptive(rune.value))
      quoted += piece;
    else
      for (const unsigned char byte : piece) quoted += fmt::format("\\{:03o}", byte);
  }
  return quoted + "'";
}

}  // namespace

std::string printable(std::string_view text, std::size_t most) {
  std::string out;
  while (!text.empty()) {
    const Rune rune = next_rune(text);
    const std::size_t length = rune.length == 0 ? 1 : rune.length;
    std::string piece(text.substr(0, length));
    if (rune.length == 0)
      piece = fmt::format("\\x{:02x}", static_cast<unsigned char>(text[0]));
    else if (is_deceptive(rune.value))
      piece = escaped(rune.value);
    if (out.size() + piece.size() > most) return out + "…";
    out += piece;
    text.remove_prefix(length);
  }
  return out;
}

std::size_t display_width(std::string_view text) {
  std::size_t width = 0;
  while (!text.empty()) {
    const Rune rune = next_rune(text);
    width += is_wide(rune.value) ? 2 : 1;
    text.remove_prefix(rune.length == 0 ? 1 : rune.length);
  }
  return width;
}

std::size_t rune_length(std::string_view text) { return text.empty() ? 0 : next_rune(text).length; }

std::string shell_word(std::string_view text) {
  constexpr std::string_view plain = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-.:/@%+,=";
  if (!text.empty() && text.find_first_not_of(plain) == std::string_view::npos) return std::string(text);
  if (printable(text, std::string_view::npos) != text) return escaped_shell_word(text);
  std::string quoted = "'";
  for (const char c : text) quoted += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return quoted + "'";
}

std::vector<std::string_view> split(std::string_view text, char separator) {
  std::vector<std::string_view> parts;
  while (true) {
    const auto at = text.find(separator);
    parts.push_back(text.substr(0, at));
    if (at == std::string_view::npos) return parts;
    text.remove_prefix(at + 1);
  }
}

std::string_view trim(std::string_view text) {
  constexpr std::string_view blank = " \t\r\n";
  const auto first = text.find_first_not_of(blank);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(blank) - first + 1);
}

}  // namespace ullage
