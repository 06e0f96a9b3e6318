#include "workload/loader.h"

#include <dirent.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <sys/prctl.h>
#include <sys/statvfs.h>
#include <sys/wait.h>

#include <csignal>
#include <functional>
#include <thread>

#include "own_shm.h"

namespace ullage::workload {
namespace {

using namespace std::chrono_literals;

std::size_t entries(const char* folder) {
  DIR* open = ::opendir(folder);
  std::size_t count = 0;
  while (::readdir(open) != nullptr) ++count;
  ::closedir(open);
  return count;
}

Bytes used() {
  struct statvfs mount {};
  ::statvfs("/dev/shm", &mount);
  return {(mount.f_blocks - mount.f_bfree) * mount.f_frsize};
}

bool eventually(const std::function<bool()>& holds) {
  const auto deadline = std::chrono::steady_clock::now() + 20s;
  while (!holds()) {
    if (std::chrono::steady_clock::now() > deadline) return false;
    std::this_thread::sleep_for(1ms);
  }
  return true;
}

const Batch* batch_of(const Outcome& outcome) {
  const auto* batch = std::get_if<const Batch*>(&outcome);
  return batch != nullptr ? *batch : nullptr;
}

using LoaderTest = OwnShm;

LoaderConfig small(std::uint64_t batches) {
  LoaderConfig config;
  config.workers = 3;
  config.tensors = {KiB(64), Bytes{100}, Bytes{4097}};
  config.batches = batches;
  return config;
}

TEST_F(LoaderTest, GivesEveryBatchInOrderAndIntact) {
  give_shm(MiB(64));
  auto loader = Loader::start(small(50));
  ASSERT_TRUE(loader) << loader.error().what;
  for (std::uint64_t index = 0; index < 50; ++index) {
    const Batch* batch = batch_of(loader->next(20s));
    ASSERT_NE(batch, nullptr);
    EXPECT_EQ(batch->index, index);
    EXPECT_TRUE(batch->intact());
    EXPECT_EQ(batch->tensors.size(), 3u);
  }
  EXPECT_TRUE(std::holds_alternative<Finished>(loader->next(20s)));
}

TEST_F(LoaderTest, KeepsTheOrderWhenOneWorkerIsSlow) {
  give_shm(MiB(64));
  auto loader = Loader::start(small(12));
  ASSERT_TRUE(loader) << loader.error().what;
  ASSERT_NE(batch_of(loader->next(20s)), nullptr);
  const pid_t slow = loader->pids()[1];
  ::kill(slow, SIGSTOP);
  while (batch_of(loader->next(100ms)) != nullptr) {
  }
  ::kill(slow, SIGCONT);
  const Batch* batch = batch_of(loader->next(20s));
  ASSERT_NE(batch, nullptr);
  EXPECT_EQ(batch->index % 3, 1u);
}

TEST_F(LoaderTest, LoadsInTheProcessItselfWithoutWorkers) {
  give_shm(MiB(1));
  LoaderConfig config;
  config.workers = 0;
  config.batches = 3;
  auto loader = Loader::start(config);
  ASSERT_TRUE(loader) << loader.error().what;
  for (std::uint64_t index = 0; index < 3; ++index) {
    const Batch* batch = batch_of(loader->next(0ms));
    ASSERT_NE(batch, nullptr);
    EXPECT_EQ(batch->index, index);
    EXPECT_TRUE(batch->intact());
  }
  EXPECT_TRUE(std::holds_alternative<Finished>(loader->next(0ms)));
  EXPECT_EQ(used(), Bytes{0});
}

LoaderConfig dropping_first() {
  LoaderConfig config;
  config.workers = 3;
  config.tensors = {MiB(1), Bytes{4097}};
  config.held = 0;
  return config;
}

TEST_F(LoaderTest, ReachesItsPeakToThePage) {
  const LoaderConfig config = dropping_first();
  // PF·W batches ahead and one with the consumer, each of 256 + 2 pages.
  const Bytes law{(2 * 3 + 1) * (256 + 2) * 4096};
  EXPECT_EQ(peak_of(config), law);
  give_shm(law);
  auto loader = Loader::start(config);
  ASSERT_TRUE(loader) << loader.error().what;
  for (int i = 0; i < 100; ++i) {
    ASSERT_NE(batch_of(loader->next(20s)), nullptr);
    // Not in each round: a consumer in a hurry must fit too.
    if (i % 10 == 0) {
      EXPECT_TRUE(eventually([&] { return used() == law; })) << used().value;
    }
  }
}

TEST_F(LoaderTest, DiesOfABusErrorWithOnePageLess) {
  const LoaderConfig config = dropping_first();
  give_shm(peak_of(config) - KiB(4));
  auto loader = Loader::start(config);
  ASSERT_TRUE(loader) << loader.error().what;
  ASSERT_NE(batch_of(loader->next(20s)), nullptr);
  std::optional<LostWorker> lost;
  EXPECT_TRUE(eventually([&] { return (lost = loader->lost()).has_value(); }));
  ASSERT_TRUE(lost);
  EXPECT_EQ(lost->signal, SIGBUS);
  EXPECT_LT(lost->number, 3u);
  EXPECT_EQ(loader->living(), 2u);
}

TEST_F(LoaderTest, NeverExceedsItsPeakInAPlainLoop) {
  LoaderConfig config = dropping_first();
  config.held = 1;
  config.batches = 300;
  give_shm(peak_of(config));
  auto loader = Loader::start(config);
  ASSERT_TRUE(loader) << loader.error().what;
  for (std::uint64_t index = 0; index < config.batches; ++index) ASSERT_NE(batch_of(loader->next(20s)), nullptr);
}

TEST_F(LoaderTest, ARevivedWorkerRetriesItsBatchesInOrder) {
  LoaderConfig config;
  config.workers = 2;
  config.tensors = {MiB(4)};
  config.batches = 10;
  give_shm(MiB(1));
  auto loader = Loader::start(config);
  ASSERT_TRUE(loader) << loader.error().what;
  std::vector<unsigned> lost;
  while (lost.size() < 2) {
    const Outcome outcome = loader->next(20s);
    ASSERT_TRUE(std::holds_alternative<LostWorker>(outcome));
    lost.push_back(std::get<LostWorker>(outcome).number);
  }
  resize_shm(MiB(64));
  for (const unsigned worker : lost) ASSERT_TRUE(loader->revive(worker));
  for (std::uint64_t index = 0; index < 10; ++index) {
    const Batch* batch = batch_of(loader->next(20s));
    ASSERT_NE(batch, nullptr);
    EXPECT_EQ(batch->index, index);
    EXPECT_TRUE(batch->intact());
  }
}

TEST_F(LoaderTest, ARevivedWorkerKeepsNoBatchOfItsParentAlive) {
  LoaderConfig config = dropping_first();
  config.batches = 6;
  give_shm(MiB(64));
  auto loader = Loader::start(config);
  ASSERT_TRUE(loader) << loader.error().what;
  ASSERT_NE(batch_of(loader->next(20s)), nullptr);
  ASSERT_TRUE(eventually([&] { return loader->lost(), loader->in_flight() == peak_of(config); }));
  ::kill(loader->pids()[0], SIGKILL);
  std::optional<LostWorker> lost;
  ASSERT_TRUE(eventually([&] { return (lost = loader->lost()).has_value(); }));
  EXPECT_EQ(lost->signal, SIGKILL);
  ASSERT_TRUE(loader->revive(0));
  for (int i = 1; i < 6; ++i) ASSERT_NE(batch_of(loader->next(20s)), nullptr);
  EXPECT_TRUE(std::holds_alternative<Finished>(loader->next(0ms)));
  EXPECT_EQ(loader->living(), 3u);
  EXPECT_TRUE(eventually([] { return used() == Bytes{0}; }));
}

TEST_F(LoaderTest, TellsWhenThereAreNoFilesLeft) {
  give_shm(MiB(64));
  ASSERT_EQ(::mount(nullptr, "/dev/shm", nullptr, MS_REMOUNT, "nr_inodes=1"), 0);
  auto loader = Loader::start(small(5));
  ASSERT_TRUE(loader) << loader.error().what;
  const Outcome outcome = loader->next(20s);
  ASSERT_TRUE(std::holds_alternative<LostWorker>(outcome));
  EXPECT_EQ(std::get<LostWorker>(outcome).error, ENOSPC);
}

TEST_F(LoaderTest, LeavesNoDescriptorNoFileAndNoProcess) {
  give_shm(MiB(64));
  const std::size_t before = entries("/proc/self/fd");
  {
    auto loader = Loader::start(small(0));
    ASSERT_TRUE(loader) << loader.error().what;
    for (int i = 0; i < 10; ++i) ASSERT_NE(batch_of(loader->next(20s)), nullptr);
    EXPECT_GT(entries("/proc/self/fd"), before);
  }
  EXPECT_EQ(entries("/proc/self/fd"), before);
  EXPECT_EQ(entries("/dev/shm"), 2u);
  EXPECT_EQ(used(), Bytes{0});
  EXPECT_EQ(::waitpid(-1, nullptr, WNOHANG), -1);
}

TEST_F(LoaderTest, WorkersDieWithTheirParent) {
  give_shm(MiB(64));
  ::prctl(PR_SET_CHILD_SUBREAPER, 1);
  int ends[2];
  ASSERT_EQ(::pipe2(ends, O_CLOEXEC), 0);
  const pid_t parent = ::fork();
  if (parent == 0) {
    auto loader = Loader::start(small(0));
    const auto pids = loader->pids();
    if (::write(ends[1], pids.data(), sizeof(pid_t) * 3) < 0) ::_exit(1);
    ::pause();
    ::_exit(1);
  }
  pid_t workers[3];
  ASSERT_EQ(::read(ends[0], workers, sizeof workers), static_cast<ssize_t>(sizeof workers));
  ::kill(parent, SIGKILL);
  ::waitpid(parent, nullptr, 0);
  for (const pid_t worker : workers) {
    int status = 0;
    EXPECT_EQ(::waitpid(worker, &status, 0), worker);
    EXPECT_TRUE(WIFSIGNALED(status) || WEXITSTATUS(status) <= 1);  // 1: it was just sending
  }
  ::prctl(PR_SET_CHILD_SUBREAPER, 0);
  ::close(ends[0]), ::close(ends[1]);
}

TEST(LoaderConfig, RefusesWhatCanNotWork) {
  LoaderConfig config;
  config.prefetch_factor = 0;
  EXPECT_EQ(Loader::start(config).error().kind, ErrorKind::usage);
  config = {};
  config.tensors = {Bytes{0}};
  EXPECT_EQ(Loader::start(config).error().kind, ErrorKind::usage);
}

TEST(PeakOf, CountsWhatIsAheadWhatIsHeldAndTheOneBetween) {
  LoaderConfig config;
  EXPECT_EQ(peak_of(config), MiB(16 * (2 * 4 + 2)));
  config.held = 5;
  EXPECT_EQ(peak_of(config), MiB(16 * (2 * 4 + 5 + 1)));
  config.batches = 3;
  EXPECT_EQ(peak_of(config), MiB(16 * 3));
  config.workers = 0;
  EXPECT_EQ(peak_of(config), Bytes{0});
}

}  // namespace
}  // namespace ullage::workload
