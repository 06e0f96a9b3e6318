// New namespaces and the tmpfs in them.
#include "kernel/own_shm.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sched.h>
#include <sys/mount.h>
#include <unistd.h>

#include <cerrno>
#include <string>

#include "kernel/process.h"

namespace ullage::kernel {

namespace {

constexpr int own_namespaces = CLONE_NEWNS | CLONE_NEWIPC;

tl::unexpected<Error> no_namespace(int err) {
  const std::string reason = std::generic_category().message(err);
  return fail(ErrorKind::denied, "this user may not make a mount namespace: " + reason,
              "run it with sudo, or allow user namespaces: sysctl -w kernel.unprivileged_userns_clone=1 "
              "(Ubuntu: kernel.apparmor_restrict_unprivileged_userns=0)");
}

Result<> write_file(const char* path, const std::string& text) {
  const UniqueFd fd(::open(path, O_WRONLY | O_CLOEXEC));
  if (!fd || ::write(fd.get(), text.data(), text.size()) != static_cast<ssize_t>(text.size()))
    return fail_errno(errno, fmt::format("write {}", path));
  return {};
}

// The user is mapped to itself, so files and sockets keep their owner in the command's eyes. Groups can't be set
// without privilege, and the kernel wants that said before the map (user_namespaces(7)).
Result<> enter_user_namespace() {
  const uid_t uid = ::geteuid();
  const gid_t gid = ::getegid();
  if (::unshare(CLONE_NEWUSER | own_namespaces) != 0) return no_namespace(errno);
  auto done = write_file("/proc/self/setgroups", "deny");
  if (done) done = write_file("/proc/self/uid_map", fmt::format("{0} {0} 1", uid));
  if (done) done = write_file("/proc/self/gid_map", fmt::format("{0} {0} 1", gid));
  return done;
}

}  // namespace

Result<> enter_own_shm(Bytes size) {
  if (::unshare(own_namespaces) != 0) {
    if (errno != EPERM) return no_namespace(errno);
    if (auto entered = enter_user_namespace(); !entered) return entered;
  }
  // Mounts made here stay here; mounts that the host makes later still arrive.
  if (::mount(nullptr, "/", nullptr, MS_REC | MS_SLAVE, nullptr) != 0) {
    if (errno != EINVAL) return no_namespace(errno);
    return fail(ErrorKind::failed,
                "the root folder here is no mount of its own (a chroot), so nothing can be kept apart",
                "run it outside of the chroot, or make its folder a mount first: mount --bind FOLDER FOLDER");
  }
  const std::string options = fmt::format("mode=1777,size={}", size.value);
  if (::mount("shm", "/dev/shm", "tmpfs", MS_NOSUID | MS_NODEV | MS_NOEXEC, options.c_str()) == 0) return {};
  if (errno == EPERM || errno == EACCES) return no_namespace(errno);
  return fail_errno(errno, "mount a tmpfs on /dev/shm", "there must be a folder /dev/shm: mkdir /dev/shm");
}

Result<ino_t> own_mount_namespace() {
  const UniqueFd proc(::open("/proc", O_PATH | O_DIRECTORY | O_CLOEXEC));
  const auto self = Process::open(proc.get(), ::getpid());
  if (!self) return tl::unexpected(self.error());
  return self->mount_namespace();
}

}  // namespace ullage::kernel
