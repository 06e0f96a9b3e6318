// Memory cgroups from trees of files, as v1 and v2 lay them out.
#include "kernel/memory.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <stdlib.h>

#include <filesystem>
#include <fstream>
#include <iterator>

#include "kernel/memory_group.h"

namespace ullage::kernel {
namespace {

namespace fs = std::filesystem;

class MemoryCgroup : public ::testing::Test {
 protected:
  void SetUp() override {
    char folder[] = "/tmp/ullage-test-XXXXXX";
    root_ = ::mkdtemp(folder);
  }
  void TearDown() override { fs::remove_all(root_); }

  void write(const std::string& path, const std::string& text) {
    fs::create_directories((root_ / path).parent_path());
    std::ofstream(root_ / path) << text;
  }

  std::optional<model::MemoryCgroup> read(const std::string& cgroup, const std::string& mountinfo) {
    write("proc/42/cgroup", cgroup);
    const UniqueFd root(::open(root_.c_str(), O_PATH | O_DIRECTORY));
    const UniqueFd proc(::open((root_ / "proc").c_str(), O_PATH | O_DIRECTORY));
    return memory_cgroup(root.get(), parse_mountinfo(mountinfo), *Process::open(proc.get(), 42));
  }

  std::optional<MemoryGroup> group(const std::string& cgroup, const std::string& mountinfo) {
    write("proc/42/cgroup", cgroup);
    const UniqueFd root(::open(root_.c_str(), O_PATH | O_DIRECTORY));
    const UniqueFd proc(::open((root_ / "proc").c_str(), O_PATH | O_DIRECTORY));
    return MemoryGroup::of(root.get(), parse_mountinfo(mountinfo), *Process::open(proc.get(), 42));
  }

  std::string written(const std::string& path) {
    std::ifstream file(root_ / path);
    return std::string(std::istreambuf_iterator<char>(file), {});
  }

