// Reads a profile: a YAML file that says what one kind of program needs. docs/profiles.md has the form.
#pragma once

#include <string_view>

#include "base/result.h"
#include "model/profile.h"

namespace ullage::config {

// Error: usage, with file, line, column and what was expected there; also for a number without a source.
Result<model::Profile> parse_profile(std::string_view text, std::string_view file_name);

}  // namespace ullage::config
