// Writing a file whole or not at all.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"

namespace ullage::cli {

struct FileWish {
  bool overwrite = false;   // a file that is there; it keeps its mode
  bool executable = false;  // for whoever may read it
};

// Error: refused, where the file is there and may not be overwritten; usage, where its folder is not there; denied.
Result<> write_file(const std::string& path, std::string_view text, FileWish wish);

}  // namespace ullage::cli
