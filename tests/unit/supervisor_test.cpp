#include "workload/supervisor.h"

#include <poll.h>

#include "own_shm.h"

namespace ullage::workload {
namespace {

using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

using SupervisorTest = OwnShm;

// The memory is enough for one batch and a half: two workers that fill it side by side die together. Which of them gets
// through first is open.
TEST_F(SupervisorTest, WorkersThatDiedTogetherDoNotGoOnDyingTogether) {
  give_shm(MiB(48));
  LoaderConfig config;
  config.workers = 2;
  config.tensors = {MiB(32)};
  auto supervisor = Supervisor::start(config, 0, [](const std::string&) {});
  ASSERT_TRUE(supervisor) << supervisor.error().what;
  const auto batch_came = [&] { return supervisor->stats(Clock::now()).in_flight != Bytes{}; };
  for (const auto end = Clock::now() + 20s; Clock::now() < end && !batch_came();) {
    const auto pause = std::max(0ns, supervisor->work(Clock::now()) - Clock::now());
    pollfd ready{supervisor->fd(), POLLIN, 0};
    ::poll(&ready, 1, static_cast<int>(std::chrono::ceil<std::chrono::milliseconds>(pause).count()));
  }
  EXPECT_TRUE(batch_came());
}

}  // namespace
}  // namespace ullage::workload
