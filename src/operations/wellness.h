// Whether a container that was just started is well.
#pragma once

#include <chrono>
#include <string>
#include <string_view>

#include "engine/container_api.h"

namespace ullage::operations {

// Waits for the container's own health check and for the URL, each where there is one; where there is neither, for it
// to have run for two seconds. Its own health check may take as long as it says of itself, even beyond `patience`.
// Error: failed, with the last lines of its log.
Result<> wait_until_well(engine::ContainerApi& api, std::string_view id, const std::string& url,
                         std::chrono::seconds patience);

}  // namespace ullage::operations
