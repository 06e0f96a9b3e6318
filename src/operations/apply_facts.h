// What apply must know before it touches anything; only for apply*.cpp.
#pragma once

#include <string>
#include <vector>

#include "engine/container_api.h"
#include "operations/apply.h"
#include "operations/replacement.h"
#include "policy/apply_rules.h"

namespace ullage::operations {

// One container as it stands: what the rules ask, and what replacing it takes.
struct Subject {
  policy::ApplyFacts facts;
  Replacement replacement;
  std::string uses;  // of a dependent: "its network"
};

// Without its dependents. Error: the engine's.
Result<Subject> look_at(engine::ContainerApi& api, const std::string& id, Bytes wanted);

// Those that use its namespaces or links, and those that use theirs, in the order in which they can be started.
Result<std::vector<Subject>> dependents_of(engine::ContainerApi& api, const Subject& subject);

}  // namespace ullage::operations
