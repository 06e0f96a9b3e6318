// A file of text gets another text, whole or not at all, and the old file stays beside it.
#pragma once

#include <sys/stat.h>

#include <cstddef>
#include <string>
#include <string_view>

#include "base/result.h"

namespace ullage::operations {

struct TextFile {
  std::string path;  // with symbolic links followed: they stay, and what they point to is replaced
  std::string text;
  struct stat status = {};
};

// Errors: not_found, denied; refused for what is not a regular file of at most `most` bytes.
Result<TextFile> read_text_file(const std::string& path, std::size_t most);

// Gives the name under which the old file is kept: FILE.bak, or FILE.bak.1 and so on, for an older backup is never
// touched. Owner, group, mode, access list and user attributes are kept.
// Errors: refused where the file is read-only or changed since it was read; else what the system said. Nothing was
// changed then.
Result<std::string> replace_text(const TextFile& old, std::string_view text);

}  // namespace ullage::operations
