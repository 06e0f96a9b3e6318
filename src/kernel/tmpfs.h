// What a tmpfs has and uses, and giving it another size while it is in use.
#pragma once

#include "base/bytes.h"
#include "base/result.h"
#include "kernel/process.h"
#include "model/shm_mount.h"

namespace ullage::kernel {

// statfs(2) of a descriptor that is known to be on a tmpfs.
Result<model::Usage> usage(int fd);

// Sets the superblock's size limit through the new mount API (fspick, fsconfig; Linux 5.2): files stay, nothing is
// remounted, no namespace is entered. 36 to 76 µs. Zero would mean "no limit" and is refused.
// Errors: denied without CAP_SYS_ADMIN over the user namespace that owns this process's mount namespace; refused
// below present use, with the kernel's own sentence.
Result<> resize(int fd, Bytes size);

// The same for a user without privileges whose own user namespace the process lives in: a child enters the
// process's user and mount namespaces and resizes from there.
Result<> resize_from_inside(const Process& process, int fd, Bytes size);

}  // namespace ullage::kernel
