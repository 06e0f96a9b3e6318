// Brings the old containers back, from wherever an apply stopped: it looks at what is there, not at what was planned.
#pragma once

#include "engine/container_api.h"
#include "operations/replacement.h"

namespace ullage::operations {

// May be called again after it failed. Error: the engine's; the old containers are never removed.
Result<> go_back(engine::ContainerApi& api, const ReplacementPlan& plan);

}  // namespace ullage::operations
