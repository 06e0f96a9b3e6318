// What a container's writable layer has that would be lost with it; only for apply*.cpp and replace.cpp.
#pragma once

#include <string>
#include <vector>

#include "engine/container_api.h"
#include "model/container.h"
#include "policy/layer_changes.h"

namespace ullage::operations {

// All about a running container's layer but its changes: asks the kernel, where it lets us, what is mounted there.
policy::LayerFacts layer_of(const engine::json::value& inspected, const model::Container& container);

// Reads the changes, and looks into files whose names alone don't tell whether they are a loss. Those that prove to be
// none are noted in `facts`: the next time, when the service is down, they cost nothing. Error: the engine's.
Result<std::vector<model::LayerChange>> layer_losses(engine::ContainerApi& api, std::string_view id,
                                                     policy::LayerFacts& facts);

}  // namespace ullage::operations
