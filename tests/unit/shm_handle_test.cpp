// On the real kernel: finding, resizing and never being led astray.
#include "kernel/shm_handle.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include "kernel/allocation.h"
#include "kernel/shm_opener.h"
#include "kernel/tmpfs.h"
#include "sandbox.h"

namespace ullage::kernel {
namespace {

using ::testing::HasSubstr;
using testing::mount_shm;
using testing::Sandbox;

Result<ShmHandle> open_shm_of(const Sandbox& sandbox) {
  auto process = Process::open(sandbox.proc(), sandbox.pid());
  if (!process) return tl::unexpected(process.error());
  return ShmHandle::open(*process);
}

bool fill(const char* path, std::size_t mebibytes) {
  const UniqueFd fd(::open(path, O_CREAT | O_RDWR, 0600));
  return ::posix_fallocate(fd.get(), 0, static_cast<off_t>(mebibytes << 20)) == 0;
}

TEST(ShmHandle, ResizesWhileFilesStay) {
  const Sandbox sandbox([] { return mount_shm("64m") && fill("/dev/shm/kept", 8); });
  const auto shm = open_shm_of(sandbox);
  ASSERT_TRUE(shm.has_value()) << shm.error().what;
  EXPECT_EQ(usage(shm->fd())->size, MiB(64));

  ASSERT_TRUE(resize(shm->fd(), GiB(2)).has_value());
  EXPECT_EQ(usage(shm->fd())->size, GiB(2));
  EXPECT_EQ(usage(shm->fd())->used, MiB(8));
}

TEST(ShmHandle, ShrinkingBelowUseIsRefusedInTheKernelsWords) {
  const Sandbox sandbox([] { return mount_shm("64m") && fill("/dev/shm/kept", 8); });
  const auto shm = open_shm_of(sandbox);
  ASSERT_TRUE(shm.has_value());
  const auto done = resize(shm->fd(), MiB(4));
  ASSERT_FALSE(done.has_value());
  EXPECT_EQ(done.error().kind, ErrorKind::refused);
  EXPECT_THAT(done.error().what, HasSubstr("Too small a size for current use"));
}

TEST(ShmHandle, ASizeOfZeroIsNotTakenForNoLimit) {
  const Sandbox sandbox([] { return mount_shm("64m"); });
  const auto shm = open_shm_of(sandbox);
  ASSERT_TRUE(shm.has_value());
  EXPECT_EQ(resize(shm->fd(), Bytes{0}).error().kind, ErrorKind::usage);
  EXPECT_EQ(usage(shm->fd())->size, MiB(64));
}

TEST(ShmHandle, TheMountOnTopIsMeant) {
  const Sandbox sandbox([] { return mount_shm("64m") && mount_shm("32m"); });
  const auto shm = open_shm_of(sandbox);
  ASSERT_TRUE(shm.has_value());
  EXPECT_EQ(usage(shm->fd())->size, MiB(32));
}

TEST(ShmHandle, ALinkInPlaceOfTheFolderIsRefused) {
  const Sandbox sandbox([] {
    return ::mount("t", "/mnt", "tmpfs", 0, "") == 0 && ::mount("d", "/dev", "tmpfs", 0, "") == 0 &&
           ::symlink("/mnt", "/dev/shm") == 0;
  });
  EXPECT_EQ(open_shm_of(sandbox).error().kind, ErrorKind::refused);
}

TEST(ShmHandle, ALinkOverAMountedFolderIsRefused) {
  // The mount table still lists a tmpfs at /dev/shm, but another /dev with a link hides it.
  const Sandbox sandbox([] {
    return mount_shm("64m") && ::mount("t", "/mnt", "tmpfs", 0, "") == 0 && ::mount("d", "/dev", "tmpfs", 0, "") == 0 &&
           ::symlink("/mnt", "/dev/shm") == 0;
  });
  const auto shm = open_shm_of(sandbox);
  ASSERT_FALSE(shm.has_value());
  EXPECT_EQ(shm.error().kind, ErrorKind::refused);
}

TEST(ShmHandle, AFolderOfAnotherTmpfsIsRefused) {
  const Sandbox sandbox(
      [] { return mount_shm("64m") && ::mount("d", "/dev", "tmpfs", 0, "") == 0 && ::mkdir("/dev/shm", 0777) == 0; });
  EXPECT_EQ(open_shm_of(sandbox).error().kind, ErrorKind::refused);
}

TEST(ShmHandle, AnotherFileSystemIsRefusedUntouched) {
  const Sandbox sandbox([] { return ::mount("/usr", "/dev/shm", nullptr, MS_BIND, nullptr) == 0; });
  const auto shm = open_shm_of(sandbox);
  ASSERT_FALSE(shm.has_value());
  EXPECT_EQ(shm.error().kind, ErrorKind::refused);
  EXPECT_THAT(shm.error().what, HasSubstr("not a tmpfs"));
}

TEST(ShmHandle, ADeadProcessIsNotMistakenForItsSuccessor) {
  std::optional<Process> kept;
  {
    const Sandbox sandbox([] { return mount_shm("64m"); });
    auto process = Process::open(sandbox.proc(), sandbox.pid());
    ASSERT_TRUE(process.has_value());
    kept.emplace(std::move(*process));
  }
  EXPECT_EQ(ShmHandle::open(*kept).error().kind, ErrorKind::not_found);
}

TEST(TryAllocation, TellsWhetherItFitsAndLeavesNothing) {
  const Sandbox sandbox([] { return mount_shm("16m"); });
  const auto shm = open_shm_of(sandbox);
  ASSERT_TRUE(shm.has_value());
  EXPECT_TRUE(try_allocation(shm->fd(), MiB(16)).has_value());
  EXPECT_EQ(usage(shm->fd())->used, Bytes{0});
  EXPECT_EQ(try_allocation(shm->fd(), MiB(17)).error().code.value(), ENOSPC);
  EXPECT_EQ(usage(shm->fd())->used, Bytes{0});
}

TEST(ShmOpener, OpensThroughItsChildWhatIsThere) {
  const Sandbox one([] { return mount_shm("16m"); });
  const Sandbox two([] { return mount_shm("32m"); });
  ShmOpener opener;
  for (const auto& [sandbox, size] : {std::pair(&one, MiB(16)), std::pair(&two, MiB(32))}) {
    const auto process = Process::open(sandbox->proc(), sandbox->pid());
    const auto mounts = process->mounts();
    const auto shm = opener.open(*process, *shm_entry(*mounts));
    ASSERT_TRUE(shm.has_value()) << shm.error().what;
    EXPECT_EQ(usage(shm->fd())->size, size);
  }
}

TEST(ShmOpener, BringsTheErrorBack) {
  const Sandbox sandbox([] {
    return mount_shm("64m") && ::mount("d", "/dev", "tmpfs", 0, "") == 0 && ::symlink("/mnt", "/dev/shm") == 0;
  });
  const auto process = Process::open(sandbox.proc(), sandbox.pid());
  const auto mounts = process->mounts();
  const auto shm = ShmOpener().open(*process, *shm_entry(*mounts));
  ASSERT_FALSE(shm.has_value());
  EXPECT_EQ(shm.error().kind, ErrorKind::refused);
  EXPECT_THAT(shm.error().what, HasSubstr("in the way"));
}

}  // namespace
}  // namespace ullage::kernel
