#include <sys/stat.h>

#include "engine/containerd_state.h"
#include "engine/lookup.h"
#include "engine/podman_storage.h"
#include "engine/process.h"
#include "engine_test_tools.h"

namespace ullage::engine {
namespace {

using model::Container;

TEST(ContainerdStateFiles, NameContainersByPodAndContainer) {
  ContainerdState engine(std::string(TEST_DATA) + "/engine/containerd-1.6");
  const auto c = engine.find("web-0/trainer");
  ASSERT_TRUE(c) << c.error().what;
  EXPECT_EQ(c->image, "registry.local/heygem:v2.2");
  EXPECT_EQ(c->pod, "web-0");
  EXPECT_EQ(c->owner.kind, model::OwnerKind::kubernetes);
  EXPECT_EQ(c->owner.group, "prod");
  EXPECT_GT(c->pid.value_or(0), 1);
  EXPECT_EQ(c->shm_source, "");
}

TEST(ContainerdStateFiles, ThePodsSandboxHasThePodsName) {
  ContainerdState engine(std::string(TEST_DATA) + "/engine/containerd-1.6");
  EXPECT_EQ(engine.find("4f1b")->name, "web-0");
  EXPECT_EQ(engine.running()->size(), 2u);
}

std::string cri_config(const std::string& shm_source) {
  return R"({"annotations":{"io.kubernetes.cri.container-type":"container","io.kubernetes.cri.sandbox-name":"p",
    "io.kubernetes.cri.container-name":"c"},"mounts":[{"destination":"/dev/shm","source":")" +
         shm_source + "\"}]}";
}

TEST(CriConfig, TellsWhatIsAtDevShm) {
  EXPECT_EQ(parse_cri_config(cri_config("/var/lib/kubelet/pods/u/volumes/kubernetes.io~empty-dir/dshm"))->shm_source,
            "emptyDir dshm");
  EXPECT_EQ(parse_cri_config(cri_config("/dev/shm"))->ipc_mode, "host");
  EXPECT_EQ(parse_cri_config(cri_config("/mnt/x"))->shm_source, "bind /mnt/x");
}

TEST(CriConfig, WithoutANamespaceNobodyOwnsIt) {
  EXPECT_EQ(parse_cri_config(cri_config("/x"))->owner.kind, model::OwnerKind::nobody);
}

TEST(CriConfig, ContainersOfOtherClientsAreNotOurs) {
  for (const char* text : {"{}", "[]", R"({"annotations":{"nerdctl/name":"x"}})", R"({"annotations":7})", "nonsense"})
    EXPECT_FALSE(parse_cri_config(text)) << text;
}

TEST(PodmanStorageFiles, NameContainersAndImages) {
  PodmanStorage engine(std::string(TEST_DATA) + "/engine/podman-4.3/storage", "/nowhere");
  const auto c = engine.find("single");
  ASSERT_TRUE(c) << c.error().what;
  EXPECT_EQ(c->image, "localhost/heygem:v2.2");
  EXPECT_EQ(c->state, model::ContainerState::stopped);
  EXPECT_EQ(c->configured_size, std::nullopt);
  EXPECT_TRUE(engine.running()->empty());
}

TEST(PodmanStorageFiles, ALivingPidMakesItRun) {
  const TempFolder run;
  PodmanStorage engine(std::string(TEST_DATA) + "/engine/podman-4.3/storage", run.path());
  run.write("vfs-containers/" + engine.find("single")->id + "/userdata/pidfile", std::to_string(::getpid()));
  ASSERT_EQ(engine.running()->size(), 1u);
  EXPECT_EQ(engine.running()->front().pid, ::getpid());
}

TEST(PodmanStorageFiles, AnIdThatWouldLeaveTheFolderIsLeftOut) {
  EXPECT_TRUE(parse_podman_storage(R"([{"id":"../../etc","names":["x"]},{"id":5},null])")->empty());
}

std::vector<Container> containers(std::initializer_list<std::pair<const char*, const char*>> all) {
  std::vector<Container> out;
  for (const auto& [id, name] : all) {
    out.emplace_back();
    out.back().id = id;
    out.back().name = name;
  }
  return out;
}

TEST(Pick, IdBeforeNameBeforePrefix) {
  const auto all = containers({{"abc1", "x"}, {"abd2", "abc1"}, {"fff", "ab"}});
  EXPECT_EQ(pick(all, "abc1")->name, "x");
  EXPECT_EQ(pick(all, "ab")->id, "fff");
  EXPECT_EQ(pick(all, "abd")->id, "abd2");
}

TEST(Pick, SeveralFitsAreUsageAndNoneIsNotFound) {
  const auto all = containers({{"abc1", "x"}, {"abd2", "x"}});
  EXPECT_EQ(pick(all, "x").error().kind, ErrorKind::usage);
  EXPECT_EQ(pick(all, "a").error().kind, ErrorKind::usage);
  EXPECT_EQ(pick(all, "").error().kind, ErrorKind::not_found);
}

TEST(StartTime, IsReadBehindAHostileCommandName) {
  EXPECT_EQ(parse_start_time("7 (a) R 1 2 3) S 1 7 7 0 -1 4194560 1 0 0 0 0 0 0 0 20 0 1 0 98765 1 1"), 98765u);
  EXPECT_EQ(parse_start_time("7 (a) S 1"), std::nullopt);
  EXPECT_EQ(parse_start_time(""), std::nullopt);
}

TEST(StartTime, OfThisProcessIsKnownAndOfNoneIsNot) {
  EXPECT_TRUE(start_time(::getpid()));
  EXPECT_FALSE(start_time(0));
}

}  // namespace
}  // namespace ullage::engine
