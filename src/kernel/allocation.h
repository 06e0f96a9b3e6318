// Allocating memory in a tmpfs for real, to see whether it is there.
#pragma once

#include "base/bytes.h"
#include "base/result.h"

namespace ullage::kernel {

// Allocates `size` in an unnamed file on the mount and frees it again. The kernel gives all of it or nothing
// (mm/shmem.c, shmem_fallocate), and frees it even if this process is killed meanwhile.
// Error: failed with ENOSPC when it does not fit; denied when the mount may not be written to.
Result<> try_allocation(int shm_fd, Bytes size);

}  // namespace ullage::kernel
