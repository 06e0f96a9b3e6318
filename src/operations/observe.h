// observe: what a running program has in its /dev/shm while it is watched: the most in use, its segments, and which
// processes share them.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "model/memory_cgroup.h"
#include "policy/plan.h"

namespace ullage::operations {

struct Observation {
  policy::Observed seen;
  std::optional<model::MemoryCgroup> memory;  // the container's
  std::optional<model::SystemV> system_v;     // of its IPC namespace
  std::size_t denied = 0;                     // processes that may not be looked into
};

// `name`: a container's name, id or unique id prefix; `pid:123`; `host`. Changes nothing. Ctrl-C ends it early, with
// what was seen until then.
Result<Observation> observe(std::string_view name, std::chrono::milliseconds watch);

}  // namespace ullage::operations
