// What the id of a container looks like.
#pragma once

#include <string_view>

namespace ullage::model {

// The id of an OCI container, as engines make them: 64 lower-case hexadecimal digits.
constexpr bool is_container_id(std::string_view text) {
  return text.size() == 64 && text.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

}  // namespace ullage::model
