// grow: resize the /dev/shm of a running container, or the host's own, while everything in it goes on.
#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"
#include "model/shm_mount.h"

namespace ullage::operations {

struct GrowRequest {
  std::string name;  // container, id prefix, pid:123; ignored with `host`
  Bytes size;
  bool host = false;          // the host's own /dev/shm is meant
  bool allow_shared = false;  // --shared: others see the same mount, and it may grow for them too
  bool over_ceiling = false;  // --over-ceiling: beyond what memory can back
  bool dry_run = false;
};

struct GrowReport {
  model::ShmMount mount;  // as it was before
  std::string name;       // as the user should call it
  Bytes before;
  Bytes after;
  bool dry_run = false;
  std::chrono::microseconds kernel_time{};  // what the resize itself took, looking up and checking left out
  std::string lasts;                        // "until the container restarts", "until the host restarts", …
  std::string to_make_it_last;              // a command or a line to paste; empty when nothing is needed
  std::vector<std::string> notes;
};

// Errors: refused (exit 5) names the flag that overrides, where one does; nothing was changed then.
Result<GrowReport> grow(const GrowRequest& request);

}  // namespace ullage::operations
