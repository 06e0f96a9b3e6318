// Who will make a container again, as its labels tell; the same labels with Docker and Podman.
#pragma once

#include "engine/json.h"
#include "model/container.h"

namespace ullage::engine {

// `labels`: an object of strings, or anything else if there are none.
model::Owner owner_of(const json::value& labels);

}  // namespace ullage::engine
