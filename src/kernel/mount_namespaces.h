// All mount namespaces that have a process in them, each with the tmpfs mounts seen there: one read per namespace,
// not per process, for a host can have ten thousand processes and a handful of namespaces.
#pragma once

#include <sys/types.h>

#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "kernel/cgroup_name.h"
#include "kernel/mountinfo.h"

namespace ullage::kernel {

struct MountNamespace {
  ino_t inode = 0;          // 0: this user may not look, so processes are grouped by cgroup instead
  std::vector<pid_t> pids;  // ascending
  std::optional<CgroupName> container;
  // Who owns the user namespace that owns it: 0 for what root's engines made. Absent where it can't be told.
  std::optional<uid_t> owner;
  std::vector<MountEntry> tmpfs;  // every tmpfs mounted in it
  std::optional<MountEntry> shm;  // what is on top at /dev/shm, of whatever type
  bool denied() const { return inode == 0; }
};

// `proc`: a descriptor of /proc or of a captured copy. Processes that vanish meanwhile are left out.
Result<std::vector<MountNamespace>> scan_mount_namespaces(int proc);

}  // namespace ullage::kernel
