// How much memory there is for a tmpfs to be backed by: the cgroup's limits and the host's.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "kernel/mountinfo.h"
#include "kernel/process.h"
#include "model/memory_cgroup.h"

namespace ullage::kernel {

// The memory cgroup of a process, v1 or v2, as mounted where `mounts` (our own mount table) says, below `root` (a
// descriptor of "/" or of a captured tree). Absent where no such cgroup is mounted or the process is in none.
std::optional<model::MemoryCgroup> memory_cgroup(int root, const std::vector<MountEntry>& mounts,
                                                 const Process& process);

// Where that cgroup is.
struct MemoryFolder {
  std::string mount;  // of the controller, relative to `root`
  std::string path;   // below it, as in /proc/PID/cgroup
  bool v2 = false;
};
std::optional<MemoryFolder> memory_folder(const std::vector<MountEntry>& mounts, const Process& process);

// MemAvailable of /proc/meminfo: what can be had without swapping (Documentation/filesystems/proc.rst).
Result<Bytes> available_memory(int proc);
// MemTotal, likewise.
Result<Bytes> total_memory(int proc);

}  // namespace ullage::kernel
