// What a stage sees: the use of the mount, again and again, and what its ranks say. Only for rehearse*.cpp.
#pragma once

#include <poll.h>

#include <chrono>
#include <optional>
#include <vector>

#include "base/unique_fd.h"
#include "operations/rehearse_stage.h"

namespace ullage::operations {

struct Rank {
  pid_t pid = -1;
  UniqueFd socket;
  bool settled = false;  // waits for an answer
  bool finished = false;
};

class Watch {
 public:
  // Begins to count before the first rank is there.
  Watch(const StagePlan& plan, int mount);

  // Until the outcome is known. Error: what happened says nothing of shared memory.
  Result<Rehearsal> until_the_end(std::vector<Rank> ranks);

 private:
  using Clock = std::chrono::steady_clock;

  void sample();
  void wait_and_listen();
  void hear(Rank& rank);
  void hear_report(Rank& rank, const workload::RankReport& report);
  void judge_loss(const std::string& who, const workload::RankReport& loss);
  void judge_end_of(const Rank& rank);
  void answer_when_all_are_settled();
  void judge_time();
  bool container_is_gone();
  void finish(Outcome outcome, std::string detail);
  void give_up(Error error);
  std::string of_rank(const Rank& rank) const;
  bool over() const { return done_ || error_; }
  void count_throughput();

  const StagePlan& plan_;
  int mount_;
  std::vector<Rank> ranks_;
  std::vector<pollfd> polled_;
  std::uint64_t kills_before_;
  Clock::time_point start_, moved_, quick_since_, container_asked_;
  Bytes last_used_;
  std::uint64_t bytes_ = 0, settled_steps_ = 0, quick_batches_ = 0, quick_bytes_ = 0;
  bool done_ = false;
  Rehearsal seen_;
  std::optional<Error> error_;
};

}  // namespace ullage::operations
