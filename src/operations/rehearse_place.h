// Where a rehearsal takes place: whose mount, under whose memory limit, and whether it may. Only for rehearse*.cpp.
#pragma once

#include <optional>
#include <string>

#include "kernel/memory_group.h"
#include "operations/reach.h"
#include "operations/rehearse_stage.h"

namespace ullage::operations {

struct Place {
  std::optional<Reached> reached;  // of a rehearsal in a container
  std::optional<kernel::MemoryGroup> group;
  bool join = false;  // the ranks move into that group
  bool own_mount = true;
  Bytes size;  // of the mount
  std::string where;

  // Points into this, which must outlive it.
  StagePlan plan() const;
};

// `hard`: the most that the workload needs. Errors: refused, denied, those of reach().
Result<Place> find_place(const RehearseRequest& request, Bytes hard);

}  // namespace ullage::operations
