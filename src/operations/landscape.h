// All shm mounts as the kernel shows them, without names: which superblocks exist, which processes see each, and who
// shares it. Engines come later, in names.h.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "base/result.h"
#include "base/unique_fd.h"
#include "kernel/mount_namespaces.h"
#include "kernel/shm_opener.h"
#include "model/shm_mount.h"
#include "policy/mount_mode.h"

namespace ullage::operations {

// One superblock that somebody sees as /dev/shm.
struct ShmView {
  model::DeviceId device;
  std::string options;                                    // of the superblock
  std::vector<const kernel::MountNamespace*> namespaces;  // that see it as /dev/shm; point into the landscape
  std::set<int> mount_ids;                                // of every mount of it, anywhere
  policy::MountSharing sharing;
};

struct Landscape {
  UniqueFd proc;
  mutable kernel::ShmOpener opener;  // opening changes nothing of what is seen
  std::vector<kernel::MountNamespace> namespaces;
  std::vector<ShmView> views;  // the host's own last

  const ShmView* view_of(const kernel::MountNamespace& ns) const;  // null: nothing at /dev/shm, or no tmpfs
  const kernel::MountNamespace* namespace_of(pid_t pid) const;
};

Result<Landscape> look();
// The same of any /proc: a descriptor of a captured copy, for instance.
Result<Landscape> look(UniqueFd proc);

}  // namespace ullage::operations
