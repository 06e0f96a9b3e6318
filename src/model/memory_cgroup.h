// What the memory cgroup of a container allows and uses, v1 or v2 alike.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "base/bytes.h"

namespace ullage::model {

struct MemoryCgroup {
  std::string path;            // below the controller's mount, as in /proc/PID/cgroup
  std::optional<Bytes> limit;  // the least of its own and its ancestors'; absent: none
  Bytes used;                  // all that is charged, caches included
  Bytes shmem;                 // of that, tmpfs and shared anonymous memory
  Bytes cache;                 // of that, file pages that the kernel can drop (inactive_file + active_file)
  // What its shmem could grow to before a limit is met, its own or an ancestor's: the least of
  // limit - (used - droppable cache - this cgroup's shmem). Absent where there is no limit.
  std::optional<Bytes> shmem_room;
  // How many of its processes the kernel has killed for lack of memory since it was made; absent where it does not say.
  std::optional<std::uint64_t> oom_kills = {};
};

}  // namespace ullage::model
