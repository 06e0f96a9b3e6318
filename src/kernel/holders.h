// Who has a shm mount's files open or mapped: found by looking through processes' descriptors and address spaces.
#pragma once

#include <sys/types.h>

#include <map>
#include <set>
#include <vector>

#include "base/result.h"
#include "model/segment.h"
#include "model/shm_mount.h"

namespace ullage::kernel {

struct HeldFiles {
  std::map<ino_t, model::Segment> by_inode;  // with holders; size and name as far as a holder's view tells them
  std::size_t denied = 0;                    // processes that this user may not look into
};

// `mount_ids`: of every mount of the superblock, in any namespace: a descriptor tells its mount, and asking it anything
// else could wait for a file system that hangs. `device` is how address spaces name the superblock.
HeldFiles held_files(int proc, const std::vector<pid_t>& pids, model::DeviceId device, const std::set<int>& mount_ids);

}  // namespace ullage::kernel
