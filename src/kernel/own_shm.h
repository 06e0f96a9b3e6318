// A /dev/shm of its own for this process and all that it starts.
#pragma once

#include <sys/types.h>

#include "base/bytes.h"
#include "base/result.h"

namespace ullage::kernel {

// Moves this process to a new mount and IPC namespace and mounts a tmpfs of that size on /dev/shm there. Without the
// privilege for it, through a new user namespace in which the user stays who they are. Single-threaded callers only.
// Error: denied, with what is missing; not_found where there is no /dev/shm to mount on.
Result<> enter_own_shm(Bytes size);

// Inode number of this process's mount namespace, and its start in clock ticks since boot (/proc/PID/stat, field 22).
Result<ino_t> own_mount_namespace();

}  // namespace ullage::kernel
