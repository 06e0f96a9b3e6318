// A stack file for `docker stack deploy`: a service of one task for each container.
#pragma once

#include <vector>

#include "formats/rendered.h"
#include "model/definition.h"

namespace ullage::formats {

// Swarm knows no shm_size: the size is said as a tmpfs on /dev/shm.
Rendered render_stack(const std::vector<model::Definition>& definitions);

}  // namespace ullage::formats
