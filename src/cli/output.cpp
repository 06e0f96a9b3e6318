// Writing to standard output and asking it what it is.
#include "cli/output.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <cerrno>

#include "base/text.h"
#include "operations/write_all.h"

namespace ullage::cli {

using operations::write_all;

namespace {

std::optional<std::size_t> terminal_width() {
  winsize size{};
  if (::ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_col == 0) return std::nullopt;
  return size.ws_col;
}

}  // namespace

Output::Output(std::string program)
    : program_(std::move(program)),
      terminal_(::isatty(STDOUT_FILENO) == 1),
      style_(may_colour(STDOUT_FILENO)),
      note_style_(may_colour(STDERR_FILENO)),
      width_(terminal_width()) {}

void Output::note(std::string_view text) {
  (void)flush();  // remembered, and told at the end
  write_all(STDERR_FILENO, note_style_.paint(fmt::format("note: {}", printable(text, 4096)), Tone::dim) + "\n");
}

void Output::progress(std::string_view text) {
  write_all(STDERR_FILENO, note_style_.paint(fmt::format("… {}", printable(text, 4096)), Tone::dim) + "\n");
}

Result<> Output::flush() {
  const std::string text = std::exchange(pending_, {});
  if (const int err = failure_ ? 0 : write_all(STDOUT_FILENO, text); err != 0)
    failure_ =
        fail_errno(err, "write to standard output", "the output is incomplete; give it a place that has room").value();
  if (failure_) return tl::unexpected(*failure_);
  return {};
}

void hold_standard_descriptors() {
  for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; ++fd) {
    // Opened the wrong way round: using one still fails, as on a closed descriptor. CLOEXEC: a command that run
    // executes finds it closed, as we did.
    if (::fcntl(fd, F_GETFD) < 0 && errno == EBADF)
      ::open("/dev/null", (fd == STDIN_FILENO ? O_WRONLY : O_RDONLY) | O_CLOEXEC);
  }
}

}  // namespace ullage::cli
