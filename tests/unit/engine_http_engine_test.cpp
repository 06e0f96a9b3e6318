#include "engine/http_engine.h"
#include "engine_test_tools.h"

namespace ullage::engine {
namespace {

using model::EngineKind;

// An engine that gives each of its answers once, in order, and notes what was asked.
struct HttpEngineTest : testing::Test {
  TempFolder folder;
  std::vector<std::string> asked;

  HttpEngine engine(EngineKind kind = EngineKind::docker, std::string named_by = {}) {
    const std::string path = folder / "socket";
    return HttpEngine({kind, "unix://" + path, std::move(named_by), Address{path, {}, 0}});
  }

  Server serve(std::vector<std::string> answers) {
    return Server(listen_at(folder / "socket"), [this, answers, next = std::size_t{0}](int fd) mutable {
      for (std::string head; !(head = read_head(fd)).empty() && next < answers.size();) {
        asked.push_back(head.substr(0, head.find(" HTTP")));
        say(fd, answers[next++]);
      }
    });
  }
};

TEST_F(HttpEngineTest, AsksDockerWithoutAVersion) {
  const auto server = serve({answer(captured("docker-20.10/tmpfs.json"))});
  EXPECT_EQ(engine().find("tmpfs")->name, "tmpfs");
  EXPECT_EQ(asked, (std::vector<std::string>{"GET /containers/tmpfs/json"}));
}

TEST_F(HttpEngineTest, KnowsPodmanByItsAnswerAndAsksAgainInItsDialect) {
  const std::string podman = "Libpod-Api-Version: 4.3.1\r\n";
  const auto server = serve({answer("{}", podman), answer(captured("podman-4.3/single.json"), podman)});
  auto behind_docker_host = engine();
  EXPECT_EQ(behind_docker_host.find("single")->configured_size, MiB(128));
  EXPECT_EQ(behind_docker_host.kind(), EngineKind::podman);
  EXPECT_EQ(asked.back(), "GET /v4.0.0/libpod/containers/single/json");
}

TEST_F(HttpEngineTest, GivesThePodItsName) {
  const std::string podman = "Libpod-Api-Version: 4.3.1\r\n";
  const auto server = serve({answer(captured("podman-4.3/inpod.json"), podman), answer(R"({"Name":"web"})", podman)});
  EXPECT_EQ(engine(EngineKind::podman).find("inpod")->pod, "web");
}

TEST_F(HttpEngineTest, NamesThatNoContainerCanHaveAreNeverSent) {
  const auto server = serve({});
  for (const std::string name : {"", "..", "../version", "a/b", "a%2fb", "a b", "a\r\nX: y", "a?all=1", "-a", "名"})
    EXPECT_EQ(engine().find(name).error().kind, ErrorKind::not_found) << name;
  EXPECT_EQ(asked.size(), 0u);
}

TEST_F(HttpEngineTest, UnknownNameIsNotFound) {
  const auto server = serve({answer(R"({"message":"No such container: x"})", {}, "404 Not Found")});
  const auto found = engine().find("x");
  ASSERT_FALSE(found);
  EXPECT_EQ(found.error().kind, ErrorKind::not_found);
  EXPECT_NE(found.error().remedy.find("ullage ls"), std::string::npos);
}

TEST_F(HttpEngineTest, AmbiguousPrefixIsUsageWhateverTheStatus) {
  const auto server =
      serve({answer(R"({"message":"Multiple IDs found with provided prefix: 1"})", {}, "500 Internal Server Error"),
             answer(R"({"message":"multiple IDs found with provided prefix: 1"})", {}, "400 Bad Request")});
  auto docker = engine();
  EXPECT_EQ(docker.find("1").error().kind, ErrorKind::usage);
  EXPECT_EQ(docker.find("1").error().kind, ErrorKind::usage);
}

TEST_F(HttpEngineTest, RefusalsAreInTheEnginesWordsMadeFitToPrint) {
  const auto server = serve({answer("{\"message\":\"no \\u001b[2J\"}", {}, "500 Internal Server Error")});
  const auto list = engine().running();
  ASSERT_FALSE(list);
  EXPECT_NE(list.error().what.find("no \\x1b[2J"), std::string::npos) << list.error().what;
}

TEST_F(HttpEngineTest, SaysHowToStartAnEngineThatDoesNotAnswer) {
  const auto found = engine().find("x");
  ASSERT_FALSE(found);
  EXPECT_EQ(found.error().kind, ErrorKind::unreachable);
  EXPECT_NE(found.error().remedy.find("systemctl start docker"), std::string::npos);
}

TEST_F(HttpEngineTest, SaysWhoNamedTheEndpointThatDoesNotAnswer) {
  const auto found = engine(EngineKind::docker, "DOCKER_HOST").find("x");
  ASSERT_FALSE(found);
  EXPECT_NE(found.error().what.find("DOCKER_HOST"), std::string::npos);
}

}  // namespace
}  // namespace ullage::engine
