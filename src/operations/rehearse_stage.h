// The stage of a rehearsal: a process that has the mount, starts the ranks, watches, and leaves nothing behind, however
// it or this process ends. Only for rehearse*.cpp.
#pragma once

#include <chrono>
#include <optional>

#include "kernel/memory_group.h"
#include "kernel/process.h"
#include "operations/rehearse.h"
#include "workload/rank.h"

namespace ullage::operations {

struct StagePlan {
  std::optional<Bytes> own_size;               // a new mount of that size; absent: the one of `mount`
  int mount = -1;                              // its folder
  const kernel::MemoryGroup* group = nullptr;  // whose kills tell of OOM
  bool join = false;                           // the ranks move into that group
  const kernel::Process* container = nullptr;  // the rehearsal ends with this process
  workload::RankConfig rank;
  unsigned ranks = 1;
  std::optional<std::chrono::seconds> duration;
  std::chrono::seconds patience{5};
};

// Forks: the calling process must have one thread. Error: what kept it from being a rehearsal at all.
Result<Rehearsal> perform(const StagePlan& plan);

}  // namespace ullage::operations
