// A memory cgroup as a place for processes: joining it, and how many of its processes ended for lack of memory.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "base/result.h"
#include "base/unique_fd.h"
#include "kernel/mountinfo.h"
#include "kernel/process.h"

namespace ullage::kernel {

class MemoryGroup {
 public:
  // Of the process, as mounted where `mounts` says, below `root`; see memory_cgroup(). Held by its folder: a group that
  // takes its name later is not it.
  static std::optional<MemoryGroup> of(int root, const std::vector<MountEntry>& mounts, const Process& process);

  // Counts of oom_kill in memory.events, or in v1's memory.oom_control. 0 where the kernel does not tell.
  std::uint64_t kills() const;

  // Whether join() may be tried. Error: denied; not_found where the group is gone.
  Result<> may_join() const;

  // Moves this process into it. Error: denied; not_found where the group is gone.
  Result<> join() const;

 private:
  Result<UniqueFd> members() const;
  MemoryGroup(UniqueFd folder, bool v2) : folder_(std::move(folder)), v2_(v2) {}

  UniqueFd folder_;
  bool v2_;
};

}  // namespace ullage::kernel
