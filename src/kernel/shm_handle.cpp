// Safe resolution of a container's /dev/shm.
#include "kernel/shm_handle.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <linux/magic.h>
#include <sys/stat.h>
#include <sys/statfs.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include <cerrno>

#include "base/text.h"
#include "kernel/syscalls.h"

namespace ullage::kernel {

namespace {

tl::unexpected<Error> not_a_shm_mount(pid_t pid, std::string_view why) {
  return fail(ErrorKind::refused, fmt::format("/dev/shm of process {} {}", pid, why),
              "nothing was touched; start the container with a tmpfs there (--shm-size, or --tmpfs /dev/shm)");
}

// The mount table says it is a tmpfs; the descriptor must say the same.
bool is_tmpfs_of(int fd, model::DeviceId device) {
  struct statfs fs {};
  struct stat info {};
  return ::fstatfs(fd, &fs) == 0 && fs.f_type == TMPFS_MAGIC && ::fstat(fd, &info) == 0 &&
         major(info.st_dev) == device.major && minor(info.st_dev) == device.minor;
}

}  // namespace

Result<ShmHandle> ShmHandle::open(const Process& process) {
  const auto mounts = process.mounts();
  if (!mounts) return tl::unexpected(mounts.error());
  const MountEntry* listed = shm_entry(*mounts);
  if (listed == nullptr) return not_a_shm_mount(process.pid(), "is not a mount of its own");
  if (listed->type != "tmpfs") return not_a_shm_mount(process.pid(), "is not a tmpfs but " + printable(listed->type));
  auto fd = resolve(process.directory());
  if (!fd) return tl::unexpected(fd.error());
  return confirm(process, *listed, std::move(*fd));
}

Result<UniqueFd> ShmHandle::resolve(int process_folder) {
  const UniqueFd root(::openat(process_folder, "root", O_PATH | O_DIRECTORY | O_CLOEXEC));
  if (!root)
    return fail_errno(errno, "look into the process",
                      ::geteuid() == 0 ? "root lacks CAP_SYS_PTRACE here: run it on the host, or add the capability"
                                       : "run it with sudo");
  return open_in_root(root.get(), "dev/shm", O_PATH | O_DIRECTORY);
}

Result<ShmHandle> ShmHandle::confirm(const Process& process, const MountEntry& listed, UniqueFd fd) {
  const auto id = mount_id(fd.get());
  if (!id) return tl::unexpected(id.error());
  if (listed.type != "tmpfs" || *id != listed.id || !is_tmpfs_of(fd.get(), listed.device))
    return not_a_shm_mount(process.pid(), "does not lead to the tmpfs that its mount table names");
  return ShmHandle(std::move(fd), listed);
}

}  // namespace ullage::kernel
