// A write may be short, or be interrupted by a signal.
#include "operations/write_all.h"

#include <unistd.h>

#include <cerrno>

namespace ullage::operations {

int write_all(int fd, std::string_view text) {
  while (!text.empty()) {
    const ssize_t written = ::write(fd, text.data(), text.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return errno;
    text.remove_prefix(static_cast<std::size_t>(written));
  }
  return 0;
}

}  // namespace ullage::operations
