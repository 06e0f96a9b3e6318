// Taking a lease without opening what is no file, and without waiting for anybody.
#include "kernel/write_lease.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>

#include <cerrno>
#include <csignal>

#include "base/text.h"
#include "kernel/syscalls.h"

namespace ullage::kernel {

namespace {

tl::unexpected<Error> held(const std::string& path) {
  return fail(ErrorKind::refused, fmt::format("{} is in use", printable(path)), "end the process that has it open");
}

tl::unexpected<Error> no_file(const std::string& path) {
  return fail(ErrorKind::not_found, printable(path) + " is no regular file", "look again");
}

}  // namespace

Result<WriteLease> WriteLease::take(int directory, const std::string& path) {
  // The owner of a lease is told by SIGIO when somebody opens the file meanwhile; by default that would end us.
  static const auto ignored = ::signal(SIGIO, SIG_IGN);
  static_cast<void>(ignored);
  // Looked at before it is opened for real: opening a device or a FIFO does things.
  const auto entry = open_below(directory, path, O_PATH);
  if (!entry && entry.error().kind == ErrorKind::refused) return no_file(path);
  if (!entry) return tl::unexpected(entry.error());
  struct stat info {};
  if (::fstat(entry->get(), &info) != 0) return fail_errno(errno, "look at " + printable(path));
  if (!S_ISREG(info.st_mode)) return no_file(path);
  const std::string link = fmt::format("/proc/self/fd/{}", entry->get());
  // Without O_NONBLOCK, opening a file that the container put a lease on would wait for as long as it likes.
  UniqueFd fd(::open(link.c_str(), O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC));
  if (!fd && errno == EWOULDBLOCK) return held(path);
  if (!fd) return fail_errno(errno, "open " + printable(path), "run it with sudo");
  if (::fcntl(fd.get(), F_SETLEASE, F_WRLCK) == 0) return WriteLease(std::move(fd));
  if (errno == EAGAIN) return held(path);
  return fail_errno(errno, fmt::format("ask who has {} open", printable(path)),
                    "run it with sudo; root needs CAP_LEASE for it");
}

bool WriteLease::is_wanted() const { return ::fcntl(fd_.get(), F_GETLEASE) != F_WRLCK; }

}  // namespace ullage::kernel
