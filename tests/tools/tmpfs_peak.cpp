// Watches a tmpfs until it is told to end (SIGTERM), then prints: the most bytes used, samples taken, samples a second,
// and the longest time between two samples in microseconds.
// usage: tmpfs_peak FOLDER; says "ready" after the first sample.
#include <fcntl.h>
#include <sched.h>
#include <sys/prctl.h>
#include <sys/statfs.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <ctime>

namespace {

volatile std::sig_atomic_t ended = 0;

using Clock = std::chrono::steady_clock;

long long microseconds(Clock::duration time) {
  return std::chrono::duration_cast<std::chrono::microseconds>(time).count();
}

// Woken ahead of what it watches, or a busy machine would let it sleep through a peak. Goes on without the right to.
void ask_to_be_woken_in_time() {
  const sched_param first{.sched_priority = 1};
  ::sched_setscheduler(0, SCHED_FIFO, &first);
  ::prctl(PR_SET_TIMERSLACK, 1);
}

}  // namespace

int main(int argc, char** argv) {
  const int folder = argc == 2 ? ::open(argv[1], O_PATH | O_DIRECTORY | O_CLOEXEC) : -1;
  if (folder < 0) return std::perror("tmpfs_peak"), 2;
  std::signal(SIGTERM, [](int) { ended = 1; });
  ask_to_be_woken_in_time();

  unsigned long long peak = 0;
  long samples = 0;
  const auto start = Clock::now();
  auto last = start;
  Clock::duration gap{};
  while (!ended) {
    struct statfs fs {};
    if (::fstatfs(folder, &fs) != 0) return std::perror("fstatfs"), 1;
    peak = std::max<unsigned long long>(peak, (fs.f_blocks - fs.f_bfree) * fs.f_bsize);
    const auto now = Clock::now();
    gap = std::max(gap, now - last);
    last = now;
    if (samples++ == 0) std::puts("ready"), std::fflush(stdout);
    const timespec pause{0, 80'000};
    ::nanosleep(&pause, nullptr);
  }
  const double seconds = std::chrono::duration<double>(last - start).count();
  std::printf("%llu %ld %.0f %lld\n", peak, samples, static_cast<double>(samples) / seconds, microseconds(gap));
}
