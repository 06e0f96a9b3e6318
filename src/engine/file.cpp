// One guarded way to read a file.
#include "engine/file.h"

#include <fcntl.h>
#include <fmt/format.h>

#include <cerrno>
#include <filesystem>

#include "base/text.h"
#include "base/unique_fd.h"

namespace ullage::engine {

Result<SmallFile> read_small_file(int folder, const std::string& path, std::size_t most, bool follow) {
  const int flags = O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY | (follow ? 0 : O_NOFOLLOW);
  const UniqueFd fd(::openat(folder, path.c_str(), flags));
  SmallFile out;
  if (!fd || ::fstat(fd.get(), &out.status) != 0) return fail_errno(errno, "read " + printable(path));
  if (!S_ISREG(out.status.st_mode))
    return fail(ErrorKind::refused, fmt::format("{} is not a regular file", printable(path)));
  // One byte more than allowed tells a file that is too large, whatever fstat said of it.
  out.text.resize(most + 1);
  std::size_t size = 0;
  while (size < out.text.size()) {
    const ssize_t got = ::read(fd.get(), out.text.data() + size, out.text.size() - size);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return fail_errno(errno, "read " + printable(path));
    if (got == 0) break;
    size += static_cast<std::size_t>(got);
  }
  if (size > most) return fail(ErrorKind::refused, fmt::format("{} is larger than {} bytes", printable(path), most));
  out.text.resize(size);
  return out;
}

Result<std::vector<std::string>> names_in(const std::string& folder, std::size_t most) {
  namespace fs = std::filesystem;
  std::vector<std::string> out;
  std::error_code error;
  for (fs::directory_iterator entry(folder, error), end; !error && entry != end && out.size() < most;
       entry.increment(error))
    out.push_back(entry->path().filename());
  if (error) return fail_errno(error.value(), "read " + printable(folder));
  return out;
}

}  // namespace ullage::engine
