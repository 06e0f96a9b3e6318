#include "engine/docker.h"
#include "engine/podman.h"
#include "engine_test_tools.h"

namespace ullage::engine {
namespace {

using model::ContainerState;
using model::OwnerKind;

model::Container docker(const std::string& name) {
  auto container = docker_dialect.parse_inspect(captured("docker-20.10/" + name + ".json"));
  EXPECT_TRUE(container) << name;
  return container.value_or(model::Container{});
}

TEST(DockerInspect, ReadsTheScenario) {
  const auto c = docker("starpainting-digital-human-service-1");
  EXPECT_EQ(c.name, "starpainting-digital-human-service-1");
  EXPECT_EQ(c.image, "heygem:v2.2");
  EXPECT_EQ(c.id.size(), 64u);
  EXPECT_EQ(c.configured_size, MiB(64));
  EXPECT_EQ(c.ipc_mode, "private");
  EXPECT_GT(c.pid.value_or(0), 1);
  EXPECT_EQ(c.state, ContainerState::running);
  EXPECT_EQ(c.shm_source, "");
}

TEST(DockerInspect, ComposeOwnsItByItsLabels) {
  const auto owner = docker("starpainting-digital-human-service-1").owner;
  EXPECT_EQ(owner.kind, OwnerKind::compose);
  EXPECT_EQ(owner.group, "starpainting");
  EXPECT_EQ(owner.service, "digital-human-service");
  EXPECT_EQ(owner.file, "/srv/starpainting/compose.yaml");
}

TEST(DockerInspect, SaysWhatTheUserPutAtDevShm) {
  EXPECT_EQ(docker("tmpfs").shm_source, "--tmpfs /dev/shm");
  EXPECT_EQ(docker("mounted").shm_source, "--mount type=tmpfs,dst=/dev/shm");
  EXPECT_EQ(docker("bound").shm_source, "bind /dev/shm");
  EXPECT_EQ(docker("volumed").shm_source, "volume data");
}

TEST(DockerInspect, ReadsIpcModes) {
  EXPECT_EQ(docker("hostipc").ipc_mode, "host");
  EXPECT_EQ(docker("shareable").ipc_mode, "shareable");
  EXPECT_EQ(docker("joined").ipc_mode, "container:" + docker("shareable").id);
}

TEST(DockerInspect, StoppedHasNoPidAndPausedIsPaused) {
  EXPECT_EQ(docker("stopped").state, ContainerState::stopped);
  EXPECT_EQ(docker("stopped").pid, std::nullopt);
  EXPECT_EQ(docker("stopped").configured_size, GiB(2));
  EXPECT_EQ(docker("paused").state, ContainerState::paused);
}

TEST(DockerInspect, OddFieldsCostThemselvesOnly) {
  const auto c = docker_dialect.parse_inspect(R"({"Id":"a1","Name":7,"Config":null,"Image":"sha256:f","Mounts":{},
    "State":{"Status":"running","Pid":"12"},"HostConfig":{"ShmSize":-5,"IpcMode":null,"Tmpfs":["/dev/shm"]}})");
  ASSERT_TRUE(c) << c.error().what;
  EXPECT_EQ(c->name, "");
  EXPECT_EQ(c->image, "sha256:f");
  EXPECT_EQ(c->pid, 12);
  EXPECT_EQ(c->configured_size, std::nullopt);
  EXPECT_EQ(c->shm_source, "");
}

TEST(DockerInspect, PidsThatNoKernelHasAreNone) {
  for (const std::string pid : {"0", "-1", "4294967297", "1e99", "1.5", "18446744073709551615", "null", "[]"})
    EXPECT_EQ(docker_dialect.parse_inspect(R"({"Id":"a1","State":{"Pid":)" + pid + "}}")->pid, std::nullopt) << pid;
}

class NoContainer : public testing::TestWithParam<std::string> {};
TEST_P(NoContainer, IsAnError) {
  EXPECT_FALSE(docker_dialect.parse_inspect(GetParam()));
  EXPECT_FALSE(podman_dialect.parse_inspect(GetParam()));
}
INSTANTIATE_TEST_SUITE_P(All, NoContainer,
                         testing::Values("", "null", "[]", "{}", R"({"Id":5})", "{\"Id\":\"a\"",
                                         std::string(5000, '[')));

TEST(DockerList, NamesAllRunningOnes) {
  const auto list = docker_dialect.parse_list(captured("docker-20.10/list.json"));
  ASSERT_TRUE(list);
  EXPECT_EQ(list->size(), 9u);
  EXPECT_EQ(list->back().name, "starpainting-digital-human-service-1");
  EXPECT_EQ(list->back().owner.kind, OwnerKind::compose);
  EXPECT_EQ(list->front().state, ContainerState::paused);
}

TEST(DockerList, AliasesByLinkAreNotNames) {
  const auto list = docker_dialect.parse_list(R"([{"Id":"a1","Names":["/web/database","/database"]}])");
  ASSERT_TRUE(list);
  EXPECT_EQ(list->front().name, "database");
}

TEST(DockerOwner, SwarmAndKubernetesBeforeCompose) {
  const auto owner = [](std::string_view labels) {
    return docker_dialect.parse_list("[{\"Id\":\"a\",\"Labels\":" + std::string(labels) + "}]")->front().owner;
  };
  EXPECT_EQ(owner(R"({"com.docker.swarm.service.name":"s_web","com.docker.stack.namespace":"s"})").kind,
            OwnerKind::swarm);
  EXPECT_EQ(owner(R"({"io.kubernetes.pod.name":"p","io.kubernetes.pod.namespace":"n"})").group, "n");
  EXPECT_EQ(owner(R"({"com.docker.compose.project":5})").kind, OwnerKind::nobody);
  EXPECT_EQ(owner("null").kind, OwnerKind::nobody);
  EXPECT_EQ(owner(R"({"com.docker.compose.project":"p","com.docker.compose.project.config_files":"a.yaml,b.yaml",
                      "com.docker.compose.project.working_dir":"/srv"})")
                .file,
            "/srv/a.yaml");
}

