// Looks the memory cgroup up from our own root.
#include "operations/memory_above.h"

#include <fcntl.h>

#include "base/unique_fd.h"
#include "kernel/memory.h"

namespace ullage::operations {

std::optional<model::MemoryCgroup> memory_above(const Target& target, const kernel::Process& process) {
  if (target.is_host()) return std::nullopt;
  const UniqueFd root(::open("/", O_PATH | O_DIRECTORY | O_CLOEXEC));
  const UniqueFd proc(::open("/proc", O_PATH | O_DIRECTORY | O_CLOEXEC));
  const auto self = kernel::Process::open(proc.get(), ::getpid());
  const auto mounts = self ? self->mounts() : tl::unexpected(self.error());
  if (!root || !mounts) return std::nullopt;
  return kernel::memory_cgroup(root.get(), *mounts, process);
}

std::optional<policy::Ceiling> ceiling_above(const Landscape& landscape, const Target& target, const OpenShm& opened,
                                             Bytes used) {
  const auto available = kernel::available_memory(landscape.proc.get());
  return policy::ceiling(memory_above(target, opened.process), available ? std::optional(*available) : std::nullopt,
                         used);
}

}  // namespace ullage::operations
