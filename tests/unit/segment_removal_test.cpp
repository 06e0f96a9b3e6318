// On the real kernel: what remove_unheld takes away, and what it leaves where it was.
#include "kernel/segment_removal.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <sys/inotify.h>
#include <sys/mman.h>
#include <sys/stat.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cerrno>
#include <thread>

#include "kernel/segments.h"
#include "kernel/shm_handle.h"
#include "kernel/syscalls.h"
#include "kernel/write_lease.h"
#include "sandbox.h"

namespace ullage::kernel {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using testing::mount_shm;
using testing::Sandbox;

int make(const std::string& path) {
  const int fd = ::open(path.c_str(), O_CREAT | O_RDWR | O_CLOEXEC, 0600);
  return ::posix_fallocate(fd, 0, 4096) == 0 ? fd : -1;
}

bool leak(const std::string& path) { return ::close(make(path)) == 0; }

bool hold_mapped(const char* path) {
  const int fd = make(path);
  void* memory = ::mmap(nullptr, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
  ::close(fd);
  return memory != MAP_FAILED;
}

UniqueFd open_shm(const Sandbox& sandbox) {
  const auto process = Process::open(sandbox.proc(), sandbox.pid());
  const auto shm = ShmHandle::open(*process);
  return *open_below(shm->fd(), ".", O_RDONLY | O_DIRECTORY);
}

std::vector<model::Segment> segments_in(int shm) {
  auto segments = visible_segments(shm)->segments;
  std::ranges::sort(segments, {}, &model::Segment::name);
  return segments;
}

std::vector<std::string> names_in(int shm) {
  std::vector<std::string> names;
  for (const auto& segment : segments_in(shm)) names.push_back(segment.name);
  return names;
}

// "removed", … for each, in the order of the names.
std::vector<std::string> remove_all(int shm, std::chrono::seconds untouched_for = 0s) {
  std::vector<std::string> words;
  for (const auto& outcome : remove_unheld(shm, segments_in(shm), untouched_for)) {
    constexpr std::array names{"removed", "in use", "touched", "gone"};
    words.emplace_back(outcome ? names[static_cast<std::size_t>(*outcome)] : outcome.error().what);
  }
  return words;
}

TEST(RemoveUnheld, TakesWhatNobodyHasAndNothingElse) {
  const Sandbox sandbox([] {
    return mount_shm("16m") && leak("/dev/shm/a") && hold_mapped("/dev/shm/b") && make("/dev/shm/c") >= 0 &&
           ::mkdir("/dev/shm/d", 0700) == 0 && leak("/dev/shm/d/leaked") && make("/dev/shm/d/open") >= 0;
  });
  const auto shm = open_shm(sandbox);
  EXPECT_THAT(remove_all(shm.get()), ElementsAre("removed", "in use", "in use", "removed", "in use"));
  EXPECT_THAT(names_in(shm.get()), ElementsAre("b", "c", "d/open"));
}

TEST(RemoveUnheld, TakesEveryNameOfAFile) {
  const Sandbox sandbox([] {
    return mount_shm("16m") && leak("/dev/shm/a") && ::link("/dev/shm/a", "/dev/shm/b") == 0 &&
           ::link("/dev/shm/a", "/dev/shm/c") == 0;
  });
  const auto shm = open_shm(sandbox);
  EXPECT_THAT(remove_all(shm.get()), ElementsAre("removed", "removed", "removed"));
  EXPECT_THAT(names_in(shm.get()), IsEmpty());
}

TEST(RemoveUnheld, TakesMoreThanABatch) {
  const Sandbox sandbox([] {
    for (int i = 0; i < 600; ++i)
      if (i == 0 ? !mount_shm("16m") : !leak("/dev/shm/" + std::to_string(i))) return false;
    return true;
  });
  const auto shm = open_shm(sandbox);
  EXPECT_THAT(remove_all(shm.get()), ::testing::Each("removed"));
  EXPECT_THAT(names_in(shm.get()), IsEmpty());
}

TEST(RemoveUnheld, LeavesWhatWasTouchedNotLongAgo) {
  const Sandbox sandbox([] { return mount_shm("16m") && leak("/dev/shm/a"); });
  const auto shm = open_shm(sandbox);
  EXPECT_THAT(remove_all(shm.get(), 1h), ElementsAre("touched"));
  EXPECT_THAT(names_in(shm.get()), ElementsAre("a"));
}

TEST(RemoveUnheld, LeavesAnotherFileThatTookTheName) {
  const Sandbox sandbox([] { return mount_shm("16m") && leak("/dev/shm/a") && leak("/dev/shm/b"); });
  const auto shm = open_shm(sandbox);
  const auto listed = segments_in(shm.get());
  ASSERT_EQ(::renameat(shm.get(), "b", shm.get(), "a"), 0);
  const auto outcomes = remove_unheld(shm.get(), listed, 0s);
  EXPECT_EQ(*outcomes[0], Removal::gone);
  EXPECT_EQ(*outcomes[1], Removal::gone);
  EXPECT_THAT(names_in(shm.get()), ElementsAre("a"));
}

TEST(RemoveUnheld, FollowsNoLinkThatTookTheNameOfAFolder) {
  const Sandbox sandbox([] {
    return mount_shm("16m") && ::mkdir("/dev/shm/real", 0700) == 0 && leak("/dev/shm/real/a") &&
           ::mkdir("/dev/shm/sub", 0700) == 0 && leak("/dev/shm/sub/a");
  });
  const auto shm = open_shm(sandbox);
  const auto listed = segments_in(shm.get());
  ASSERT_EQ(::renameat(shm.get(), "sub", shm.get(), "moved"), 0);
  ASSERT_EQ(::symlinkat("real", shm.get(), "sub"), 0);
  const auto outcomes = remove_unheld(shm.get(), {listed[1]}, 0s);
  EXPECT_EQ(*outcomes[0], Removal::gone);
  EXPECT_THAT(names_in(shm.get()), ElementsAre("moved/a", "real/a"));
}

// The opener found the file while it had its name, and opens it the moment that it has not.
TEST(RemoveUnheld, GivesALateOpenerTheFileBackAtItsName) {
  const Sandbox sandbox([] { return mount_shm("16m") && leak("/dev/shm/a"); });
  const auto shm = open_shm(sandbox);
  std::atomic<bool> watching = false;
  bool at_its_name = false;
  const UniqueFd events(::inotify_init1(IN_CLOEXEC));
  ASSERT_GE(::inotify_add_watch(events.get(), ("/proc/self/fd/" + std::to_string(shm.get())).c_str(), IN_MOVED_FROM),
            0);
  const UniqueFd found(::openat(shm.get(), "a", O_PATH | O_CLOEXEC));
  UniqueFd file;
  std::thread opener([&] {
    watching = true;
    pollfd moved{events.get(), POLLIN, 0};
    ::poll(&moved, 1, 30'000);
    file.reset(::open(("/proc/self/fd/" + std::to_string(found.get())).c_str(), O_RDWR | O_CLOEXEC));
    struct stat mine {
    }, there{};
    at_its_name =
        ::fstat(file.get(), &mine) == 0 && ::fstatat(shm.get(), "a", &there, 0) == 0 && mine.st_ino == there.st_ino;
  });
  while (!watching) std::this_thread::yield();
  const auto outcome = remove_all(shm.get());
  opener.join();
  EXPECT_THAT(outcome, ElementsAre("in use"));
  EXPECT_TRUE(at_its_name);
}

TEST(WriteLease, TellsThatSomebodyWantsTheFile) {
  const Sandbox sandbox([] { return mount_shm("16m") && leak("/dev/shm/a"); });
  const auto shm = open_shm(sandbox);
  const auto lease = WriteLease::take(shm.get(), "a");
  ASSERT_TRUE(lease.has_value());
  EXPECT_FALSE(lease->is_wanted());
  const UniqueFd another(::openat(shm.get(), "a", O_RDONLY | O_NONBLOCK | O_CLOEXEC));
  EXPECT_EQ(another.get(), -1);
  EXPECT_EQ(errno, EWOULDBLOCK);
  EXPECT_TRUE(lease->is_wanted());
}

TEST(WriteLease, IsTakenOfRegularFilesOnly) {
  const Sandbox sandbox([] {
    return mount_shm("16m") && ::symlink("/etc/passwd", "/dev/shm/link") == 0 && ::mkfifo("/dev/shm/pipe", 0600) == 0;
  });
  const auto shm = open_shm(sandbox);
  for (const auto* name : {"link", "pipe", "absent"})
    EXPECT_EQ(WriteLease::take(shm.get(), name).error().kind, ErrorKind::not_found) << name;
}

}  // namespace
}  // namespace ullage::kernel
