// A compose file that gives containers again: read by docker-compose 1.27 and later, and by Compose v2.
#pragma once

#include <vector>

#include "formats/rendered.h"
#include "model/definition.h"

namespace ullage::formats {

// One file for all of them, a service each.
Rendered render_compose(const std::vector<model::Definition>& definitions);

}  // namespace ullage::formats
