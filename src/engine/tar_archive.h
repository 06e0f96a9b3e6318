// Tar archives of one file, as engines take and give them (POSIX.1-1988 ustar).
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace ullage::engine {

// One executable file.
std::string tar_of(std::string_view name, std::string_view content);

struct TarFile {
  unsigned mode = 0;  // permission bits
  std::string content;
};

// The archive's first entry; nothing where that is no regular file, or has more about it than ustar says.
std::optional<TarFile> first_file(std::string_view tar);

}  // namespace ullage::engine
