// What a loader is told: its workers, how far they run ahead, and what a batch is made of.
#pragma once

#include <chrono>
#include <cstdint>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"
#include "workload/segment.h"

namespace ullage::workload {

struct LoaderConfig {
  unsigned workers = 4;                    // 0: load in the process itself, without shared memory
  unsigned prefetch_factor = 2;            // batches that each worker may be ahead
  std::vector<Bytes> tensors = {MiB(16)};  // one shared segment for each tensor of a batch
  std::uint64_t batches = 0;               // 0: endless
  // How many batches the consumer still holds while it asks for the next: 0 where it drops its batch first, 1 in a
  // plain `for` loop, k where it keeps a deque of k.
  unsigned held = 1;

  std::vector<std::vector<Bytes>> uneven = {};  // in place of `tensors`: the batches in their order, over and over
  SegmentPlace place = {};
  unsigned locks = 0;                      // files of a page each that the loader has, as semaphores take them
  std::chrono::milliseconds loading = {};  // what a worker takes for a batch before it makes the memory for it
  // A worker that can't make shared memory says nothing and goes on: as where a queue's feeder thread finds out, which
  // is so with a custom collate.
  bool mute = false;
};

const std::vector<Bytes>& tensors_of(const LoaderConfig& config, std::uint64_t index);

// Error: usage, naming the value that is out of range.
Result<> check(const LoaderConfig& config);

// The most shared memory that this loader has in use at any moment. PyTorch's needs its semaphores on top.
Bytes peak_of(const LoaderConfig& config);

}  // namespace ullage::workload
