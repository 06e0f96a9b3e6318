// Consuming, and bringing lost workers back.
#include "workload/supervisor.h"

#include <fmt/format.h>

#include <algorithm>
#include <csignal>
#include <cstring>

namespace ullage::workload {

using std::chrono::milliseconds;
using std::chrono::nanoseconds;

namespace {

std::string log_line(const LostWorker& lost) {
  if (lost.signal == 0) return fmt::format("{} (pid {})", describe(lost), lost.pid);
  return fmt::format("worker {} (pid {}) was killed by signal: {}{}", lost.number, lost.pid, strsignal(lost.signal),
                     lost.signal == SIGBUS ? ". /dev/shm is full: it needs more shared memory" : "");
}

}  // namespace

Result<Supervisor> Supervisor::start(LoaderConfig config, double pace, Log log) {
  const unsigned workers = config.workers;
  auto loader = Loader::start(std::move(config));
  if (!loader) return tl::unexpected(loader.error());
  return Supervisor(std::move(*loader), workers, pace, std::move(log));
}

Supervisor::Supervisor(Loader loader, unsigned workers, double pace, Log log)
    : loader_(std::move(loader)),
      workers_(workers),
      period_(pace > 0 ? static_cast<std::int64_t>(1e9 / pace) : 0),
      log_(std::move(log)),
      health_(Health::Time::clock::now()),
      next_frame_(Health::Time::clock::now()) {}

Supervisor::Time Supervisor::work(Time now) {
  while (const auto lost = loader_.lost()) note(*lost, now);
  revive_due(now);
  bool waiting = false;
  if (now >= next_frame_) {
    const auto before = health_.frames();
    consume(now);
    waiting = health_.frames() == before;
  }
  Time wake = waiting ? now + milliseconds(100) : next_frame_;
  for (const auto& [worker, due] : to_revive_) wake = std::min(wake, due);
  return wake;
}

void Supervisor::consume(Time now) {
  health_.asked_for_frame(now);
  const Outcome outcome = loader_.next(milliseconds(0));
  if (const auto* lost = std::get_if<LostWorker>(&outcome)) note(*lost, now);
  if (const auto* batch = std::get_if<const Batch*>(&outcome)) {
    if (!(*batch)->intact()) health_.found_damage(fmt::format("batch {} is damaged", (*batch)->index));
    health_.got_frame(now);
    // A consumer that was held up goes on at its pace; it does not catch up in a burst.
    next_frame_ = std::max(next_frame_ + period_, now);
  }
}

void Supervisor::note(const LostWorker& lost, Time now) {
  log_(log_line(lost));
  health_.lost_worker(now, describe(lost));
  if (workers_ != 0) revive_later(lost.number, now);
}

void Supervisor::revive_later(unsigned worker, Time now) {
  last_due_ = std::max(now + pause_before_restart, last_due_ + between_restarts);
  to_revive_[worker] = last_due_;
}

void Supervisor::revive_due(Time now) {
  for (auto it = to_revive_.begin(); it != to_revive_.end();) {
    const auto [worker, due] = *it;
    if (now < due) {
      ++it;
    } else if (auto revived = loader_.revive(worker); !revived) {
      log_(fmt::format("worker {} was not started again: {}", worker, revived.error().what));
      revive_later(worker, now);
      ++it;
    } else {
      log_(fmt::format("worker {} is started again", worker));
      ++restarts_;
      it = to_revive_.erase(it);
    }
  }
}

std::optional<std::string> Supervisor::trouble(Time now) const {
  return health_.trouble(now, loader_.living() == workers_);
}

Stats Supervisor::stats(Time now) const {
  return {health_.frames_per_second(now), health_.frames(), loader_.living(), restarts_, loader_.in_flight(),
          health_.uptime(now).count()};
}

}  // namespace ullage::workload
