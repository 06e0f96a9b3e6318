// Rank: one training process of a rehearsal. It iterates its loaders together, as zip() does, and tells the stage,
// which watches the mount, what happens.
#pragma once

#include <cstdint>

#include "workload/config.h"

namespace ullage::workload {

struct RankConfig {
  LoaderConfig loader;
  unsigned loaders = 1;
  // The consumer has dropped its batches before it asks: zip() alone still has each loader's last, until its next.
  bool drops_first = false;
  // So many times nothing is let go before all that was ordered is there and the stage has seen it, which is the worst
  // that can happen; from then on the consumer is as quick as it can be.
  std::uint64_t settled = 0;
};

// Messages over a SOCK_SEQPACKET socket; the stage answers each `settled` with one byte.
struct RankReport {
  enum class Kind : std::uint32_t {
    settled,   // the most that it can have in use is in use, until the answer comes
    moved,     // a batch of each loader has been consumed
    finished,  // all batches have been
    lost,      // a worker ended, as `signal`, `status` and `error` say; or this process can't go on, for `error`
    damaged,   // a batch is not what its worker painted
  };
  Kind kind = Kind::moved;
  std::uint32_t worker = 0;
  std::int32_t signal = 0, status = 0, error = 0;
  std::uint64_t bytes = 0;  // of what was consumed
};

[[noreturn]] void play_rank(const RankConfig& config, int stage);

}  // namespace ullage::workload
