#include "kernel/cgroup_name.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

namespace ullage::kernel {
namespace {

using model::EngineKind;

const std::string id = "4f1c8e0a2b3d4c5e6f708192a3b4c5d6e7f8091a2b3c4d5e6f708192a3b4c5d6";
const std::string other = "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff";
const std::string pod = "0f2f7a4e-0b5c-4f2c-9f59-3a0d1f4b7c11";

struct Form {
  const char* text;  // {0} is the id
  EngineKind engine;
};

class ContainerForm : public testing::TestWithParam<Form> {};

TEST_P(ContainerForm, GivesTheIdAndTheEngine) {
  const auto name = container_of(fmt::format(fmt::runtime(GetParam().text), id));
  ASSERT_TRUE(name.has_value()) << GetParam().text;
  EXPECT_EQ(name->id, id);
  EXPECT_EQ(name->engine, GetParam().engine);
}

INSTANTIATE_TEST_SUITE_P(
    Engines, ContainerForm,
    testing::Values(
        Form{"12:memory:/docker/{0}\n1:name=systemd:/docker/{0}\n", EngineKind::docker},
        Form{"0::/system.slice/docker-{0}.scope\n", EngineKind::docker},
        Form{"0::/docker/{0}/user.slice/user-0.slice\n", EngineKind::docker},
        Form{"0::/my.parent/{0}\n", EngineKind::docker},
        Form{"4:memory:/libpod_parent/libpod-{0}\n", EngineKind::podman},
        Form{"0::/machine.slice/libpod-{0}.scope/container\n", EngineKind::podman},
        Form{"0::/user.slice/user-1000.slice/user@1000.service/user.slice/libpod-{0}.scope\n", EngineKind::podman},
        Form{"0::/kubepods.slice/kubepods-besteffort.slice/cri-containerd-{0}.scope\n", EngineKind::containerd},
        Form{"0::/kubelet.slice/kubelet-kubepods.slice/{0}\n", EngineKind::containerd},
        Form{"0::/system.slice/containerd.service/kubepods-pod1.slice:cri-containerd:{0}\n", EngineKind::containerd},
        Form{"0::/kubepods/burstable/pod1/{0}\n", EngineKind::containerd},
        Form{"0::/kubepods.slice/crio-{0}.scope\n", EngineKind::unknown}));

TEST(ContainerOf, FindsThePodsUidInBothDrivers) {
  const auto cgroupfs = container_of("5:memory:/kubepods/burstable/pod" + pod + "/" + id + "\n");
  ASSERT_TRUE(cgroupfs.has_value());
  EXPECT_EQ(cgroupfs->pod, pod);
  const auto systemd = container_of(
      "0::/kubepods.slice/kubepods-burstable.slice/"
      "kubepods-burstable-pod0f2f7a4e_0b5c_4f2c_9f59_3a0d1f4b7c11.slice/cri-containerd-" +
      id + ".scope\n");
  ASSERT_TRUE(systemd.has_value());
  EXPECT_EQ(systemd->pod, pod);
}

TEST(ContainerOf, TakesTheOutermostId) {
  // A container that owns its cgroup subtree can make a folder there that looks like another container's.
  const auto name = container_of("0::/docker/" + id + "/docker-" + other + ".scope\n");
  ASSERT_TRUE(name.has_value());
  EXPECT_EQ(name->id, id);
}

TEST(ContainerOf, IsNotMisledByThePodOfPodman) {
  const auto name = container_of("4:memory:/libpod_parent/" + other + "/libpod-" + id + "\n");
  ASSERT_TRUE(name.has_value());
  EXPECT_EQ(name->id, id);
  EXPECT_EQ(name->engine, EngineKind::podman);
}

TEST(ContainerOf, NamesMachines) {
  EXPECT_EQ(container_of("0::/lxc.payload.web\n")->id, "web");
  EXPECT_EQ(container_of("3:memory:/lxc/web\n")->id, "web");
  EXPECT_EQ(container_of("0::/machine.slice/machine-deb.scope\n")->id, "deb");
  EXPECT_EQ(container_of("0::/machine.slice/systemd-nspawn@deb.service/payload\n")->id, "deb");
}

TEST(ContainerOf, IsAbsentOutsideOfContainers) {
  EXPECT_FALSE(container_of("0::/system.slice/sshd.service\n").has_value());
  EXPECT_FALSE(container_of("0::/docker/" + id.substr(0, 12) + "\n").has_value());
  EXPECT_FALSE(container_of("").has_value());
  EXPECT_FALSE(container_of("nonsense").has_value());
}

TEST(MemoryPath, PrefersTheHierarchyThatHasTheController) {
  const auto v1 = memory_path("9:name=systemd:/a\n4:memory:/docker/x\n0::/b\n");
  ASSERT_TRUE(v1.has_value());
  EXPECT_FALSE(v1->v2);
  EXPECT_EQ(v1->path, "/docker/x");
  const auto v2 = memory_path("0::/system.slice/x.scope\n");
  ASSERT_TRUE(v2.has_value());
  EXPECT_TRUE(v2->v2);
}

}  // namespace
}  // namespace ullage::kernel
