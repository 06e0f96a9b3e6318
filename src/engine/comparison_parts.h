// The parts that differences() is made of; only for comparison*.cpp.
#pragma once

#include "engine/comparison.h"

namespace ullage::engine {

// Adds each place where the two are not the same, under its name.
void compare(const json::value& before, const json::value& after, const std::string& field,
             std::vector<Difference>& out);

// differences() of containers of Podman, in its own words.
std::vector<Difference> podman_differences(const json::value& before, const json::value& after, const Recreation& asked,
                                           const RecreationWishes& wishes);

}  // namespace ullage::engine
