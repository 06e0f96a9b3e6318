// Definitions read from what a real dockerd answered of a container that was made with much said.
#include "engine/definition.h"

#include "captured_trees.h"
#include "engine_test_tools.h"

namespace ullage::engine {
namespace {

using model::MountType;
using model::Words;

json::value captured_json(const std::string& name) {
  return parse_json(captured("docker-20.10/rich/" + name + ".json"), name).value();
}

Answers rich() {
  Answers answers;
  answers.container = captured_json("container");
  answers.image = answers.named_image = captured_json("image");
  answers.host = captured_json("host");
  return answers;
}

json::value& inside(Answers& answers, std::string_view pointer) {
  return answers.container.at_pointer({pointer.data(), pointer.size()});
}

model::Definition read(const Answers& answers) {
  const auto definition = read_definition(answers);
  EXPECT_TRUE(definition) << definition.error().what;
  return definition.value_or(model::Definition{});
}

TEST(Definition, LeavesOutWhatTheImageGives) {
  const auto process = read(rich()).process;
  EXPECT_EQ(process.env, (Words{"B=3", "C=4"}));
  EXPECT_EQ(process.entrypoint, (Words{"/bin/sleep"}));
  EXPECT_EQ(process.command, (Words{"1000"}));
  EXPECT_EQ(process.user, "");
  EXPECT_EQ(process.working_dir, "");
  EXPECT_EQ(process.stop_signal, "");
  EXPECT_EQ(read(rich()).labels, (model::TextMap{{"x", "y"}}));
  EXPECT_EQ(read(rich()).networking.expose, Words{});
}

TEST(Definition, LeavesOutWhatTheEngineGives) {
  const auto all = read(rich());
  EXPECT_EQ(all.logging.driver, "");
  EXPECT_EQ(all.runtime, "");
  EXPECT_EQ(all.namespaces.ipc, "");
  EXPECT_EQ(all.namespaces.cgroup, "");
  EXPECT_EQ(all.resources.shm_size, std::nullopt);
  EXPECT_EQ(all.resources.memory, MiB(100));
  EXPECT_EQ(all.resources.memory_swap, 0);
  EXPECT_EQ(all.security.masked_paths, std::nullopt);
  EXPECT_EQ(all.restart.name, "");
  EXPECT_TRUE(all.notes.empty());
}

TEST(Definition, KeepsOfAHealthCheckWhatDiffersFromTheImages) {
  const auto health = read(rich()).process.health;
  ASSERT_TRUE(health);
  EXPECT_EQ(health->test, (Words{"CMD-SHELL", "true"}));
  EXPECT_EQ(health->interval, std::nullopt);
  EXPECT_EQ(read(rich()).image_health->retries, 2);
}

TEST(Definition, ReadsMountsAsTheyWereSaid) {
  const auto mounts = read(rich()).mounts;
  ASSERT_EQ(mounts.size(), 9u);
  EXPECT_TRUE(mounts[0].read_only && mounts[0].options.empty());
  EXPECT_EQ(mounts[1].options, "z");
  EXPECT_EQ(mounts[2].options, "nocopy");
  EXPECT_EQ(mounts[3].mode, 0755);
  EXPECT_EQ(mounts[4].propagation, "rslave");
  EXPECT_EQ(mounts[6].driver_options.at("o"), "size=10m,uid=3");
  EXPECT_EQ(mounts[7].type, MountType::tmpfs);
}

TEST(Definition, NamesVolumesWithoutAName) {
  const auto mounts = read(rich()).mounts;
  for (const std::size_t i : {5u, 8u}) {
    EXPECT_TRUE(mounts[i].anonymous) << i;
    EXPECT_EQ(mounts[i].source.size(), 64u) << i;
  }
  EXPECT_EQ(mounts[8].target, "/anon");
}

TEST(Definition, KeepsOfANetworkWhatWasAskedFor) {
  const auto networking = read(rich()).networking;
  EXPECT_EQ(networking.mode, "n1");
  EXPECT_EQ(networking.hostname, "host1");
  ASSERT_EQ(networking.endpoints.size(), 1u);
  EXPECT_EQ(networking.endpoints[0].aliases, Words{"al"});
  EXPECT_EQ(networking.endpoints[0].links, Words{"plain:p"});
  EXPECT_EQ(networking.endpoints[0].ipv4, "10.77.0.9");
}

TEST(Definition, TheShortIdIsNoHostName) {
  auto answers = rich();
  inside(answers, "/Config/Hostname") = text_at(answers.container, {"Id"}).substr(0, 12);
  EXPECT_EQ(read(answers).networking.hostname, "");
}

TEST(Definition, WithTheHostsNetworkItsNameIsTheHosts) {
  auto answers = rich();
  inside(answers, "/HostConfig/NetworkMode") = "host";
  inside(answers, "/Config/Hostname") = "vm";
  EXPECT_EQ(read(answers).networking.hostname, "");
  EXPECT_TRUE(read(answers).networking.endpoints.empty());
}

TEST(Definition, CallsOthersByTheirNames) {
  const std::string id(64, 'a');
  auto answers = rich();
  inside(answers, "/HostConfig/NetworkMode") = id;
  inside(answers, "/HostConfig/IpcMode") = "container:" + id;
  EXPECT_EQ(references(answers.container), (Words{"/containers/" + id, "/networks/" + id}));
  answers.names = {{"/networks/" + id, "n1"}, {"/containers/" + id, "other"}};
  EXPECT_EQ(read(answers).networking.mode, "n1");
  EXPECT_EQ(read(answers).namespaces.ipc, "container:other");
}

TEST(Definition, WithoutItsImageNothingIsLeftOut) {
  auto answers = rich();
  answers.image = answers.named_image = nullptr;
  const auto all = read(answers);
  EXPECT_EQ(all.process.env.size(), 4u);
  EXPECT_EQ(all.process.user, "1000:1000");
  EXPECT_EQ(all.labels.size(), 2u);
  EXPECT_EQ(all.image, "rich:1");
  EXPECT_EQ(all.notes.size(), 1u);
}

TEST(Definition, WhereTheTagHasMovedItIsTheImagesId) {
  auto answers = rich();
  answers.named_image = nullptr;
  EXPECT_EQ(read(answers).image, text_at(answers.image, {"Id"}));
  EXPECT_EQ(read(answers).notes.size(), 1u);
}

TEST(Definition, AnEntrypointThatWasTakenAwayIsEmpty) {
  auto answers = rich();
  inside(answers, "/Config/Entrypoint") = nullptr;
  EXPECT_EQ(read(answers).process.entrypoint, Words{});
}

TEST(Definition, TheImagesEntrypointWithoutItsCommandIsSaid) {
  auto answers = rich();
  inside(answers, "/Config/Entrypoint") = at(answers.image, {"Config", "Entrypoint"});
  inside(answers, "/Config/Cmd") = nullptr;
  EXPECT_EQ(read(answers).process.entrypoint, (Words{"/bin/sh", "-c"}));
  EXPECT_EQ(read(answers).process.command, std::nullopt);
}

TEST(Definition, WhatPodmanAddsIsItsOwn) {
  Answers answers;
  answers.engine = model::EngineKind::podman;
  answers.container = parse_json(testing::read_data("docker/podman-4.3.1/inspect.json"), "Podman's answer").value();
  const auto all = read(answers);
  EXPECT_EQ(all.process.env, Words{});
  EXPECT_EQ(all.namespaces.pid + all.namespaces.ipc + all.namespaces.uts, "");
  EXPECT_EQ(all.resources.shm_size, std::nullopt);
  EXPECT_EQ(all.resources.pids_limit, 0);
  EXPECT_EQ(all.process.stop_timeout, std::nullopt);
  EXPECT_EQ(all.runtime, "");
}

TEST(Definition, PodmansNumberOfASignalIsTheSameSignalByName) {
  const auto signal = [](const std::string& own, const std::string& of_image) {
    Answers answers;
    answers.engine = model::EngineKind::podman;
    answers.container = parse_json(testing::read_data("docker/podman-4.3.1/inspect.json"), "Podman's answer").value();
    inside(answers, "/Config/StopSignal") = own;
    answers.image = json::object{{"Config", json::object{{"StopSignal", of_image}}}};
    return read(answers).process.stop_signal;
  };
  EXPECT_EQ(signal("15", ""), "");
  EXPECT_EQ(signal("2", ""), "SIGINT");
  EXPECT_EQ(signal("37", ""), "37");
  for (const auto* said : {"2", "INT", "SIGINT"}) EXPECT_EQ(signal("2", said), "") << said;
  EXPECT_EQ(signal("37", "SIGRTMIN+3"), "");
  EXPECT_EQ(signal("15", "SIGTERM"), "");
  EXPECT_EQ(signal("15", "SIGINT"), "SIGTERM");
}

TEST(Definition, DockersSignalStaysAsItWasSaid) {
  auto answers = rich();
  inside(answers, "/Config/StopSignal") = "10";
  EXPECT_EQ(read(answers).process.stop_signal, "10");
}

TEST(Definition, IsNoneWithoutAContainer) {
  for (const auto* text : {"null", "[]", "{}", R"({"Id":"a"})", R"({"HostConfig":{}})"}) {
    Answers answers;
    answers.container = parse_json(text, "a test").value();
    EXPECT_FALSE(read_definition(answers)) << text;
  }
}

TEST(Definition, OddFieldsCostThemselvesOnly) {
  Answers answers;
  answers.container =
      parse_json(R"({"Id":"a1","Name":7,"Config":{"Env":[1,"A=1"],"Cmd":"x","Labels":[],"Healthcheck":5},
    "HostConfig":{"Binds":["a:b:c:d",":",""],"PortBindings":{"80":5,"":[{}]},"Memory":-5,"ShmSize":"64",
    "Ulimits":[null],"Links":["x"],"Mounts":[3]},"NetworkSettings":{"Networks":[]}})",
                 "a test")
          .value();
  EXPECT_EQ(read(answers).process.env, Words{"A=1"});
  EXPECT_EQ(read(answers).resources.memory, Bytes{0});
}

}  // namespace
}  // namespace ullage::engine
