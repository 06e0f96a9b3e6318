#include "engine/http_engine.h"
#include "engine_test_tools.h"

namespace ullage::engine {
namespace {

using model::EngineKind;

HttpEngine engine_at(const std::string& path, EngineKind kind = EngineKind::docker, std::string named_by = {}) {
  return HttpEngine({kind, "unix://" + path, std::move(named_by), Address{path, {}, 0}});
}

TEST(HttpEngine, AsksDockerWithoutAVersion) {
  const Script server({answer(captured("docker-20.10/tmpfs.json"))});
  EXPECT_EQ(engine_at(server.socket()).find("tmpfs")->name, "tmpfs");
  EXPECT_EQ(server.asked(), (std::vector<std::string>{"GET /containers/tmpfs/json"}));
}

TEST(HttpEngine, KnowsPodmanByItsAnswerAndAsksAgainInItsDialect) {
  const std::string podman = "Libpod-Api-Version: 4.3.1\r\n";
  const Script server({answer("{}", podman), answer(captured("podman-4.3/single.json"), podman)});
  auto behind_docker_host = engine_at(server.socket());
  EXPECT_EQ(behind_docker_host.find("single")->configured_size, MiB(128));
  EXPECT_EQ(behind_docker_host.kind(), EngineKind::podman);
  EXPECT_EQ(server.asked().back(), "GET /v4.0.0/libpod/containers/single/json");
}

TEST(HttpEngine, GivesThePodItsName) {
  const std::string podman = "Libpod-Api-Version: 4.3.1\r\n";
  const Script server({answer(captured("podman-4.3/inpod.json"), podman), answer(R"({"Name":"web"})", podman)});
  EXPECT_EQ(engine_at(server.socket(), EngineKind::podman).find("inpod")->pod, "web");
}

TEST(HttpEngine, NamesThatNoContainerCanHaveAreNeverSent) {
  const Script server({});
  for (const std::string name : {"", "..", "../version", "a/b", "a%2fb", "a b", "a\r\nX: y", "a?all=1", "-a", "名"})
    EXPECT_EQ(engine_at(server.socket()).find(name).error().kind, ErrorKind::not_found) << name;
  EXPECT_EQ(server.asked().size(), 0u);
}

TEST(HttpEngine, UnknownNameIsNotFound) {
  const Script server({answer(R"({"message":"No such container: x"})", {}, "404 Not Found")});
  const auto found = engine_at(server.socket()).find("x");
  ASSERT_FALSE(found);
  EXPECT_EQ(found.error().kind, ErrorKind::not_found);
  EXPECT_NE(found.error().remedy.find("ullage ls"), std::string::npos);
}

TEST(HttpEngine, AmbiguousPrefixIsUsageWhateverTheStatus) {
  const Script server(
      {answer(R"({"message":"Multiple IDs found with provided prefix: 1"})", {}, "500 Internal Server Error"),
       answer(R"({"message":"multiple IDs found with provided prefix: 1"})", {}, "400 Bad Request")});
  auto docker = engine_at(server.socket());
  EXPECT_EQ(docker.find("1").error().kind, ErrorKind::usage);
  EXPECT_EQ(docker.find("1").error().kind, ErrorKind::usage);
}

TEST(HttpEngine, RefusalsAreInTheEnginesWordsMadeFitToPrint) {
  const Script server({answer("{\"message\":\"no \\u001b[2J\"}", {}, "500 Internal Server Error")});
  const auto list = engine_at(server.socket()).running();
  ASSERT_FALSE(list);
  EXPECT_NE(list.error().what.find("no \\x1b[2J"), std::string::npos) << list.error().what;
}

TEST(HttpEngine, SaysHowToStartAnEngineThatDoesNotAnswer) {
  const auto found = engine_at("/nowhere/docker.sock").find("x");
  ASSERT_FALSE(found);
  EXPECT_EQ(found.error().kind, ErrorKind::unreachable);
  EXPECT_NE(found.error().remedy.find("systemctl start docker"), std::string::npos);
}

TEST(HttpEngine, SaysWhoNamedTheEndpointThatDoesNotAnswer) {
  const auto found = engine_at("/nowhere/docker.sock", EngineKind::docker, "DOCKER_HOST").find("x");
  ASSERT_FALSE(found);
  EXPECT_NE(found.error().what.find("DOCKER_HOST"), std::string::npos);
}

}  // namespace
}  // namespace ullage::engine
