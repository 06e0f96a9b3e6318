// "1 worker", "4 workers", "2 batches".
#pragma once

#include <fmt/format.h>

#include <cstdint>
#include <string>
#include <string_view>

namespace ullage::policy {

inline std::string counted(std::uint64_t count, std::string_view word) {
  const std::string_view ending = word.ends_with('s') || word.ends_with("ch") ? "es" : "s";
  return fmt::format("{} {}{}", count, word, count == 1 ? "" : ending);
}

}  // namespace ullage::policy
