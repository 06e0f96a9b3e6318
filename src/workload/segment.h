// Segment: one tensor's memory, shared through an unlinked file of /dev/shm or private to this process.
#pragma once

#include <cstddef>
#include <span>

#include "base/bytes.h"
#include "base/result.h"
#include "base/unique_fd.h"

namespace ullage::workload {

// Where the files of segments are made, and how their pages come.
struct SegmentPlace {
  int directory = -1;        // of a tmpfs, whatever it is mounted at; -1: /dev/shm
  bool write_first = false;  // as PyTorch does (ATen/MapAllocator.cpp): a mount that is full to the page says ENOSPC
};

class Segment {
 public:
  // A new file in /dev/shm whose name is gone when this returns. It is sparse: no page exists before it is written,
  // and a write that the mount has no page for ends the process with SIGBUS.
  static Result<Segment> create_shared(Bytes size);
  // The same in any place, in a file that never has a name. Error: failed with ENOSPC.
  static Result<Segment> create_shared(Bytes size, SegmentPlace place);
  // Memory that another process created.
  static Result<Segment> adopt(UniqueFd fd, Bytes size);
  static Result<Segment> create_private(Bytes size);

  Segment(Segment&& other) noexcept;
  Segment& operator=(Segment&& other) noexcept;
  ~Segment();

  std::span<std::byte> memory() const { return {start_, length_}; }
  int fd() const { return fd_.get(); }

 private:
  static Result<Segment> map(UniqueFd fd, Bytes size, int flags);
  Segment(UniqueFd fd, std::byte* start, std::size_t length) : fd_(std::move(fd)), start_(start), length_(length) {}

  UniqueFd fd_;  // kept as PyTorch keeps it, to share the tensor further
  std::byte* start_ = nullptr;
  std::size_t length_ = 0;
};

}  // namespace ullage::workload
