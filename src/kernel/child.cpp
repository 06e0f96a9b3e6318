// A forked child that enters namespaces and reports its error through a close-on-exec pipe.
#include "kernel/child.h"

#include <fcntl.h>
#include <linux/nsfs.h>
#include <sched.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <string>

#include "kernel/error_report.h"
#include "kernel/syscalls.h"

namespace ullage::kernel {

namespace {

// The user namespace first: it gives the capabilities that entering the mount namespace needs.
Result<> enter(const Process& process) {
  const UniqueFd mounts(::openat(process.directory(), "ns/mnt", O_RDONLY | O_CLOEXEC));
  if (!mounts) return fail_errno(errno, "open the container's mount namespace");
  const UniqueFd users(::ioctl(mounts.get(), NS_GET_USERNS));
  if (!users) return fail_errno(errno, "enter the container's user namespace");
  if (::setns(users.get(), CLONE_NEWUSER) != 0) return fail_errno(errno, "enter the container's user namespace");
  if (::setns(mounts.get(), CLONE_NEWNS) != 0) return fail_errno(errno, "enter the container's mount namespace");
  return {};
}

}  // namespace

Result<> in_namespaces_of(const Process& process, const std::function<Result<>()>& action) {
  int ends[2];
  if (::pipe2(ends, O_CLOEXEC) != 0) return fail_errno(errno, "make a pipe");
  const UniqueFd read_end(ends[0]);
  UniqueFd write_end(ends[1]);
  const pid_t child = ::fork();
  if (child < 0) return fail_errno(errno, "start a child process");
  if (child == 0) {
    auto done = enter(process);
    if (done) done = action();
    const std::string report = done ? std::string(1, '\0') : pack_error(done.error());
    const bool told = ::write(write_end.get(), report.data(), report.size()) == static_cast<ssize_t>(report.size());
    ::_exit(done && told ? 0 : 1);
  }
  write_end.reset();
  std::string report;
  char part[512];
  ssize_t got = 0;
  while ((got = ::read(read_end.get(), part, sizeof part)) > 0) report.append(part, static_cast<std::size_t>(got));
  int status = 0;
  while (::waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  if (WIFEXITED(status) && WEXITSTATUS(status) == 0) return {};
  return tl::unexpected(unpack_error(report));
}

}  // namespace ullage::kernel
