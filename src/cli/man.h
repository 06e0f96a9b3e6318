// The manual page, made from the table.
#pragma once

#include <string>
#include <string_view>

namespace ullage::cli {

std::string man_page(std::string_view version);

}  // namespace ullage::cli
