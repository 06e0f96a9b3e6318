// Finding one container by what a user typed, by the rules of Docker's command line.
#pragma once

#include <string_view>
#include <vector>

#include "base/result.h"
#include "model/container.h"

namespace ullage::engine {

// Letters, digits and _ . - behind a first letter or digit: what every engine takes as a name or an id. Anything else
// names no container, and must not reach a path or a URL.
bool is_container_name(std::string_view name);

// By whole id, else by name, else by unique id prefix.
Result<model::Container> pick(const std::vector<model::Container>& containers, std::string_view name);

tl::unexpected<Error> no_such_container(std::string_view name);
tl::unexpected<Error> ambiguous(std::string_view name);

}  // namespace ullage::engine
