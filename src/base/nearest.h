// "Did you mean": the nearest of some words to one that was mistyped.
#pragma once

#include <string_view>
#include <vector>

namespace ullage {

// Empty when none is near enough to be meant.
std::string_view nearest(std::string_view word, const std::vector<std::string_view>& candidates);

}  // namespace ullage