  fs::path root_;
  const std::string v2 = "41 31 0:37 / /sys/fs/cgroup rw - cgroup2 cgroup2 rw\n";
  const std::string v1 = "35 31 0:31 / /sys/fs/cgroup/memory rw - cgroup cgroup rw,memory\n";
};

TEST_F(MemoryCgroup, ReadsVersion2) {
  write("sys/fs/cgroup/docker/x/memory.max", "268435456\n");
  write("sys/fs/cgroup/docker/x/memory.current", "104857600\n");
  write("sys/fs/cgroup/docker/x/memory.stat",
        "anon 10\nshmem 41943040\ninactive_file 10485760\nactive_file 10485760\n");
  const auto memory = read("0::/docker/x\n", v2);
  ASSERT_TRUE(memory.has_value());
  EXPECT_EQ(memory->limit, MiB(256));
  EXPECT_EQ(memory->used, MiB(100));
  EXPECT_EQ(memory->shmem, MiB(40));
  EXPECT_EQ(memory->cache, MiB(20));
  EXPECT_EQ(memory->shmem_room, MiB(216));  // 256 - (100 - 20 - 40)
}

TEST_F(MemoryCgroup, ReadsVersion1WithWhatIsBelow) {
  write("sys/fs/cgroup/memory/docker/x/memory.limit_in_bytes", "268435456\n");
  write("sys/fs/cgroup/memory/docker/x/memory.usage_in_bytes", "104857600\n");
  write("sys/fs/cgroup/memory/docker/x/memory.stat", "shmem 1\ntotal_shmem 41943040\ntotal_inactive_file 0\n");
  const auto memory = read("4:memory:/docker/x\n0::/\n", v1);
  ASSERT_TRUE(memory.has_value());
  EXPECT_EQ(memory->shmem, MiB(40));
  EXPECT_EQ(memory->shmem_room, MiB(196));
}

TEST_F(MemoryCgroup, CountsOomKillsWhereEachVersionKeepsThem) {
  write("sys/fs/cgroup/docker/x/memory.current", "4096\n");
  write("sys/fs/cgroup/docker/x/memory.events", "low 0\nmax 40\noom 3\noom_kill 2\noom_group_kill 0\n");
  EXPECT_EQ(read("0::/docker/x\n", v2)->oom_kills, 2);
  write("sys/fs/cgroup/memory/docker/x/memory.usage_in_bytes", "4096\n");
  write("sys/fs/cgroup/memory/docker/x/memory.oom_control", "oom_kill_disable 0\nunder_oom 1\noom_kill 7\n");
  EXPECT_EQ(read("4:memory:/docker/x\n", v1)->oom_kills, 7);
}

TEST_F(MemoryCgroup, KnowsNoOomKillsOnKernelsThatDoNotCountThem) {
  write("sys/fs/cgroup/memory/docker/x/memory.usage_in_bytes", "4096\n");
  write("sys/fs/cgroup/memory/docker/x/memory.oom_control", "oom_kill_disable 0\nunder_oom 0\n");
  EXPECT_EQ(read("4:memory:/docker/x\n", v1)->oom_kills, std::nullopt);
}

TEST_F(MemoryCgroup, HasNoLimitWhereTheKernelPrintsItsLargestNumber) {
  write("sys/fs/cgroup/memory/docker/x/memory.limit_in_bytes", "9223372036854771712\n");
  write("sys/fs/cgroup/memory/docker/x/memory.usage_in_bytes", "4096\n");
  EXPECT_EQ(read("4:memory:/docker/x\n", v1)->limit, std::nullopt);
  write("sys/fs/cgroup/docker/x/memory.max", "max\n");
  write("sys/fs/cgroup/docker/x/memory.current", "4096\n");
  EXPECT_EQ(read("0::/docker/x\n", v2)->limit, std::nullopt);
}

TEST_F(MemoryCgroup, AnAncestorsLimitCountsToo) {
  write("sys/fs/cgroup/pod/memory.max", "104857600\n");
  write("sys/fs/cgroup/pod/memory.current", "52428800\n");
  write("sys/fs/cgroup/pod/x/memory.max", "max\n");
  write("sys/fs/cgroup/pod/x/memory.current", "20971520\n");
  write("sys/fs/cgroup/pod/x/memory.stat", "shmem 10485760\n");
  const auto memory = read("0::/pod/x\n", v2);
  ASSERT_TRUE(memory.has_value());
  EXPECT_EQ(memory->limit, MiB(100));
  EXPECT_EQ(memory->shmem_room, MiB(60));  // 100 - (50 - 10)
}

TEST_F(MemoryCgroup, IsAbsentWhereNothingCanBeRead) {
  EXPECT_FALSE(read("0::/docker/x\n", "").has_value());
  EXPECT_FALSE(read("0::/docker/x\n", v2).has_value());
  EXPECT_FALSE(read("0::/../elsewhere\n", v2).has_value());
}

TEST_F(MemoryCgroup, AvailableMemoryIsInKibibytes) {
  write("proc/meminfo", "MemTotal:  24684084 kB\nMemAvailable:   2097152 kB\n");
  const UniqueFd proc(::open((root_ / "proc").c_str(), O_PATH | O_DIRECTORY));
  const auto available = available_memory(proc.get());
  ASSERT_TRUE(available.has_value());
  EXPECT_EQ(*available, GiB(2));
}

TEST_F(MemoryCgroup, CountsWhatWasKilledForLackOfMemory) {
  write("sys/fs/cgroup/docker/x/memory.events", "low 0\nhigh 0\nmax 31\noom 4\noom_kill 3\noom_group_kill 1\n");
  EXPECT_EQ(group("0::/docker/x\n", v2)->kills(), 3u);
  write("sys/fs/cgroup/memory/docker/x/memory.oom_control", "oom_kill_disable 0\nunder_oom 1\noom_kill 7\n");
  EXPECT_EQ(group("4:memory:/docker/x\n0::/\n", v1)->kills(), 7u);
}

TEST_F(MemoryCgroup, CountsNothingWhereTheKernelDoesNotTell) {
  write("sys/fs/cgroup/docker/x/memory.max", "max\n");
  EXPECT_EQ(group("0::/docker/x\n", v2)->kills(), 0u);
  EXPECT_FALSE(group("0::/gone\n", v2));
}

TEST_F(MemoryCgroup, IsJoinedByWhoeverWrites) {
  write("sys/fs/cgroup/docker/x/cgroup.procs", "");
  const auto joined = group("0::/docker/x\n", v2);
  ASSERT_TRUE(joined);
  EXPECT_TRUE(joined->may_join());
  EXPECT_TRUE(joined->join());
  EXPECT_EQ(written("sys/fs/cgroup/docker/x/cgroup.procs"), "0");
  fs::remove_all(root_ / "sys/fs/cgroup/docker/x");
  EXPECT_EQ(joined->may_join().error().kind, ErrorKind::not_found);
}

}  // namespace
}  // namespace ullage::kernel
