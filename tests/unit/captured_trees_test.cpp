// What the kernel readers find in /proc trees of other engines, cgroup versions and drivers.
#include "captured_trees.h"

#include <gtest/gtest.h>

#include <vector>

#include "kernel/holders.h"
#include "kernel/mount_namespaces.h"
#include "kernel/process.h"

namespace ullage {
namespace {

using kernel::MountNamespace;
using model::EngineKind;
using testing::open_data;

std::vector<MountNamespace> scan(const std::string& tree) {
  auto namespaces = kernel::scan_mount_namespaces(open_data(tree + "/proc").get());
  EXPECT_TRUE(namespaces) << namespaces.error().what;
  return namespaces.value_or(std::vector<MountNamespace>{});
}

MountNamespace namespace_of(const std::string& tree, pid_t pid) {
  for (const auto& ns : scan(tree))
    if (ns.pids == std::vector{pid}) return ns;
  ADD_FAILURE() << "no mount namespace of process " << pid << " alone in " << tree;
  return {};
}

struct Row {
  const char* tree;
  pid_t pid;
  EngineKind engine;
  const char* id;   // its beginning, for the ids of 64 digits
  const char* pod;  // "" outside of Kubernetes
  model::DeviceId shm;
  Bytes size;
};
void PrintTo(const Row& row, std::ostream* out) { *out << row.tree << " " << row.pid; }

class CapturedContainer : public ::testing::TestWithParam<Row> {
 protected:
  const Row& row = GetParam();
  const MountNamespace ns = namespace_of(row.tree, row.pid);
};

TEST_P(CapturedContainer, IsNamedWithItsEngine) {
  ASSERT_TRUE(ns.container.has_value());
  EXPECT_EQ(ns.container->engine, row.engine);
  EXPECT_TRUE(ns.container->id.starts_with(row.id)) << ns.container->id;
}

TEST_P(CapturedContainer, IsInItsPod) {
  ASSERT_TRUE(ns.container.has_value());
  EXPECT_EQ(ns.container->pod, row.pod);
}

TEST_P(CapturedContainer, SeesATmpfsOfKnownSize) {
  ASSERT_TRUE(ns.shm.has_value());
  EXPECT_EQ(ns.shm->type, "tmpfs");
  EXPECT_EQ(ns.shm->device, row.shm);
  EXPECT_EQ(kernel::size_option(ns.shm->options), row.size);
}

const Bytes tenth_of_memory = KiB(1'624'364);

INSTANTIATE_TEST_SUITE_P(
    Trees, CapturedContainer,
    ::testing::Values(
        Row{"proc-docker-cgroup1", 17345, EngineKind::docker, "f40cca56c62a", "", {0, 192}, MiB(64)},
        Row{"proc-podman-cgroup1", 11497, EngineKind::podman, "64966ee0eeb9", "", {0, 39}, podman_default_shm_size},
        Row{"proc-podman-rootless-cgroup1",
            18008,
            EngineKind::podman,
            "e7aeefc966d7",
            "",
            {0, 184},
            podman_default_shm_size},
        Row{"proc-containerd-cgroup1",
            10917,
            EngineKind::containerd,
            "8e8e1eea6ba8",
            "a34b5191-5741-516b-a02c-d17f68fc214a",
            {0, 39},
            MiB(64)},
        Row{"proc-docker-systemd-cgroup2", 2211, EngineKind::docker, "4f3c1d0a9b8e", "", {0, 70}, MiB(64)},
        Row{"proc-kubernetes-cgroup2",
            3301,
            EngineKind::containerd,
            "4f3c1d0a9b8e",
            "7d4424e6-bb13-42f4-a47a-45a4828bf54d",
            {0, 201},
            MiB(64)},
        Row{"proc-kubernetes-cgroup2",
            3302,
            EngineKind::unknown,
            "5f3c1d0a9b8e",
            "d2b5c8f0-1f2e-4d3c-9b8a-7f6e5d4c3b2a",
            {0, 220},
            MiB(64)},
        Row{"proc-kubernetes-cgroup2",
            3303,
            EngineKind::containerd,
            "6f3c1d0a9b8e",
            "1e597579-417e-482f-bf65-5fe170c3aebd",
            {0, 230},
            MiB(64)},
        Row{"proc-kubernetes-cgroup2",
            3304,
            EngineKind::containerd,
            "7f3c1d0a9b8e",
            "0125ec2f-b64a-4868-8f5b-94b56cbab864",
            {0, 240},
            MiB(64)},
        Row{"proc-podman-systemd-cgroup2",
            4401,
            EngineKind::podman,
            "4f3c1d0a9b8e",
            "",
            {0, 81},
            podman_default_shm_size},
        Row{"proc-podman-systemd-cgroup2",
            4402,
            EngineKind::podman,
            "5f3c1d0a9b8e",
            "",
            {0, 82},
            podman_default_shm_size},
        Row{"proc-podman-systemd-cgroup2",
            4403,
            EngineKind::podman,
            "6f3c1d0a9b8e",
            "",
            {0, 82},
            podman_default_shm_size},
        Row{"proc-system-containers", 5501, EngineKind::unknown, "web", "", {0, 91}, tenth_of_memory},
        Row{"proc-system-containers", 5502, EngineKind::unknown, "build", "", {0, 92}, tenth_of_memory},
        Row{"proc-system-containers", 5503, EngineKind::unknown, "debian", "", {0, 93}, tenth_of_memory},
        Row{"proc-system-containers", 5504, EngineKind::unknown, "web", "", {0, 94}, tenth_of_memory}));

TEST(CapturedNamespace, OfAContainersMonitorIsNotTheContainers) {
  EXPECT_EQ(namespace_of("proc-podman-systemd-cgroup2", 4404).container, std::nullopt);
}

TEST(CapturedNamespace, OfTheHostIsNoContainers) {
  EXPECT_EQ(namespace_of("proc-podman-cgroup1", 1).container, std::nullopt);
}

TEST(CapturedNamespace, OfStackedMountsShowsTheUppermost) {
  const auto ns = namespace_of("proc-host-stacked", 18501);
  ASSERT_TRUE(ns.shm.has_value());
  EXPECT_EQ(ns.shm->device, (model::DeviceId{0, 185}));
  EXPECT_EQ(kernel::size_option(ns.shm->options), MiB(128));
}

TEST(CapturedHolder, KeepsVisibleAndUnlinkedSegments) {
  const auto held = kernel::held_files(open_data("proc-docker-cgroup1/proc").get(), {17345}, {0, 192}, {});
  ASSERT_EQ(held.by_inode.size(), 3u);
  const auto& unlinked = held.by_inode.at(3);
  EXPECT_EQ(unlinked.name, "torch_1_2_3");
  EXPECT_FALSE(unlinked.linked);
  EXPECT_EQ(unlinked.size, MiB(2));
  const auto& visible = held.by_inode.at(2);
  EXPECT_EQ(visible.name, "frames");
  EXPECT_TRUE(visible.linked);
  EXPECT_EQ(visible.size, MiB(1));
}

TEST(CapturedProcess, HasAPidOfItsOwnInTheContainer) {
  const auto process = kernel::Process::open(open_data("proc-docker-cgroup1/proc").get(), 17345);
  ASSERT_TRUE(process);
  EXPECT_EQ(process->pids_in_namespaces(), (std::vector<pid_t>{17345, 1}));
}

}  // namespace
}  // namespace ullage