model::Container podman(const std::string& name) {
  auto container = podman_dialect.parse_inspect(captured("podman-4.3/" + name + ".json"));
  EXPECT_TRUE(container) << name;
  return container.value_or(model::Container{});
}

TEST(PodmanInspect, ReadsNameImageAndSize) {
  const auto c = podman("single");
  EXPECT_EQ(c.engine, model::EngineKind::podman);
  EXPECT_EQ(c.name, "single");
  EXPECT_EQ(c.image, "localhost/heygem:v2.2");
  EXPECT_EQ(c.configured_size, MiB(128));
  EXPECT_GT(c.pid.value_or(0), 1);
  EXPECT_EQ(podman("stopped").configured_size, GiB(2));
  EXPECT_EQ(podman("stopped").pid, std::nullopt);
}

TEST(PodmanInspect, DefaultSizeIsPodmansOwn) { EXPECT_EQ(podman("joined").configured_size, Bytes{65536000}); }

TEST(PodmanInspect, SaysWhatTheUserPutAtDevShm) {
  EXPECT_EQ(podman("tmpfs").shm_source, "--tmpfs /dev/shm");
  EXPECT_EQ(podman("bound").shm_source, "bind /dev/shm");
  EXPECT_EQ(podman("volumed").shm_source, "volume data");
}

TEST(PodmanList, TellsPidsAndPods) {
  const auto list = podman_dialect.parse_list(captured("podman-4.3/list.json"));
  ASSERT_TRUE(list);
  ASSERT_EQ(list->size(), 8u);
  for (const auto& c : *list) EXPECT_TRUE(c.pid) << c.name;
  EXPECT_EQ((*list)[2].name, "inpod");
  EXPECT_EQ((*list)[2].pod, "web");
}

TEST(PodmanList, NullIsAnEmptyList) { EXPECT_EQ(podman_dialect.parse_list("null")->size(), 0u); }

}  // namespace
}  // namespace ullage::engine
