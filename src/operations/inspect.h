// Everything about one shm mount: options, the memory cgroup above it, its segments and who holds them.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "model/memory_cgroup.h"
#include "model/segment.h"
#include "model/shm_mount.h"
#include "operations/reach.h"

namespace ullage::operations {

struct Inspection {
  model::ShmMount mount;
  std::optional<model::MemoryCgroup> memory;  // absent where no memory cgroup can be read
  std::vector<model::Segment> segments;       // largest first
  Bytes hidden;                               // used by the mount and in no segment that could be seen
  std::vector<std::string> notes;
};

// `name`: a container's name, id or unique id prefix; `pid:123`; `host`.
Result<Inspection> inspect(std::string_view name);

// The same of what was reached already.
Inspection inspect(const Reached& reached);

}  // namespace ullage::operations
