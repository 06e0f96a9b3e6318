// Limits and their use, out of /proc and the IPC namespace.
#include "kernel/process_use.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/ipc.h>
#include <sys/shm.h>
#include <unistd.h>

#include "engine/daemon_default.h"
#include "sandbox.h"

namespace ullage::kernel {
namespace {

TEST(Limits, TakesSoftAndHardAndLeavesTheUnlimitedOut) {
  const auto limits = parse_limits(
      "Limit                     Soft Limit           Hard Limit           Units     \n"
      "Max open files            1024                 524288               files     \n"
      "Max locked memory         67108864             67108864             bytes     \n");
  EXPECT_EQ(limits.descriptors, 1024);
  EXPECT_EQ(limits.hard_descriptors, 524288);
  EXPECT_EQ(limits.locked, MiB(64));
  const auto none =
      parse_limits("Max open files            unlimited            unlimited            files\nMax locked");
  EXPECT_EQ(none.descriptors, std::nullopt);
  EXPECT_EQ(none.locked, std::nullopt);
}

TEST(CpuTicks, AreReadBehindWhateverTheProcessCallsItself) {
  EXPECT_EQ(parse_cpu_ticks("7 (a) S 1 ) b) R 1 1 1 0 -1 4194560 1 0 0 0 30 12 0 0 20 0 1 0 5 0 0"), 42);
  EXPECT_EQ(parse_cpu_ticks("7 (a) S 1 2"), std::nullopt);
  EXPECT_EQ(parse_cpu_ticks(""), std::nullopt);
}

Process self() {
  const UniqueFd proc(::open("/proc", O_PATH | O_DIRECTORY));
  return std::move(*Process::open(proc.get(), ::getpid()));
}

TEST(ProcessUse, CountsOpenDescriptors) {
  const auto before = process_use(self());
  const UniqueFd one(::open("/dev/null", O_RDONLY));
  const auto after = process_use(self());
  ASSERT_TRUE(before && after);
  EXPECT_EQ(*after->descriptors, *before->descriptors + 1);
  EXPECT_TRUE(after->most_descriptors.has_value());
}

TEST(SystemV, IsThatOfTheProcessAndNotOurs) {
  if (::geteuid() != 0) GTEST_SKIP() << "needs root";
  const testing::Sandbox other([] {
    return ::unshare(CLONE_NEWIPC) == 0 && ::shmget(IPC_PRIVATE, 8192, 0600) >= 0 &&
           ::shmget(IPC_PRIVATE, 4096, 0600) >= 0;
  });
  const auto theirs = system_v(*Process::open(other.proc(), other.pid()));
  ASSERT_TRUE(theirs);
  EXPECT_EQ(theirs->segments, 2);
  EXPECT_EQ(theirs->pages, 3);
  EXPECT_GT(theirs->most_segments, 2);
}

}  // namespace
}  // namespace ullage::kernel

namespace ullage::engine {
namespace {

using namespace std::string_literals;

TEST(DaemonWords, TellWhereItListensAndWhatItGives) {
  const auto words =
      parse_daemon_words("dockerd\0-H\0unix:///x/sock\0--config-file=/x/daemon.json\0--default-shm-size\0001g\0"s);
  EXPECT_TRUE(words.listens_at("unix:///x/sock"));
  EXPECT_FALSE(words.listens_at("unix:///x/soc"));
  EXPECT_FALSE(words.listens_at("unix:///var/run/docker.sock"));
  EXPECT_EQ(words.config_file, "/x/daemon.json");
  EXPECT_EQ(words.size, GiB(1));
}

TEST(DaemonWords, WithoutThemItIsTheDefaultSocketAndFile) {
  for (const auto& line : {"dockerd\0"s, "dockerd\0-H\0fd://\0--containerd=/run/containerd/containerd.sock\0"s}) {
    const auto words = parse_daemon_words(line);
    EXPECT_TRUE(words.listens_at("unix:///var/run/docker.sock"));
    EXPECT_FALSE(words.listens_at("unix:///x/sock"));
    EXPECT_EQ(words.config_file, "/etc/docker/daemon.json");
  }
}

TEST(DaemonConfig, HasASizeAsTextOrBytes) {
  EXPECT_EQ(parse_daemon_config(R"({"default-shm-size": "2g"})"), GiB(2));
  EXPECT_EQ(parse_daemon_config(R"({"default-shm-size": 134217728})"), MiB(128));
  EXPECT_EQ(parse_daemon_config(R"({"default-shm-size": -1})"), std::nullopt);
  EXPECT_EQ(parse_daemon_config("{}"), std::nullopt);
  EXPECT_EQ(parse_daemon_config("no json"), std::nullopt);
}

}  // namespace
}  // namespace ullage::engine
