// The memory cgroup that a mount's pages are charged to.
#pragma once

#include <optional>

#include "kernel/process.h"
#include "model/memory_cgroup.h"
#include "operations/target.h"
#include "policy/grow_rules.h"

namespace ullage::operations {

// Of the process's own cgroup, as this machine mounts the controller. Absent for the host's own mount, which everybody
// writes to, and where no memory cgroup can be read.
std::optional<model::MemoryCgroup> memory_above(const Target& target, const kernel::Process& process);

// The most that the mount may be grown to: what that cgroup and this host's memory can back, `used` being there
// already.
std::optional<policy::Ceiling> ceiling_above(const Landscape& landscape, const Target& target, const OpenShm& opened,
                                             Bytes used);

}  // namespace ullage::operations
