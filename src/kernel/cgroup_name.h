// Which container a process belongs to, from the paths in /proc/PID/cgroup. The container can't forge these: only
// the host's root, or the user who owns the subtree, moves a process to another cgroup.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "model/container.h"

namespace ullage::kernel {

struct CgroupName {
  model::EngineKind engine = model::EngineKind::unknown;
  std::string id;   // 64 hexadecimal digits; or the name of an LXC or nspawn container
  std::string pod;  // the pod's uid, for Kubernetes
  bool operator==(const CgroupName&) const = default;
};

// `text`: the whole of /proc/PID/cgroup, v1 or v2.
std::optional<CgroupName> container_of(std::string_view text);

// The path of the process in the hierarchy that has the memory controller: v1's own, else v2's.
struct MemoryPath {
  bool v2 = false;
  std::string path;
};
std::optional<MemoryPath> memory_path(std::string_view text);

}  // namespace ullage::kernel
