// The way that inspect, grow and verify share: from a name to an open shm mount and what it uses.
#pragma once

#include <string_view>

#include "base/result.h"
#include "operations/landscape.h"
#include "operations/target.h"

namespace ullage::operations {

struct Reached {
  Landscape landscape;
  Target target;  // points into the landscape
  OpenShm opened;
  model::Usage usage;
};

// Asks the engines while looking at the kernel: together they take as long as the slower one.
// Errors: those of find_target() and open_shm().
Result<Reached> reach(std::string_view name);

}  // namespace ullage::operations
