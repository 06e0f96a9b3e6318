// Batch: what a loader hands out, and the pattern that its frames are painted with.
#pragma once

#include <cstdint>
#include <vector>

#include "base/bytes.h"
#include "workload/segment.h"

namespace ullage::workload {

struct Batch {
  std::uint64_t index = 0;
  std::vector<Segment> tensors;

  // Writes every byte, and with that makes every page exist. The pattern tells batch, tensor and place apart.
  void paint();
  // The same of the last tensor: batches are made one tensor after the other.
  void paint_last();
  // Whether each page starts and ends as paint() left it: no page is missing, stale or another batch's.
  bool intact() const;
  // What it takes of a tmpfs.
  Bytes footprint() const;
};

}  // namespace ullage::workload
