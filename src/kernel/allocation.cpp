// A trial allocation with O_TMPFILE and fallocate.
#include "kernel/allocation.h"

#include <fcntl.h>

#include <cerrno>

#include "kernel/syscalls.h"

namespace ullage::kernel {

Result<> try_allocation(int shm_fd, Bytes size) {
  if (size.value == 0) return {};
  const UniqueFd file(::openat(shm_fd, ".", O_TMPFILE | O_RDWR | O_CLOEXEC, 0600));
  if (!file) return fail_errno(errno, "write to /dev/shm");
  int result = -1;
  do {
    result = ::fallocate(file.get(), 0, 0, static_cast<off_t>(size.value));
  } while (result != 0 && errno == EINTR);
  if (result != 0) return fail_errno(errno, "allocate " + to_string(size) + " in /dev/shm");
  return {};
}

}  // namespace ullage::kernel
