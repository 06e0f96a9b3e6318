// On the real kernel: which files a shm mount has, who holds them, and what is leaked.
#include "kernel/segments.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/mman.h>
#include <sys/stat.h>

#include <algorithm>

#include "kernel/holders.h"
#include "kernel/shm_handle.h"
#include "sandbox.h"

namespace ullage::kernel {
namespace {

using testing::mount_shm;
using testing::Sandbox;

int make(const char* path, off_t size = 4096) {
  const int fd = ::open(path, O_CREAT | O_RDWR | O_CLOEXEC, 0600);
  return ::posix_fallocate(fd, 0, size) == 0 ? fd : -1;
}

bool hold_mapped(const char* path) {
  const int fd = make(path);
  void* memory = ::mmap(nullptr, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
  ::close(fd);
  return memory != MAP_FAILED;
}

struct Opened {
  Process process;
  ShmHandle shm;
};

Opened open_both(const Sandbox& sandbox) {
  auto process = Process::open(sandbox.proc(), sandbox.pid());
  auto shm = ShmHandle::open(*process);
  return {std::move(*process), std::move(*shm)};
}

std::vector<std::string> names(const VisibleSegments& visible) {
  std::vector<std::string> all;
  for (const auto& segment : visible.segments) all.push_back(segment.name);
  std::sort(all.begin(), all.end());
  return all;
}

TEST(VisibleSegments, AreTheRegularFilesInAllFolders) {
  const Sandbox sandbox([] {
    return mount_shm("16m") && make("/dev/shm/a") >= 0 && ::mkdir("/dev/shm/sub", 0700) == 0 &&
           make("/dev/shm/sub/b") >= 0 && ::symlink("/etc", "/dev/shm/link") == 0 &&
           ::mkfifo("/dev/shm/pipe", 0600) == 0;
  });
  const auto visible = visible_segments(open_both(sandbox).shm.fd());
  ASSERT_TRUE(visible.has_value());
  EXPECT_EQ(names(*visible), (std::vector<std::string>{"a", "sub/b"}));
}

TEST(VisibleSegments, StayInsideTheMount) {
  const Sandbox sandbox([] {
    return mount_shm("16m") && ::mkdir("/dev/shm/other", 0700) == 0 &&
           ::mount("x", "/dev/shm/other", "tmpfs", 0, "") == 0 && make("/dev/shm/other/inside") >= 0;
  });
  const auto visible = visible_segments(open_both(sandbox).shm.fd());
  ASSERT_TRUE(visible.has_value());
  EXPECT_TRUE(names(*visible).empty());
}

TEST(VisibleSegments, TellApparentFromAllocatedSize) {
  const Sandbox sandbox(
      [] { return mount_shm("16m") && ::ftruncate(::open("/dev/shm/sparse", O_CREAT | O_RDWR, 0600), 8 << 20) == 0; });
  const auto visible = visible_segments(open_both(sandbox).shm.fd());
  ASSERT_EQ(visible->segments.size(), 1u);
  EXPECT_EQ(visible->segments[0].size, MiB(8));
  EXPECT_EQ(visible->segments[0].allocated, Bytes{0});
}

TEST(IsHeld, SeesOpenAndMappedFilesAndNothingElse) {
  const Sandbox sandbox([] {
    return mount_shm("16m") && make("/dev/shm/open") >= 0 && hold_mapped("/dev/shm/mapped") &&
           ::close(make("/dev/shm/free")) == 0 && ::mkfifo("/dev/shm/pipe", 0600) == 0;
  });
  const auto both = open_both(sandbox);
  EXPECT_EQ(is_held(both.shm.fd(), "open"), true);
  EXPECT_EQ(is_held(both.shm.fd(), "mapped"), true);
  EXPECT_EQ(is_held(both.shm.fd(), "free"), false);
  EXPECT_EQ(is_held(both.shm.fd(), "pipe"), std::nullopt);
  EXPECT_EQ(is_held(both.shm.fd(), "absent"), std::nullopt);
}

TEST(IsHeld, DoesNotWaitForALeaseThatTheContainerTook) {
  const Sandbox sandbox([] {
    return mount_shm("16m") && ::signal(SIGIO, SIG_IGN) != SIG_ERR &&
           ::fcntl(make("/dev/shm/leased"), F_SETLEASE, F_WRLCK) == 0;
  });
  EXPECT_EQ(is_held(open_both(sandbox).shm.fd(), "leased"), true);
}

TEST(HeldFiles, FindsWhatIsUnlinkedButStillHeld) {
  const Sandbox sandbox([] {
    return mount_shm("16m") && make("/dev/shm/open", 8192) >= 0 && ::unlink("/dev/shm/open") == 0 &&
           hold_mapped("/dev/shm/mapped") && ::unlink("/dev/shm/mapped") == 0;
  });
  const auto both = open_both(sandbox);
  const auto held = held_files(sandbox.proc(), {sandbox.pid()}, both.shm.mount().device, {both.shm.mount().id});
  ASSERT_EQ(held.by_inode.size(), 2u);
  for (const auto& [inode, segment] : held.by_inode) {
    EXPECT_FALSE(segment.linked);
    ASSERT_EQ(segment.holders.size(), 1u);
    EXPECT_EQ(segment.holders[0].pid, sandbox.pid());
    EXPECT_EQ(segment.holders[0].mapped, segment.name == "mapped");
    EXPECT_EQ(segment.holders[0].open, segment.name == "open");
    EXPECT_EQ(segment.allocated, segment.name == "open" ? KiB(8) : KiB(4));
  }
}

TEST(Leaked, NeedsThatNothingHoldsItAndItsCreatorIsGone) {
  std::set<pid_t> living;
  const auto ask = [&]() -> const std::set<pid_t>& { return living; };
  model::Segment segment;
  segment.name = "torch_17_123_0";
  EXPECT_FALSE(is_leaked(segment, true, ask));
  living = {1, 17};
  EXPECT_FALSE(is_leaked(segment, false, ask));
  living = {1, 18};
  EXPECT_TRUE(is_leaked(segment, false, ask));
  segment.name = "psm_4f1c";
  EXPECT_TRUE(is_leaked(segment, false, ask));
  segment.name = "libpod_lock";
  EXPECT_FALSE(is_leaked(segment, false, ask));
  segment.name = "psm_4f1c";
  segment.linked = false;
  EXPECT_FALSE(is_leaked(segment, false, ask));
}

TEST(CreatorInName, IsReadFromKnownConventionsOnly) {
  EXPECT_EQ(creator_in_name("torch_17_123_0"), 17);
  EXPECT_EQ(creator_in_name("__KMP_REGISTERED_LIB_42_1000"), 42);
  EXPECT_EQ(creator_in_name("segment-1"), std::nullopt);
  EXPECT_EQ(creator_in_name("torch_"), std::nullopt);
  EXPECT_EQ(creator_in_name("torch_99999999999999999999_1"), std::nullopt);
}

}  // namespace
}  // namespace ullage::kernel
