// Whether a mount may be given another size: the rules that protect what is in it, those who share it, and memory.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "model/memory_cgroup.h"
#include "model/shm_mount.h"

namespace ullage::policy {

// The most that a mount may be grown to, and what says so.
struct Ceiling {
  Bytes size;
  std::string because;
  std::string remedy;  // what would raise it
};

// The least of: the memory cgroup's room for shmem, and the host's available memory with what the mount has already.
// Each less a margin of a twentieth, at least 16 MiB, for what the workload allocates beside.
// tmpfs pages are charged to the memory cgroup: above its limit a larger mount turns a bus error into an OOM kill.
std::optional<Ceiling> ceiling(const std::optional<model::MemoryCgroup>& memory, std::optional<Bytes> host_available,
                               Bytes mount_used);

struct GrowFacts {
  std::string name;  // as the user calls it
  Bytes wanted;
  model::Usage usage;
  model::MountMode mode = model::MountMode::isolated;
  std::vector<std::string> sharers;  // other containers that see it, by name
  std::vector<std::string> host_paths;
  std::optional<Ceiling> most;
};

struct GrowConsent {
  bool host = false;
  bool shared = false;
  bool over_ceiling = false;
};

// Error: usage, for a number that has lost its unit.
Result<> size_is_meant(Bytes wanted);

// Error: usage for a size that can't be meant; refused, with the flag that overrides where one does.
Result<> may_grow(const GrowFacts& facts, const GrowConsent& consent);

}  // namespace ullage::policy
