// Reads a log of any size through the matcher, a piece at a time.
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <system_error>

#include "base/text.h"
#include "base/unique_fd.h"
#include "operations/doctor_parts.h"

namespace ullage::operations {

namespace {

constexpr std::size_t piece_size = 1 << 20;

tl::unexpected<Error> unreadable(const std::string& path, int err) {
  return fail(
      ErrorKind::usage,
      fmt::format("the log '{}' can't be read: {}", printable(path, 1024), std::generic_category().message(err)),
      "give a file, or - for standard input: docker logs NAME 2>&1 | ullage doctor --logs -");
}

}  // namespace

Result<> read_log_file(const std::string& path, policy::DoctorFacts& facts) {
  UniqueFd file;
  if (path != "-") {
    file.reset(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOCTTY));
    if (!file) return unreadable(path, errno);
  }
  policy::LogScanner scanner;
  std::string piece(piece_size, '\0');
  std::uint64_t lines = 0;
  char last = '\n';
  while (true) {
    const ssize_t got = ::read(file ? file.get() : STDIN_FILENO, piece.data(), piece.size());
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return unreadable(path, errno);
    if (got == 0) break;
    const std::string_view part(piece.data(), static_cast<std::size_t>(got));
    lines += static_cast<std::uint64_t>(std::ranges::count(part, '\n'));
    last = part.back();
    scanner.feed(part);
  }
  facts.log = scanner.finish();
  facts.log_lines = lines + (last != '\n');
  return {};
}

}  // namespace ullage::operations
