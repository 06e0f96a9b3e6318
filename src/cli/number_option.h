// Reading an option that is a whole number.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "base/result.h"
#include "cli/parser.h"

namespace ullage::cli {

inline constexpr std::uint64_t any_number = 1ULL << 62;  // as the most that it may be: no bound to speak of

// A whole number of an option; absent where it is not given. Error: usage.
Result<std::optional<std::uint64_t>> number_option(const ParsedArguments& arguments, std::string_view name,
                                                   std::uint64_t least, std::uint64_t most);

}  // namespace ullage::cli
