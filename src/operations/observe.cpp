// observe, as a recipe: reach, sample the use on a thread of its own, look at holders meanwhile, conclude.
#include "operations/observe.h"

#include <algorithm>
#include <atomic>
#include <set>
#include <thread>

#include "base/text.h"
#include "kernel/process.h"
#include "kernel/tmpfs.h"
#include "operations/interrupt.h"
#include "operations/memory_above.h"
#include "operations/mount_facts.h"
#include "operations/reach.h"
#include "policy/verdict.h"

namespace ullage::operations {

namespace {

using Clock = std::chrono::steady_clock;
using namespace std::chrono_literals;

// Looks at the use some thousand times a second: a batch lives for milliseconds.
class PeakSampler {
 public:
  explicit PeakSampler(int shm_fd) : thread_([this, shm_fd](const std::stop_token& stop) { sample(shm_fd, stop); }) {}

  Bytes peak() const { return {peak_.load()}; }
  bool was_full() const { return full_.load(); }

 private:
  void sample(int shm_fd, const std::stop_token& stop) {
    while (!stop.stop_requested()) {
      if (const auto usage = kernel::usage(shm_fd)) {
        peak_ = std::max(peak_.load(), usage->used.value);
        if (policy::judge(*usage) == model::Verdict::full) full_ = true;
      }
      std::this_thread::sleep_for(200us);
    }
  }

  std::atomic<std::uint64_t> peak_ = 0;
  std::atomic<bool> full_ = false;
  std::jthread thread_;
};

// The fourth field of /proc/PID/stat, behind a name that may hold anything.
std::optional<pid_t> parent_of(const kernel::Process& process) {
  const auto stat = process.read("stat");
  if (!stat) return std::nullopt;
  const auto after_name = stat->rfind(')');
  if (after_name == std::string::npos) return std::nullopt;
  const auto fields = split(std::string_view(*stat).substr(after_name), ' ');
  return fields.size() > 2 ? parse_number<pid_t>(fields[2]) : std::nullopt;
}

std::vector<policy::SharingProcess> processes_of(const Landscape& landscape, const ShmView& view) {
  std::vector<policy::SharingProcess> processes;
  for (const auto* ns : view.namespaces)
    for (const pid_t pid : ns->pids)
      if (const auto process = kernel::Process::open(landscape.proc.get(), pid))
        if (const auto parent = parent_of(*process)) processes.push_back({pid, *parent});
  return processes;
}

// What several looks at the holders tell together.
class Gathering {
 public:
  void add(kernel::HeldFiles held) {
    denied_ = std::max(denied_, held.denied);
    std::vector<model::Segment> segments;
    for (auto& [inode, segment] : held.by_inode) {
      for (const auto& holder : segment.holders) holders_.insert(holder.pid);
      if (!policy::is_semaphore(segment))
        segments.push_back(std::move(segment));
      else if (known_.insert(inode).second)
        semaphores_.push_back(std::move(segment));
    }
    if (segments.size() >= most_.size()) most_ = std::move(segments);
  }

  std::size_t denied() const { return denied_; }

  policy::GuessFacts facts() && {
    return {{}, std::move(semaphores_), std::move(most_), {holders_.begin(), holders_.end()}};
  }

 private:
  std::size_t denied_ = 0;
  std::set<ino_t> known_;
  std::set<pid_t> holders_;
  std::vector<model::Segment> semaphores_, most_;
};

}  // namespace

Result<Observation> observe(std::string_view name, std::chrono::milliseconds watch) {
  const auto reached = reach(name);
  if (!reached) return tl::unexpected(reached.error());
  const auto& [landscape, target, opened, usage] = *reached;

  const InterruptGuard guard;
  const auto begun = Clock::now();
  Gathering gathering;
  const PeakSampler sampler(opened.shm.fd());
  auto processes = processes_of(landscape, *target.view);
  do {
    gathering.add(find_holders(landscape, *target.view));
    std::this_thread::sleep_for(std::min<Clock::duration>(20ms, watch));
  } while (Clock::now() - begun < watch && !interrupted());

  Observation out;
  out.denied = gathering.denied();
  out.memory = memory_above(target, opened.process);
  auto facts = std::move(gathering).facts();
  facts.processes = std::move(processes);
  out.seen = {.name = target.name,
              .size = usage.size,
              .peak = std::max(sampler.peak(), usage.used),
              .watched = std::chrono::duration<double>(Clock::now() - begun).count(),
              .full = sampler.was_full(),
              .is_host = target.is_host(),
              .guess = policy::guess_workload(facts)};
  return out;
}

}  // namespace ullage::operations
