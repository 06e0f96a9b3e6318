// The start script of a container: takes the old one away, runs the new one, waits until it is up, shows it.
#pragma once

#include "formats/rendered.h"
#include "model/definition.h"

namespace ullage::formats {

// For bash. The old one comes back where the new one does not come up.
Rendered render_script(const model::Definition& definition);

}  // namespace ullage::formats
