// One container as engines of several versions describe it: a reader must find the same in all of them.
#include <gtest/gtest.h>

#include "captured_trees.h"
#include "engine/docker.h"
#include "engine/podman.h"

namespace ullage::engine {
namespace {

struct Row {
  const char* folder;
  const char* file;  // what the names of its files begin with
  const Dialect* dialect;
  const char* id;
  const char* image;
  pid_t pid;
  Bytes size;
  const char* ipc_mode;
};
void PrintTo(const Row& row, std::ostream* out) { *out << row.folder << " " << row.file; }

class CapturedAnswer : public ::testing::TestWithParam<Row> {
 protected:
  std::string answer(const std::string& name) const {
    return testing::read_data(std::string("docker/") + row.folder + "/" + row.file + name + ".json");
  }
  model::Container inspected() const {
    auto container = row.dialect->parse_inspect(answer("inspect"));
    EXPECT_TRUE(container) << container.error().what;
    return container.value_or(model::Container{});
  }
  const Row& row = GetParam();
};

TEST_P(CapturedAnswer, NamesTheContainerAndItsImage) {
  const auto container = inspected();
  EXPECT_EQ(container.id.substr(0, 12), row.id);
  EXPECT_EQ(container.name, "trainer");
  EXPECT_EQ(container.image, row.image);
}

TEST_P(CapturedAnswer, SaysThatItRunsAndAsWhichProcess) {
  const auto container = inspected();
  EXPECT_EQ(container.state, model::ContainerState::running);
  EXPECT_EQ(container.pid, row.pid);
}

TEST_P(CapturedAnswer, HasTheConfiguredSizeAndWhoMayJoin) {
  const auto container = inspected();
  EXPECT_EQ(container.configured_size, row.size);
  EXPECT_EQ(container.ipc_mode, row.ipc_mode);
  EXPECT_EQ(container.shm_source, "");
}

TEST_P(CapturedAnswer, HasNoOwnerAndNoPod) {
  const auto container = inspected();
  EXPECT_EQ(container.owner.kind, model::OwnerKind::nobody);
  EXPECT_EQ(container.pod, "");
  EXPECT_FALSE(container.is_sandbox);
}

TEST_P(CapturedAnswer, ListsTheSameContainer) {
  const auto list = row.dialect->parse_list(answer("containers"));
  ASSERT_TRUE(list) << list.error().what;
  ASSERT_EQ(list->size(), 1u);
  const auto& container = list->front();
  EXPECT_EQ(container.id, inspected().id);
  EXPECT_EQ(container.name, "trainer");
  EXPECT_EQ(container.image, row.image);
  EXPECT_EQ(container.state, model::ContainerState::running);
}

constexpr const char* docker_id = "f40cca56c62a";
constexpr const char* podman_id = "64966ee0eeb9";
constexpr const char* rootless_id = "e7aeefc966d7";
constexpr const char* podman_image = "localhost/holder:1";

INSTANTIATE_TEST_SUITE_P(
    Versions, CapturedAnswer,
    ::testing::Values(Row{"17.06", "", &docker_dialect, docker_id, "holder:1", 17345, MiB(64), ""},
                      Row{"20.10.24", "", &docker_dialect, docker_id, "holder:1", 17345, MiB(64), "private"},
                      Row{"24.0", "", &docker_dialect, docker_id, "holder:1", 17345, MiB(64), "private"},
                      Row{"28.0", "", &docker_dialect, docker_id, "holder:1", 17345, MiB(64), "private"},
                      // the Docker-like answers, as they come where DOCKER_HOST leads to Podman
                      Row{"podman-4.3.1", "", &docker_dialect, podman_id, podman_image, 11497, podman_default_shm_size,
                          "shareable"},
                      Row{"podman-4.3.1-rootless", "", &docker_dialect, rootless_id, podman_image, 18008,
                          podman_default_shm_size, "shareable"},
                      Row{"podman-4.3.1", "libpod-", &podman_dialect, podman_id, podman_image, 11497,
                          podman_default_shm_size, "shareable"},
                      Row{"podman-4.3.1-rootless", "libpod-", &podman_dialect, rootless_id, podman_image, 18008,
                          podman_default_shm_size, "shareable"}));

TEST(CapturedPodmanList, TellsThePid) {
  const auto list = podman_dialect.parse_list(testing::read_data("docker/podman-4.3.1/libpod-containers.json"));
  ASSERT_TRUE(list) << list.error().what;
  ASSERT_EQ(list->size(), 1u);
  EXPECT_EQ(list->front().pid, 11497);
}

}  // namespace
}  // namespace ullage::engine
