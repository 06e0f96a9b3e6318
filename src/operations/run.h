// run: the embedded engine. The command gets a /dev/shm of its own in a new mount and IPC namespace.
#pragma once

#include <string>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"

namespace ullage::operations {

struct RunRequest {
  Bytes size = default_shm_size;
  std::string name;  // empty: one is made up
  std::vector<std::string> command;
};

// Becomes the command: it keeps this process's pid, so signals and the exit status need no passing on.
// Returns only if it could not: not_found (exit 127 by convention is left to the caller), denied, refused, usage.
Error run(const RunRequest& request);

}  // namespace ullage::operations
