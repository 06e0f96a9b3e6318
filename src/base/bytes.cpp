// Reading and printing sizes.
#include "base/bytes.h"

#include <fmt/format.h>

#include <array>
#include <charconv>
#include <cmath>

#include "base/text.h"

namespace ullage {

namespace {

constexpr std::string_view units = "kmgtp";
// Known as units, but not taken: of exabytes only seven fit in 63 bits.
constexpr std::string_view known_units = "kmgtpezy";
constexpr int largest_shift = 10 * static_cast<int>(units.size());

tl::unexpected<Error> bad_size(std::string_view text, std::string_view why) {
  return fail(ErrorKind::usage, fmt::format("'{}' is not a size{}", printable(text), why),
              "write it like 64m, 2g, 2gb, 512MiB or 2147483648");
}

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

bool take(std::string_view& s, char wanted) {
  if (s.empty() || lower(s.front()) != wanted) return false;
  s.remove_prefix(1);
  return true;
}

// The shift of a unit suffix such as "", "g", "gb", "GiB", or -1.
int shift_of(std::string_view suffix) {
  int shift = 0;
  if (!suffix.empty()) {
    if (const auto at = known_units.find(lower(suffix.front())); at != std::string_view::npos) {
      shift = 10 * (static_cast<int>(at) + 1);
      suffix.remove_prefix(1);
    }
  }
  take(suffix, 'i');
  take(suffix, 'b');
  return suffix.empty() ? shift : -1;
}

}  // namespace

Result<Bytes> parse_size(std::string_view text) {
  const auto digits = text.find_first_not_of("0123456789.");
  const std::string_view number = text.substr(0, digits);
  std::string_view suffix = digits == std::string_view::npos ? "" : text.substr(digits);
  take(suffix, ' ');
  const int shift = shift_of(suffix);
  if (number.empty() || number.front() == '.' || number.back() == '.' || shift < 0) return bad_size(text, "");
  if (shift > largest_shift) return bad_size(text, ": the largest unit is p");

  const char* end = number.data() + number.size();
  constexpr std::uint64_t most = std::uint64_t{1} << 63;
  std::uint64_t whole = 0;
  auto [stop, error] = std::from_chars(number.data(), end, whole);
  if (error != std::errc{} || (shift > 0 && whole >= (most >> shift)) || whole >= most)
    return bad_size(text, ": it is larger than any memory");
  if (stop == end) return Bytes{whole << shift};

  double fraction = 0;
  auto [fraction_stop, fraction_error] = std::from_chars(stop, end, fraction);
  if (fraction_error != std::errc{} || fraction_stop != end) return bad_size(text, "");
  return Bytes{(whole << shift) + static_cast<std::uint64_t>(std::ldexp(fraction, shift))};
}

std::string to_string(Bytes bytes) {
  if (bytes.value < 1024) return fmt::format("{} B", bytes.value);
  constexpr std::array<std::string_view, 6> names{"KiB", "MiB", "GiB", "TiB", "PiB", "EiB"};
  double amount = static_cast<double>(bytes.value) / 1024;
  std::size_t unit = 0;
  // 1023.95 would print as "1024.0": go one unit up instead.
  while (amount >= 1023.95 && unit + 1 < names.size()) amount /= 1024, ++unit;
  return fmt::format("{:.1f} {}", amount, names[unit]);
}

std::string to_flag(Bytes bytes) {
  for (int i = static_cast<int>(units.size()); i > 0; --i)
    if (bytes.value != 0 && bytes.value % (std::uint64_t{1} << (10 * i)) == 0)
      return fmt::format("{}{}", bytes.value >> (10 * i), units[static_cast<std::size_t>(i - 1)]);
  return fmt::format("{}", bytes.value);
}

}  // namespace ullage
