// The stage's process and its ranks.
#include "operations/rehearse_stage.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>

#include <cerrno>
#include <csignal>
#include <cstring>

#include "kernel/error_report.h"
#include "kernel/own_shm.h"
#include "operations/rehearse_watch.h"
#include "workload/fork_signals.h"

namespace ullage::operations {

namespace {

// What the stage writes and this process reads when the stage has ended: plain memory that both have.
struct Playbill {
  bool performed = false;
  Outcome outcome{};
  Bytes size, before, peak;
  std::uint64_t batches = 0;
  double seconds = 0, batches_per_second = 0, bytes_per_second = 0;
  model::UsageTimeline timeline;
  char detail[512] = {};
  char error[2048] = {};
  std::size_t error_length = 0;
};

class SharedPlaybill {
 public:
  SharedPlaybill() {
    void* memory = ::mmap(nullptr, sizeof(Playbill), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (memory != MAP_FAILED) bill_ = new (memory) Playbill;
  }
  ~SharedPlaybill() {
    if (bill_ != nullptr) ::munmap(bill_, sizeof(Playbill));
  }
  SharedPlaybill(const SharedPlaybill&) = delete;
  SharedPlaybill& operator=(const SharedPlaybill&) = delete;
  Playbill* get() const { return bill_; }

 private:
  Playbill* bill_ = nullptr;
};

void write_down(Playbill& bill, const Result<Rehearsal>& seen) {
  if (!seen) {
    const std::string error = kernel::pack_error(seen.error());
    bill.error_length = std::min(error.size(), sizeof bill.error);
    std::memcpy(bill.error, error.data(), bill.error_length);
    return;
  }
  bill.outcome = seen->outcome;
  bill.size = seen->size, bill.before = seen->before, bill.peak = seen->peak;
  bill.batches = seen->batches, bill.seconds = seen->seconds;
  bill.batches_per_second = seen->batches_per_second, bill.bytes_per_second = seen->bytes_per_second;
  bill.timeline = seen->timeline;
  seen->detail.copy(bill.detail, sizeof bill.detail - 1);
  bill.performed = true;
}

Result<Rehearsal> read_back(const Playbill& bill) {
  if (!bill.performed) return tl::unexpected(kernel::unpack_error(std::string(bill.error, bill.error_length)));
  return Rehearsal{bill.outcome,
                   bill.detail,
                   bill.size,
                   bill.before,
                   bill.peak,
                   bill.batches,
                   bill.seconds,
                   bill.batches_per_second,
                   bill.bytes_per_second,
                   bill.timeline};
}

// Dies before anything else does for lack of memory.
void be_expendable() {
  const UniqueFd score(::open("/proc/self/oom_score_adj", O_WRONLY | O_CLOEXEC));
  if (score) (void)!::write(score.get(), "1000", 4);
}

Result<Rank> start_rank(const StagePlan& plan, int mount) {
  int ends[2];
  if (::socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) != 0)
    return fail_errno(errno, "make a socket pair");
  UniqueFd own(ends[0]), theirs(ends[1]);
  const pid_t stage = ::getpid();
  const pid_t pid = ::fork();
  if (pid < 0) return fail_errno(errno, "start a rank of the rehearsal");
  if (pid == 0) {
    workload::die_with(stage);
    own.reset();
    if (plan.join)
      if (const auto joined = plan.group->join(); !joined) ::_exit(1);
    ::prctl(PR_SET_NAME, "rehearsal-rank");
    auto config = plan.rank;
    config.loader.place.directory = mount;
    workload::play_rank(config, theirs.get());
  }
  return Rank{pid, std::move(own)};
}

// All that was started here is killed and waited for: ranks, and the workers that their death leaves to this process.
void clear_the_stage(const std::vector<pid_t>& ranks) {
  for (const pid_t pid : ranks) ::kill(pid, SIGKILL);
  while (::wait(nullptr) > 0 || errno == EINTR) {
  }
}

Result<std::vector<Rank>> start_ranks(const StagePlan& plan, int mount, std::vector<pid_t>& pids) {
  std::vector<Rank> ranks;
  for (unsigned i = 0; i < plan.ranks; ++i) {
    auto rank = start_rank(plan, mount);
    if (!rank) return tl::unexpected(rank.error());
    pids.push_back(rank->pid);
    ranks.push_back(std::move(*rank));
  }
  return ranks;
}

Result<Rehearsal> play(const StagePlan& plan, pid_t parent) {
  UniqueFd own;
  if (plan.own_size) {
    if (auto entered = kernel::enter_own_shm(*plan.own_size); !entered) return tl::unexpected(entered.error());
    own.reset(::open("/dev/shm", O_PATH | O_DIRECTORY | O_CLOEXEC));
    if (!own) return fail_errno(errno, "open the rehearsal's own /dev/shm");
  }
  workload::die_with(parent);  // after what a new user namespace makes the kernel forget (kernel/cred.c, commit_creds)
  const int mount = plan.own_size ? own.get() : plan.mount;
  ::prctl(PR_SET_CHILD_SUBREAPER, 1);
  ::prctl(PR_SET_TIMERSLACK, 1);
  Watch watch(plan, mount);
  std::vector<pid_t> pids;
  auto ranks = start_ranks(plan, mount, pids);
  auto seen = ranks ? watch.until_the_end(std::move(*ranks)) : Result<Rehearsal>(tl::unexpected(ranks.error()));
  clear_the_stage(pids);
  return seen;
}

}  // namespace

Result<Rehearsal> perform(const StagePlan& plan) {
  const SharedPlaybill bill;
  if (bill.get() == nullptr) return fail_errno(errno, "make memory to share with the rehearsal");
  const pid_t parent = ::getpid();
  const pid_t stage = ::fork();
  if (stage < 0) return fail_errno(errno, "start the rehearsal's process");
  if (stage == 0) {
    workload::die_with(parent);
    be_expendable();
    ::prctl(PR_SET_NAME, "rehearsal-stage");
    write_down(*bill.get(), play(plan, parent));
    ::_exit(0);
  }
  while (::waitpid(stage, nullptr, 0) < 0 && errno == EINTR) {
  }
  return read_back(*bill.get());
}

}  // namespace ullage::operations
