// Which changes of a container's writable layer are somebody's, and which the engine or the program makes again by
// itself.
#pragma once

#include <string>
#include <vector>

#include "model/layer_change.h"

namespace ullage::policy {

struct LayerFacts {
  std::vector<model::LayerChange> changes;
  std::vector<std::string> mount_points;  // inside the container: the engine makes a file or folder for each
  std::string working_dir;                // which the engine makes, too
  bool has_gpu = false;                   // libnvidia-container adds links and the linker's cache beside what it mounts
};

// What would be lost with the layer. A folder that is only modified counts where nothing below it accounts for that.
std::vector<model::LayerChange> changes_to_lose(const LayerFacts& facts);

}  // namespace ullage::policy
