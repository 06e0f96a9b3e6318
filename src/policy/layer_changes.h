// Which changes of a container's writable layer are somebody's, and which the engine or the program makes again by
// itself.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "model/layer_change.h"

namespace ullage::policy {

struct LayerFacts {
  std::vector<model::LayerChange> changes = {};
  std::vector<std::string> mount_points = {};  // inside the container: the engine makes a file or folder for each
  std::string working_dir = {};                // which the engine makes, too
  bool has_gpu = false;  // libnvidia-container adds links and the linker's cache beside what it mounts
  std::vector<std::string> left_over = {};  // paths of files that proved to be so: see is_left_over()
};

// Files that Python's tempfile makes for a moment and that stay where a process is killed, or an exception strikes, in
// that moment: "blat" in one of a random name, to find a folder for temporary files (Lib/tempfile.py,
// _get_default_tempdir), as each worker of a DataLoader does; empty NamedTemporaryFiles, with which a DataLoader that
// lost a worker looks for the limit of open files (torch/utils/data/dataloader.py, _try_get_data). The name proves
// nothing yet.
bool may_be_left_over(const model::LayerChange& change);
bool is_left_over(unsigned mode, std::string_view content);

// What would be lost with the layer. A folder that is only modified counts where nothing below it accounts for that.
std::vector<model::LayerChange> changes_to_lose(const LayerFacts& facts);

}  // namespace ullage::policy
