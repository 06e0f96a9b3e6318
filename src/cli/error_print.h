// How an error looks: two lines on standard error, or one line of JSON there.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "cli/style.h"

namespace ullage::cli {

// "ullage: WHAT" and "  → REMEDY".
std::string error_text(const Error& error, const Style& style);

void print_error(const Error& error, int exit_code, bool as_json);

}  // namespace ullage::cli
