#include "engine/container_api.h"
#include "engine_test_tools.h"

namespace ullage::engine {
namespace {

ContainerApi api_of(const Script& server) {
  return ContainerApi({model::EngineKind::docker, "unix://" + server.socket(), {}, Address{server.socket(), {}, 0}});
}

TEST(ContainerApi, ImportsUnderANameWithItsTagAndEscapesChanges) {
  const Script server({answer("{\"status\":\"sha256:1\"}\r\n")});
  ASSERT_TRUE(api_of(server).import_image("localhost/heygem:v2.2", "", {R"(CMD ["a&b"])"}));
  EXPECT_EQ(server.asked().front(),
            "POST /images/create?fromSrc=-&repo=localhost%2Fheygem%3Av2.2&changes=CMD%20%5B%22a%26b%22%5D");
}

TEST(ContainerApi, AFailureAfterTheStatusIsAFailure) {
  const Script server({answer("{\"status\":\"x\"}\r\n{\"error\":\"no space left\"}\r\n")});
  const auto imported = api_of(server).import_image("a:b", "", {});
  ASSERT_FALSE(imported);
  EXPECT_NE(imported.error().what.find("no space left"), std::string::npos);
}

TEST(ContainerApi, ANameInUseIsRefusedByEitherEngine) {
  const Script docker({answer(R"({"message":"Conflict."})", {}, "409 Conflict")});
  const Script podman({answer(R"({"message":"the name is already in use by 1"})", {}, "500 Internal Server Error")});
  EXPECT_EQ(api_of(docker).create("a", {}).error().kind, ErrorKind::refused);
  EXPECT_EQ(api_of(podman).create("a", {}).error().kind, ErrorKind::refused);
}

TEST(ContainerApi, GivesTheIdAndTheExitStatus) {
  const Script server({answer(R"({"Id":"abc"})"), answer(R"({"StatusCode":7})")});
  auto api = api_of(server);
  EXPECT_EQ(api.create("a", {}), "abc");
  EXPECT_EQ(api.wait("abc", std::chrono::seconds(10)), 7);
}

TEST(ContainerApi, FindsAMacAddressThatWasAskedForInTheOlderAnswerOfANewDocker) {
  const Script server({answer(R"({"Id":"abc","Config":{}})", "Api-Version: 1.48\r\n"),
                       answer(R"({"Id":"abc","Config":{"MacAddress":"92:d0:c6:0a:29:33"}})")});
  const auto inspected = api_of(server).inspect("abc");
  ASSERT_TRUE(inspected);
  EXPECT_EQ(text_at(*inspected, {"Config", "MacAddress"}), "92:d0:c6:0a:29:33");
  EXPECT_EQ(server.asked().back(), "GET /v1.43/containers/abc/json");
}

TEST(ContainerApi, AsksAnOlderDockerOnce) {
  const Script server({answer(R"({"Id":"abc","Config":{}})", "Api-Version: 1.41\r\n")});
  ASSERT_TRUE(api_of(server).inspect("abc"));
  EXPECT_EQ(server.asked().size(), 1U);
}

TEST(ContainerApi, StoppingAStoppedContainerIsFine) {
  const Script server({answer("", {}, "304 Not Modified")});
  EXPECT_TRUE(api_of(server).stop("abc", std::chrono::seconds(1)));
}

}  // namespace
}  // namespace ullage::engine
