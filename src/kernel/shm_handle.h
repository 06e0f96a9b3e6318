// A descriptor of one process's /dev/shm that is proven to be the tmpfs it is taken for. Everything that looks at
// or changes a shm mount goes through here: the path below a container's root is never trusted again afterwards.
#pragma once

#include "base/result.h"
#include "base/unique_fd.h"
#include "kernel/mountinfo.h"
#include "kernel/process.h"

namespace ullage::kernel {

class ShmHandle {
 public:
  // Resolves /dev/shm below the process's root without following any link, then holds it to the mount table: it
  // must be the root of a tmpfs mount listed there at /dev/shm. Nothing but a tmpfs is ever asked for anything, so
  // a file system that hangs is not touched, unless it lies on the way (see shm_opener.h).
  // Errors: denied; refused where /dev/shm is a link, not a mount of its own, or not a tmpfs.
  static Result<ShmHandle> open(const Process& process);

  // Its two halves, for when a child does the first (see shm_opener.h): resolving below the root of the process whose
  // folder in /proc this is, and holding the descriptor to the mount table.
  static Result<UniqueFd> resolve(int process_folder);
  static Result<ShmHandle> confirm(const Process& process, const MountEntry& listed, UniqueFd fd);

  int fd() const { return fd_.get(); }
  const MountEntry& mount() const { return mount_; }

 private:
  ShmHandle(UniqueFd fd, MountEntry mount) : fd_(std::move(fd)), mount_(std::move(mount)) {}
  UniqueFd fd_;
  MountEntry mount_;
};

}  // namespace ullage::kernel
