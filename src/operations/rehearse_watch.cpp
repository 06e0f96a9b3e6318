// Sampling, listening and judging.
#include "operations/rehearse_watch.h"

#include <fmt/format.h>
#include <sys/socket.h>
#include <sys/wait.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstring>

#include "kernel/stat_fields.h"
#include "kernel/tmpfs.h"

namespace ullage::operations {

namespace {

using Kind = workload::RankReport::Kind;
using namespace std::chrono_literals;

constexpr timespec sampling{0, 200'000};  // ns between two looks at the mount, where no rank has something to say
constexpr auto container_every = 20ms;

bool ended(const kernel::Process& process) {
  const auto stat = process.read("stat");
  if (!stat) return true;
  const auto fields = kernel::stat_fields(*stat);
  return fields.empty() || fields[0] == "Z";
}

}  // namespace

Watch::Watch(const StagePlan& plan, int mount)
    : plan_(plan),
      mount_(mount),
      kills_before_(plan.group != nullptr ? plan.group->kills() : 0),
      start_(Clock::now()),
      moved_(start_),
      quick_since_(start_),
      container_asked_(start_) {
  if (const auto usage = kernel::usage(mount_)) {
    seen_.size = usage->size;
    seen_.before = last_used_ = usage->used;
  }
}

Result<Rehearsal> Watch::until_the_end(std::vector<Rank> ranks) {
  ranks_ = std::move(ranks);
  for (const Rank& rank : ranks_) polled_.push_back({rank.socket.get(), POLLIN, 0});
  while (!over()) {
    sample();
    wait_and_listen();
    if (!over()) judge_time();
    if (!over() && Clock::now() - container_asked_ >= container_every) container_is_gone();
  }
  sample();
  if (error_) return tl::unexpected(*error_);
  seen_.seconds = std::chrono::duration<double>(Clock::now() - start_).count();
  count_throughput();
  return seen_;
}

void Watch::sample() {
  const auto usage = kernel::usage(mount_);
  if (!usage) return;
  const auto now = Clock::now();
  if (usage->used != last_used_) moved_ = now;
  last_used_ = usage->used;
  seen_.peak = std::max(seen_.peak, usage->used);
  seen_.timeline.add(now - start_, usage->used);
}

void Watch::wait_and_listen() {
  if (::ppoll(polled_.data(), polled_.size(), &sampling, nullptr) <= 0) return;
  for (std::size_t i = 0; i < ranks_.size() && !over(); ++i)
    if (polled_[i].revents != 0) hear(ranks_[i]);
  answer_when_all_are_settled();
}

void Watch::hear(Rank& rank) {
  workload::RankReport report;
  const ssize_t got = ::recv(rank.socket.get(), &report, sizeof report, MSG_DONTWAIT);
  if (got < 0 && (errno == EAGAIN || errno == EINTR)) return;
  if (got == sizeof report) return hear_report(rank, report);
  polled_[static_cast<std::size_t>(&rank - ranks_.data())].fd = -1;
  if (!rank.finished) judge_end_of(rank);
}

void Watch::hear_report(Rank& rank, const workload::RankReport& report) {
  moved_ = Clock::now();
  if (report.kind == Kind::lost) return judge_loss(fmt::format("worker {}{}", report.worker, of_rank(rank)), report);
  if (report.kind == Kind::damaged)
    return give_up({ErrorKind::failed,
                    {},
                    "a batch was not what its worker had written",
                    "that must never be: please report it, with the kernel's version"});
  if (report.kind == Kind::settled) rank.settled = true;
  if (report.kind == Kind::finished) {
    rank.finished = true;
    if (std::ranges::all_of(ranks_, &Rank::finished)) finish(Outcome::completed, {});
  }
  if (report.kind != Kind::moved) return;
  seen_.batches += plan_.rank.loaders;
  bytes_ += report.bytes;
  if (settled_steps_ < plan_.rank.settled) return;
  quick_batches_ += plan_.rank.loaders;
  quick_bytes_ += report.bytes;
}

// Ranks reach the most that they can have in use together, as those of one training do. Nothing moves until the mount
// has been looked at.
void Watch::answer_when_all_are_settled() {
  if (over() || !std::ranges::all_of(ranks_, [](const Rank& rank) { return rank.settled || rank.finished; })) return;
  if (std::ranges::none_of(ranks_, &Rank::settled)) return;
  sample();
  if (++settled_steps_ == plan_.rank.settled) quick_since_ = Clock::now();
  for (Rank& rank : ranks_)
    if (std::exchange(rank.settled, false)) (void)::send(rank.socket.get(), "", 1, MSG_NOSIGNAL);
}

void Watch::judge_loss(const std::string& who, const workload::RankReport& loss) {
  if (loss.signal == SIGBUS) {
    // There was no page left for it, however soon its own were free again.
    seen_.peak = std::max(seen_.peak, seen_.size);
    return finish(Outcome::bus_error, who + " was killed by signal: Bus error");
  }
  if (loss.error == ENOSPC) return finish(Outcome::no_space, who + " was told: No space left on device");
  const bool oom = plan_.group != nullptr && plan_.group->kills() > kills_before_;
  if (loss.signal == SIGKILL && oom)
    return finish(Outcome::out_of_memory, who + " was killed by the kernel: the memory limit is reached");
  if (loss.error == ENOMEM && oom) return finish(Outcome::out_of_memory, who + " was told: Cannot allocate memory");
  if (container_is_gone()) return;
  if (loss.error == EMFILE || loss.error == ENFILE)
    return give_up({ErrorKind::failed,
                    {},
                    who + " ran out of file descriptors, not of shared memory",
                    "raise the limit, here and where the workload runs: ulimit -Hn"});
  if (loss.signal != 0)
    return give_up({ErrorKind::failed,
                    {},
                    fmt::format("{} was killed by signal {}", who, loss.signal),
                    "see who does that, and rehearse again"});
  const auto why = loss.error != 0 ? std::strerror(loss.error) : fmt::format("it ended with status {}", loss.status);
  give_up({ErrorKind::failed, {}, fmt::format("{} can't go on: {}", who, why), "try again"});
}

// A rank that ended without a word. Its pid stays its own until the stage is cleared.
void Watch::judge_end_of(const Rank& rank) {
  siginfo_t info{};
  while (::waitid(P_PID, static_cast<id_t>(rank.pid), &info, WEXITED | WNOWAIT) < 0 && errno == EINTR) {
  }
  workload::RankReport end{.kind = Kind::lost};
  (info.si_code == CLD_EXITED ? end.status : end.signal) = info.si_status;
  judge_loss("the consumer" + of_rank(rank), end);
}

void Watch::judge_time() {
  const auto now = Clock::now();
  if (plan_.duration && now - start_ >= *plan_.duration) return finish(Outcome::completed, {});
  if (now - moved_ < plan_.patience) return;
  finish(Outcome::stalled, fmt::format("nothing moved for {} s: the consumer waits for a batch that nobody makes",
                                       plan_.patience.count()));
}

bool Watch::container_is_gone() {
  container_asked_ = Clock::now();
  if (plan_.container == nullptr || !ended(*plan_.container)) return false;
  give_up({ErrorKind::failed,
           {},
           "the container ended during the rehearsal",
           "see its state and its logs, start it, and rehearse again"});
  return true;
}

void Watch::finish(Outcome outcome, std::string detail) {
  done_ = true;
  seen_.outcome = outcome;
  seen_.detail = std::move(detail);
}

void Watch::give_up(Error error) { error_ = std::move(error); }

std::string Watch::of_rank(const Rank& rank) const {
  return ranks_.size() == 1 ? std::string() : fmt::format(" of rank {}", &rank - ranks_.data());
}

// Of the time in which the consumer was quick, where there was one.
void Watch::count_throughput() {
  const bool quick = quick_batches_ > 0;
  const double seconds = quick ? std::chrono::duration<double>(Clock::now() - quick_since_).count() : seen_.seconds;
  if (seconds <= 0) return;
  seen_.batches_per_second = static_cast<double>(quick ? quick_batches_ : seen_.batches) / seconds;
  seen_.bytes_per_second = static_cast<double>(quick ? quick_bytes_ : bytes_) / seconds;
}

}  // namespace ullage::operations
