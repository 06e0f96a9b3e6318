// observe, as a recipe: reach, sample the use on a thread of its own, look at holders meanwhile, conclude.
#include "operations/observe.h"

#include <algorithm>
#include <atomic>
#include <map>
#include <set>
#include <thread>

#include "base/text.h"
#include "kernel/process.h"
#include "kernel/process_use.h"
#include "kernel/segments.h"
#include "kernel/stat_fields.h"
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

std::optional<pid_t> parent_of(const kernel::Process& process) {
  const auto stat = process.read("stat");
  if (!stat) return std::nullopt;
  const auto fields = kernel::stat_fields(*stat);
  return fields.size() > 1 ? parse_number<pid_t>(fields[1]) : std::nullopt;
}

// The view of the same mount in a later landscape: processes come and go.
const ShmView* view_of(const Landscape& landscape, model::DeviceId device) {
  const auto found = std::ranges::find(landscape.views, device, &ShmView::device);
  return found == landscape.views.end() ? nullptr : &*found;
}

// What several looks at the mount tell together. A look takes a while, and between two epochs it sees the old workers
// and the new ones: so what counts is how many holders were seen most often, and of those looks the one with the most
// segments.
class Gathering {
 public:
  Gathering(int shm_fd, model::DeviceId device) : shm_fd_(shm_fd), device_(device) {}

  void look_once() {
    const auto landscape = look();
    const auto* view = landscape ? view_of(*landscape, device_) : nullptr;
    if (!view) return;
    auto held = find_holders(*landscape, *view);
    denied_ = std::max(denied_, held.denied);
    policy::GuessFacts facts{holders_of(*landscape, held), {}, {}, {}};
    auto& looks = looks_[facts.holders.size()];
    auto all = with_visible(std::move(held));
    note_idle(all);
    for (auto& [inode, segment] : all)
      (policy::is_semaphore(segment) ? facts.semaphores : facts.segments).push_back(std::move(segment));
    if (++looks.count == 1 || facts.segments.size() > looks.fullest.segments.size()) looks.fullest = std::move(facts);
  }

  std::size_t denied() const { return denied_; }

  policy::GuessFacts facts(Bytes peak, bool full) const {
    const auto usual = std::ranges::max_element(looks_, {}, [](const auto& looks) { return looks.second.count; });
    if (usual == looks_.end()) return {};
    auto facts = usual->second.fullest;
    facts.peak = peak;
    facts.full = full;
    if (looked_ > 1) std::erase_if(facts.segments, [&](const auto& segment) { return idle_.contains(segment.inode); });
    return facts;
  }

 private:
  struct Looks {
    std::size_t count = 0;
    policy::GuessFacts fullest;
  };

  // A batch on its way has no holder where it is passed by name.
  std::map<ino_t, model::Segment> with_visible(kernel::HeldFiles held) const {
    if (auto visible = kernel::visible_segments(shm_fd_))
      for (auto& segment : visible->segments) held.by_inode.try_emplace(segment.inode, segment);
    return std::move(held.by_inode);
  }

  // What nobody held at any look is no batch on its way: something was left behind.
  void note_idle(const std::map<ino_t, model::Segment>& all) {
    std::set<ino_t> unheld;
    for (const auto& [inode, segment] : all)
      if (segment.holders.empty() && (looked_ == 0 || idle_.contains(inode))) unheld.insert(inode);
    idle_ = std::move(unheld);
    ++looked_;
  }

  static std::vector<policy::SharingProcess> holders_of(const Landscape& landscape, const kernel::HeldFiles& held) {
    std::set<pid_t> pids;
    for (const auto& [inode, segment] : held.by_inode)
      for (const auto& holder : segment.holders) pids.insert(holder.pid);
    std::vector<policy::SharingProcess> holders;
    for (const pid_t pid : pids)
      if (const auto process = kernel::Process::open(landscape.proc.get(), pid))
        if (const auto parent = parent_of(*process)) holders.push_back({pid, *parent});
    return holders;
  }

  int shm_fd_;
  model::DeviceId device_;
  std::size_t denied_ = 0, looked_ = 0;
  std::set<ino_t> idle_;
  std::map<std::size_t, Looks> looks_;  // by the number of holders
};

}  // namespace

Result<Observation> observe(std::string_view name, std::chrono::milliseconds watch) {
  const auto reached = reach(name);
  if (!reached) return tl::unexpected(reached.error());
  const auto& [landscape, target, opened, usage] = *reached;

  const InterruptGuard guard;
  const auto begun = Clock::now();
  Gathering gathering(opened.shm.fd(), target.view->device);
  const PeakSampler sampler(opened.shm.fd());
  do {
    gathering.look_once();
    std::this_thread::sleep_for(std::min<Clock::duration>(20ms, watch));
  } while (Clock::now() - begun < watch && !interrupted());

  Observation out;
  out.denied = gathering.denied();
  out.memory = memory_above(target, opened.process);
  if (const auto limits = kernel::system_v(opened.process)) out.system_v = *limits;
  out.seen = {.name = target.name,
              .size = usage.size,
              .peak = std::max(sampler.peak(), usage.used),
              .watched = std::chrono::duration<double>(Clock::now() - begun).count(),
              .full = sampler.was_full() || policy::judge(usage) == model::Verdict::full,
              .is_host = target.is_host(),
              .container = target.container,
              .guess = policy::guess_workload(gathering.facts(sampler.peak(), sampler.was_full()))};
  return out;
}

}  // namespace ullage::operations
