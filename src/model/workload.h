// What a program loads through shared memory: a PyTorch DataLoader's parameters, in the terms of its documentation.
#pragma once

#include <cstdint>
#include <vector>

#include "base/bytes.h"

namespace ullage::model {

// torch.multiprocessing.set_sharing_strategy()
enum class SharingStrategy { file_descriptor, file_system };

using BatchTensors = std::vector<Bytes>;  // the size of each tensor of one batch, without what sharing adds

struct Workload {
  unsigned workers = 4;   // num_workers; 0: nothing is shared
  unsigned prefetch = 2;  // prefetch_factor: batches that each worker may be ahead
  // The batches in their order, over again when the last one is reached. Even batches are one element.
  std::vector<BatchTensors> batches = {{MiB(16)}};
  std::uint64_t count = 0;  // of batches, in all; 0: more than can be in flight
  SharingStrategy strategy = SharingStrategy::file_descriptor;
  // How many batches the consumer has while it asks for the next: 0 where it drops its batch first, 1 in a plain `for`
  // loop, k where it keeps a deque of k.
  unsigned held = 1;
  bool drops_first = false;   // it lets its oldest one go just before it asks: in between it has one more than that
  unsigned loaders = 1;       // that are iterated at the same time in one process, as in zip(a, b)
  unsigned ranks = 1;         // processes of one container that each do all of this
  bool slow_workers = false;  // the workers are the slow side: batches are taken as soon as they are there
};

}  // namespace ullage::model
