// What is allowed is named only where it is a bound.
#include "cli/number_option.h"

#include <fmt/format.h>

#include "base/text.h"

namespace ullage::cli {

Result<std::optional<std::uint64_t>> number_option(const ParsedArguments& arguments, std::string_view name,
                                                   std::uint64_t least, std::uint64_t most) {
  if (!arguments.values.contains(name)) return std::nullopt;
  const std::string text = arguments.value(name);
  const auto number = parse_number(text);
  if (number && *number >= least && *number <= most) return number;
  return fail(ErrorKind::usage, fmt::format("--{} can't be \"{}\"", name, printable(text)),
              most == any_number ? fmt::format("use a whole number from {}", least)
                                 : fmt::format("use a whole number from {} to {}", least, most));
}

}  // namespace ullage::cli
