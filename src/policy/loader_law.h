// The DataLoader law: how much shared memory a PyTorch DataLoader has in use at its peak. Pure.
//
// Derived from PyTorch's source (torch/utils/data/dataloader.py, torch/csrc and ATen/MapAllocator.cpp) and held on real
// runs: bench/loader-law measures it anew, and its figures are kept in tests/data/loader-law.
//
//   A tensor's storage is one file:    seg(S) = whole pages of S + h, h = 64 for file_system, 0 for file_descriptor
//   Semaphores are a page each:        8 + 3 for each worker
//   Batches in flight, hard:           prefetch * workers + held + 1
//   Batches in flight, usual:          prefetch * workers + kept
//   … where the workers are slow:      min(prefetch * workers, workers) + kept
//
// The next index is submitted before a batch is returned, so the consumer still has its old one then: that is the 1.
// Ranks add up, and so do loaders that are iterated together; zip() itself holds one batch more, of one loader at a
// time, and of each where it has a tuple that the consumer let go. Nothing else was seen to matter: how samples are
// collated, NumPy, persistent or spawned workers, no batching. Where there is a GPU, pin_memory's thread copies each
// batch out of shared memory at once: it can only take less.
//
// Between usual and hard a run passes some times and dies some times: only hard is a size to recommend.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/result.h"
#include "model/workload.h"

namespace ullage::policy {

// One step of the arithmetic: "9 batches in flight: 4 workers x prefetch 2 + 1 held", and what it comes to so far.
struct ArithmeticLine {
  std::string text;
  Bytes bytes;
};

struct LoaderNeed {
  Bytes hard;                                         // never exceeded
  Bytes usual;                                        // what is reached nearly always
  std::uint64_t hard_batches = 0, usual_batches = 0;  // of one loader
  Bytes semaphores;                                   // of one loader
  Bytes largest_batch;                                // as files: whole pages
  std::vector<ArithmeticLine> lines;
};

// Error: usage, naming the parameter that is out of range, or saying that the result is more than any machine has.
Result<LoaderNeed> loader_need(const model::Workload& workload);

// A tensor's file in the mount.
Bytes segment_of(Bytes tensor, model::SharingStrategy strategy);
// The files of one batch.
Bytes batch_of(const model::BatchTensors& tensors, model::SharingStrategy strategy);

// What the semaphores of one loader take: sem_open makes a file of one page for each.
constexpr Bytes semaphores_of(unsigned workers) { return {4096ULL * (8 + 3ULL * workers)}; }

}  // namespace ullage::policy
