// Reading small files whose content, type and size may be hostile.
#pragma once

#include <sys/stat.h>

#include <cstddef>
#include <limits>
#include <string>
#include <vector>

#include "base/result.h"

namespace ullage::engine {

struct SmallFile {
  std::string text;
  struct stat status = {};
};

// A regular file of at most `most` bytes, at a path relative to `folder` (a descriptor or AT_FDCWD); the last component
// may be a symbolic link only if `follow`. Never blocks on a FIFO.
Result<SmallFile> read_small_file(int folder, const std::string& path, std::size_t most, bool follow = false);

// The entries of a folder, in no order, at most so many. Error: with the kernel's code.
Result<std::vector<std::string>> names_in(const std::string& folder,
                                          std::size_t most = std::numeric_limits<std::size_t>::max());

}  // namespace ullage::engine
