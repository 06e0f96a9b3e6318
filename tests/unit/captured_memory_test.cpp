// What the memory reader makes of cgroup trees of both versions, with limits at several heights.
#include <gtest/gtest.h>

#include <vector>

#include "captured_trees.h"
#include "kernel/memory.h"

namespace ullage::kernel {
namespace {

std::optional<model::MemoryCgroup> read(const std::string& tree, pid_t pid) {
  const auto mounts = parse_mountinfo(
      "32 28 0:32 / /sys/fs/cgroup/memory rw - cgroup cgroup rw,memory\n"
      "29 28 0:29 / /sys/fs/cgroup rw - cgroup2 cgroup2 rw\n");
  const auto root = testing::open_data(tree);
  const auto proc = testing::open_data(tree + "/proc");
  const auto process = Process::open(proc.get(), pid);
  EXPECT_TRUE(process) << tree << " " << pid;
  return process ? memory_cgroup(root.get(), mounts, *process) : std::nullopt;
}

struct Row {
  const char* tree;
  pid_t pid;
  std::optional<Bytes> limit;
  Bytes used;
  Bytes shmem;
  Bytes cache;
  std::optional<Bytes> room;
  std::uint64_t oom_kills;
};
void PrintTo(const Row& row, std::ostream* out) { *out << row.tree << " " << row.pid; }

class CapturedMemory : public ::testing::TestWithParam<Row> {
 protected:
  const Row& row = GetParam();
  const std::optional<model::MemoryCgroup> memory = read(row.tree, row.pid);
};

TEST_P(CapturedMemory, HasTheNearestLimit) {
  ASSERT_TRUE(memory.has_value());
  EXPECT_EQ(memory->limit, row.limit);
}

TEST_P(CapturedMemory, TellsUseSharedMemoryAndCacheApart) {
  ASSERT_TRUE(memory.has_value());
  EXPECT_EQ(memory->used, row.used);
  EXPECT_EQ(memory->shmem, row.shmem);
  EXPECT_EQ(memory->cache, row.cache);
}

TEST_P(CapturedMemory, HasRoomForSharedMemoryBelowEveryLimit) {
  ASSERT_TRUE(memory.has_value());
  EXPECT_EQ(memory->shmem_room, row.room);
}

TEST_P(CapturedMemory, CountsItsProcessesThatWereKilled) {
  ASSERT_TRUE(memory.has_value());
  EXPECT_EQ(memory->oom_kills, row.oom_kills);
}

INSTANTIATE_TEST_SUITE_P(
    Trees, CapturedMemory,
    ::testing::Values(
        // 256 MiB less the 588 KiB that are neither cache nor shared memory
        Row{"proc-docker-cgroup1", 17345, MiB(256), KiB(2640), KiB(2052), Bytes{0}, MiB(256) - KiB(588), 0},
        Row{"proc-podman-cgroup1", 11497, std::nullopt, KiB(2560), KiB(2052), KiB(4), std::nullopt, 0},
        Row{"proc-containerd-cgroup1", 10917, std::nullopt, KiB(488), Bytes{0}, KiB(4), std::nullopt, 0},
        // the container has 84 MiB: 52 of shared memory, 12 of cache, 20 of its own
        Row{"proc-docker-systemd-cgroup2", 2211, MiB(256), MiB(84), MiB(52), MiB(12), MiB(256 - 20), 1},
        // the limit is the pod's, and what the pod's other containers use counts
        Row{"proc-kubernetes-cgroup2", 3301, GiB(1), MiB(84), MiB(52), MiB(12),
            GiB(1) - (Bytes{90'080'384} - MiB(12) - MiB(52)), 1},
        // crun's folder "container" has no limit, the scope above it has
        Row{"proc-podman-systemd-cgroup2", 4402, MiB(512), MiB(84), MiB(52), MiB(12), MiB(512 - 21), 1}));

TEST(CapturedMemoryOf, IsAbsentWhereTheTreeHasNoFolderForIt) {
  EXPECT_EQ(read("proc-podman-systemd-cgroup2", 4403).has_value(), false);
}

}  // namespace
}  // namespace ullage::kernel
