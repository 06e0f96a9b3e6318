// The fields of /proc/PID/stat (proc(5)), whatever the process calls itself.
#pragma once

#include <string_view>
#include <vector>

namespace ullage::kernel {

// From field 3, the state, on: "PID (comm) S …" has a name that may hold blanks, parentheses and line breaks, so they
// count from its last parenthesis. Empty where there is none. Points into the text.
std::vector<std::string_view> stat_fields(std::string_view stat);

}  // namespace ullage::kernel
