// plan: how large a /dev/shm should be, with the arithmetic, for this host and, where one is named, a running
// container.
#pragma once

#include <optional>
#include <string>

#include "base/result.h"
#include "operations/observe.h"
#include "policy/plan.h"

namespace ullage::operations {

struct PlanRequest {
  std::optional<model::Workload> workload;  // where the size of a batch is known
  bool pin_memory = false;
  std::optional<std::uint64_t> workers, gpus;
  bool large_model = false;
  std::string profile;  // a name or a file; empty: none
  policy::ProfileNumbers settings;
  std::optional<Observation> observation;  // of the program that it is for
};

// Changes nothing. Errors: usage.
Result<policy::Plan> plan(const PlanRequest& request);

}  // namespace ullage::operations
