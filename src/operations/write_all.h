// Writing a text to a descriptor to its end.
#pragma once

#include <string_view>

namespace ullage::operations {

// 0, or the errno of what stopped it.
int write_all(int fd, std::string_view text);

}  // namespace ullage::operations
