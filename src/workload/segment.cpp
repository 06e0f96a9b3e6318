// Creating, adopting and releasing segments.
#include "workload/segment.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/mman.h>
#include <sys/random.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>
#include <string>

namespace ullage::workload {

namespace {

std::string new_name() {
  static unsigned count = 0;
  std::uint32_t random = 0;
  // A short read leaves zero, which O_EXCL makes safe.
  [[maybe_unused]] const auto got = ::getrandom(&random, sizeof random, 0);
  return fmt::format("/torch_{}_{}_{}", ::getpid(), random, count++);
}

}  // namespace

Result<Segment> Segment::create_shared(Bytes size) {
  const std::string name = new_name();
  UniqueFd fd(::shm_open(name.c_str(), O_RDWR | O_CREAT | O_EXCL, 0600));
  if (!fd) return fail_errno(errno, "create /dev/shm" + name);
  const int truncated = ::ftruncate(fd.get(), static_cast<off_t>(size.value));
  const int truncate_error = errno;
  // Before the first write: a process that dies while it writes must leave nothing behind.
  ::shm_unlink(name.c_str());
  if (truncated != 0) return fail_errno(truncate_error, "give /dev/shm" + name + " its size");
  return map(std::move(fd), size, MAP_SHARED);
}

Result<Segment> Segment::create_shared(Bytes size, SegmentPlace place) {
  if (place.directory < 0) return create_shared(size);
  UniqueFd fd(::openat(place.directory, ".", O_TMPFILE | O_EXCL | O_RDWR | O_CLOEXEC, 0600));
  if (!fd) return fail_errno(errno, "create a file in the rehearsal's /dev/shm");
  if (::ftruncate(fd.get(), static_cast<off_t>(size.value)) != 0)
    return fail_errno(errno, "give a file in the rehearsal's /dev/shm its size");
  if (place.write_first && ::write(fd.get(), "", 1) != 1)
    return fail_errno(errno, "write to a file in the rehearsal's /dev/shm");
  return map(std::move(fd), size, MAP_SHARED);
}

Result<Segment> Segment::adopt(UniqueFd fd, Bytes size) { return map(std::move(fd), size, MAP_SHARED); }

Result<Segment> Segment::create_private(Bytes size) { return map(UniqueFd(), size, MAP_PRIVATE | MAP_ANONYMOUS); }

Result<Segment> Segment::map(UniqueFd fd, Bytes size, int flags) {
  void* start = ::mmap(nullptr, size.value, PROT_READ | PROT_WRITE, flags, fd.get(), 0);
  if (start == MAP_FAILED) return fail_errno(errno, "map a tensor of " + to_string(size));
  // A worker that is started again must not inherit, and so keep alive, the batches of its parent.
  ::madvise(start, size.value, MADV_DONTFORK);
  return Segment(std::move(fd), static_cast<std::byte*>(start), size.value);
}

Segment::Segment(Segment&& other) noexcept
    : fd_(std::move(other.fd_)), start_(std::exchange(other.start_, nullptr)), length_(other.length_) {}

Segment& Segment::operator=(Segment&& other) noexcept {
  std::swap(fd_, other.fd_);
  std::swap(start_, other.start_);
  std::swap(length_, other.length_);
  return *this;
}

Segment::~Segment() {
  if (start_ != nullptr) ::munmap(start_, length_);
}

}  // namespace ullage::workload
