// Loader: batches from worker processes, in order, through shared memory, as PyTorch's DataLoader makes them with its
// `file_descriptor` strategy. Its use of shared memory is peak_of(config), to the page where the consumer drops first.
#pragma once

#include <algorithm>
#include <chrono>
#include <deque>
#include <map>
#include <optional>
#include <variant>
#include <vector>

#include "workload/batch.h"
#include "workload/config.h"
#include "workload/worker.h"

namespace ullage::workload {

struct TimedOut {};
struct Finished {};
// The batch belongs to the loader, which releases it as config.held says.
using Outcome = std::variant<const Batch*, LostWorker, TimedOut, Finished>;

class Loader {
 public:
  // Forks: the calling process must have one thread, here and in revive().
  static Result<Loader> start(LoaderConfig config);

  // The next batch in order. A lost worker is told first, once; batches go on until its first unfinished one.
  Outcome next(std::chrono::milliseconds patience);

  // The two halves of next(), for a consumer that keeps its old batches until it has something else too: take() lets
  // none go but what `held` says for now, let_go() does what remains.
  Outcome take(std::chrono::milliseconds patience);
  void let_go() { release_beyond(std::max(config_.held, 1u)); }

  // Whether all that was ordered is there: a consumer as slow as it can be waits for this, and the peak is reached.
  bool settled() const { return config_.workers == 0 || ready_.size() == submitted_ - returned_; }
  // Takes in what workers send, until something has come or the time is over.
  void await(std::chrono::milliseconds patience) { collect(static_cast<int>(patience.count())); }

  // Takes in what workers have sent, without waiting. The first worker found lost and not yet told.
  std::optional<LostWorker> lost();

  // Starts a lost worker again; it retries its unfinished batches in order.
  Result<> revive(unsigned worker);

  // Readable when next() or lost() may have something new. For an event loop; -1 without workers.
  int fd() const { return epoll_.get(); }

  unsigned living() const;
  std::vector<pid_t> pids() const;
  // The shared memory of the batches that have arrived and are not released.
  Bytes in_flight() const;

 private:
  struct Slot {
    std::optional<Worker> worker;
    std::vector<Segment> arriving;  // descriptors received, of a batch that is not finished
    int error = 0;
  };

  explicit Loader(LoaderConfig config) : config_(std::move(config)), slots_(config_.workers) {}

  Result<> make_locks();
  Outcome load_here();
  const Batch* hand_out(Batch batch);
  void release_beyond(std::size_t held);
  void submit_next();
  void order(std::uint64_t index);
  void collect(int patience_ms);
  void drain(unsigned number);
  bool take_in(Slot& slot, Received received);
  void lose(unsigned number);
  bool at_end(std::uint64_t index) const { return config_.batches != 0 && index == config_.batches; }

  LoaderConfig config_;
  UniqueFd epoll_;
  std::vector<Slot> slots_;
  std::uint64_t submitted_ = 0;
  std::uint64_t returned_ = 0;
  std::map<std::uint64_t, Batch> ready_;  // arrived, but not yet asked for or out of order
  std::deque<Batch> held_;
  std::deque<LostWorker> lost_;
  std::vector<Segment> locks_;
};

}  // namespace ullage::workload
