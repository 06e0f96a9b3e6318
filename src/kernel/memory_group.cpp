// The group's files.
#include "kernel/memory_group.h"

#include <fcntl.h>

#include <cerrno>

#include "base/text.h"
#include "kernel/memory.h"
#include "kernel/syscalls.h"

namespace ullage::kernel {

std::optional<MemoryGroup> MemoryGroup::of(int root, const std::vector<MountEntry>& mounts, const Process& process) {
  const auto where = memory_folder(mounts, process);
  if (!where) return std::nullopt;
  UniqueFd folder(::openat(root, (where->mount + where->path).c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC));
  if (!folder) return std::nullopt;
  return MemoryGroup(std::move(folder), where->v2);
}

std::uint64_t MemoryGroup::kills() const {
  const auto text = read_file(folder_.get(), v2_ ? "memory.events" : "memory.oom_control");
  if (!text) return 0;
  for (const auto line : split(*text, '\n'))
    if (line.starts_with("oom_kill ")) return parse_number(trim(line.substr(9))).value_or(0);
  return 0;
}

Result<UniqueFd> MemoryGroup::members() const {
  UniqueFd file(::openat(folder_.get(), "cgroup.procs", O_WRONLY | O_CLOEXEC));
  if (file) return file;
  return fail_errno(errno, "move a rehearsing process into the container's memory cgroup",
                    "run it as root, or rehearse outside of the container: --shm-size without --in");
}

Result<> MemoryGroup::may_join() const {
  const auto file = members();
  return file ? Result<>() : tl::unexpected(file.error());
}

Result<> MemoryGroup::join() const {
  const auto file = members();
  if (!file) return tl::unexpected(file.error());
  if (::write(file->get(), "0", 1) == 1) return {};  // 0 is whoever writes
  return fail_errno(errno, "move a rehearsing process into the container's memory cgroup");
}

}  // namespace ullage::kernel
