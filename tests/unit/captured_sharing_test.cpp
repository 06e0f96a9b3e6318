// Who shares a mount, from all mount namespaces of a captured tree.
#include <gtest/gtest.h>

#include <algorithm>

#include "captured_trees.h"
#include "operations/landscape.h"

namespace ullage::operations {
namespace {

using model::MountMode;

struct Mode {
  const char* tree;
  model::DeviceId device;
  MountMode mode;
};
void PrintTo(const Mode& row, std::ostream* out) { *out << row.tree << " " << to_string(row.device); }

class CapturedMount : public ::testing::TestWithParam<Mode> {};

TEST_P(CapturedMount, IsSharedAsTheWholeTreeSays) {
  const auto landscape = look(testing::open_data(std::string(GetParam().tree) + "/proc"));
  ASSERT_TRUE(landscape) << landscape.error().what;
  const auto view = std::find_if(landscape->views.begin(), landscape->views.end(),
                                 [](const auto& each) { return each.device == GetParam().device; });
  ASSERT_NE(view, landscape->views.end());
  EXPECT_EQ(view->sharing.mode, GetParam().mode);
  EXPECT_TRUE(view->sharing.host_paths.empty());
}

INSTANTIATE_TEST_SUITE_P(Trees, CapturedMount,
                         ::testing::Values(Mode{"proc-docker-cgroup1", {0, 192}, MountMode::isolated},
                                           Mode{"proc-podman-cgroup1", {0, 39}, MountMode::shareable},
                                           Mode{"proc-podman-cgroup1", {0, 27}, MountMode::host},
                                           Mode{"proc-containerd-cgroup1", {0, 39}, MountMode::pod},
                                           Mode{"proc-podman-systemd-cgroup2", {0, 81}, MountMode::isolated},
                                           Mode{"proc-podman-systemd-cgroup2", {0, 82}, MountMode::joined},
                                           Mode{"proc-system-containers", {0, 91}, MountMode::isolated}));

}  // namespace
}  // namespace ullage::operations
