// The memory cgroup that a mount's pages are charged to.
#pragma once

#include <optional>

#include "kernel/process.h"
#include "model/memory_cgroup.h"
#include "operations/target.h"

namespace ullage::operations {

// Of the process's own cgroup, as this machine mounts the controller. Absent for the host's own mount, which everybody
// writes to, and where no memory cgroup can be read.
std::optional<model::MemoryCgroup> memory_above(const Target& target, const kernel::Process& process);

}  // namespace ullage::operations
