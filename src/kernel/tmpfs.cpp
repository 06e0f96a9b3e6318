// statfs and live reconfiguration of a tmpfs.
#include "kernel/tmpfs.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/statfs.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>

#include "base/text.h"
#include "kernel/child.h"
#include "kernel/syscalls.h"

namespace ullage::kernel {

namespace {

// After a failed fsconfig the context descriptor holds the kernel's messages: "e tmpfs: Too small a size …".
std::string kernel_message(int context) {
  char text[512];
  const ssize_t length = ::read(context, text, sizeof text);
  if (length <= 2) return {};
  std::string_view message(text, static_cast<std::size_t>(length));
  message.remove_prefix(2);
  return printable(trim(message));
}

tl::unexpected<Error> resize_failed(int err, const std::string& message) {
  if (err == EPERM || err == EACCES)
    return fail(ErrorKind::denied, "resizing a mount needs CAP_SYS_ADMIN", "run it with sudo");
  if (err == EINVAL && message.find("Too small") != std::string::npos)
    return fail(ErrorKind::refused, "the kernel refused: more than that is in use (" + message + ")",
                "give it a larger size, or free something in it first");
  if (!message.empty()) return fail(ErrorKind::failed, "the kernel refused: " + message);
  return fail_errno(err, "resize the tmpfs");
}

}  // namespace

Result<model::Usage> usage(int fd) {
  struct statfs fs {};
  if (::fstatfs(fd, &fs) != 0) return fail_errno(errno, "read the use of /dev/shm");
  const auto block = static_cast<std::uint64_t>(fs.f_bsize);
  const auto count = [](auto n) { return static_cast<std::uint64_t>(n); };
  return model::Usage{Bytes{count(fs.f_blocks) * block}, Bytes{count(fs.f_blocks - fs.f_bfree) * block},
                      Bytes{count(fs.f_bavail) * block}, count(fs.f_files), count(fs.f_ffree)};
}

Result<> resize(int fd, Bytes size) {
  if (size.value == 0)
    return fail(ErrorKind::usage, "a size of 0 would take the limit away", "give it a size such as 2g");
  const UniqueFd context(::fspick(fd, "", FSPICK_CLOEXEC | FSPICK_EMPTY_PATH));
  if (!context) return resize_failed(errno, {});
  const std::string value = std::to_string(size.value);
  if (::fsconfig(context.get(), FSCONFIG_SET_STRING, "size", value.c_str(), 0) != 0 ||
      ::fsconfig(context.get(), FSCONFIG_CMD_RECONFIGURE, nullptr, nullptr, 0) != 0) {
    const int err = errno;
    return resize_failed(err, kernel_message(context.get()));
  }
  return {};
}

Result<> resize_from_inside(const Process& process, int fd, Bytes size) {
  return in_namespaces_of(process, [&] { return resize(fd, size); });
}

}  // namespace ullage::kernel
