#include <gmock/gmock.h>

#include <boost/json/serialize.hpp>

#include "captured_trees.h"
#include "engine/comparison.h"
#include "engine/create_command.h"
#include "engine/recreation.h"

namespace ullage::engine {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

json::value parsed(std::string_view text) {
  auto value = parse_json(text, "the test");
  EXPECT_TRUE(value) << text;
  return *value;
}

// A container of Podman 4.3.1 that was made with many flags, as inspect() gives it.
json::value captured() { return parsed(testing::read_data("engine/podman-4.3/many-flags.json")); }

RecreationWishes wishes_for(const json::value& inspected) {
  RecreationWishes out;
  out.podman = true;
  out.image = "localhost/shell:1";
  out.image_id = text_at(inspected, {"Image"});
  out.shm_size = MiB(128);
  return out;
}

CreateCommand command(std::string_view words, std::string_view cmd = "[]") {
  return CreateCommand(
      parsed(R"({"Config":{"CreateCommand":)" + std::string(words) + R"(,"Cmd":)" + std::string(cmd) + "}}"));
}

class Libpod : public ::testing::Test {
 protected:
  std::string said(JsonPath path) const { return json::serialize(at(spec, path)); }

  const json::value inspected = captured();
  const json::value spec = libpod_specification(inspected, wishes_for(inspected));
};

TEST_F(Libpod, SaysTheSizeAlsoInTheCommandThatItIsMadeFrom) {
  EXPECT_EQ(said({"shm_size"}), "134217728");
  EXPECT_THAT(texts_at(spec, {"containerCreateCommand"}), ::testing::Contains("--shm-size=128m"));
}

TEST_F(Libpod, SaysWhatOnlyTheCommandKnows) {
  EXPECT_EQ(said({"ipcns"}), R"({"nsmode":"private"})");
  EXPECT_EQ(said({"sysctl"}), R"({"kernel.msgmax":"65000"})");
  EXPECT_EQ(said({"devices"}), R"([{"path":"/dev/null:/dev/nothing:r"}])");
  EXPECT_EQ(said({"secret_env"}), R"({"WORD":"word"})");
  EXPECT_EQ(text_at(at(spec, {"secrets"}).as_array().at(0), {"Target"}), "/run/other");
}

TEST_F(Libpod, SaysWhatDockersLanguageHasNoWordFor) {
  EXPECT_EQ(said({"umask"}), R"("0077")");
  EXPECT_EQ(said({"sdnotifyMode"}), R"("container")");
  EXPECT_EQ(text_at(spec, {"annotations", "x"}), "y");
  EXPECT_EQ(said({"log_configuration"}), R"({"driver":"k8s-file","size":10000000})");
}

TEST_F(Libpod, SaysAllOfTheEnvironmentButWhatIsMadeUp) {
  EXPECT_EQ(text_at(spec, {"env", "A"}), "b");
  EXPECT_EQ(said({"env", "HOSTNAME"}), "null");
  EXPECT_EQ(said({"unsetenvall"}), "true");
}

TEST_F(Libpod, NamesTheVolumesThatNobodyNamed) {
  for (const auto& volume : elements_at(spec, {"volumes"})) EXPECT_NE(text_at(volume, {"Name"}), "");
  EXPECT_EQ(elements_at(spec, {"volumes"}).size(), 2);
}

TEST_F(Libpod, IsTheSameButForWhatIsAskedToChange) {
  const auto wishes = wishes_for(inspected);
  auto after = inspected;
  auto& own = after.as_object()["Libpod"].as_object();
  own["HostConfig"].as_object()["ShmSize"] = 134217728;
  own["Config"].as_object()["CreateCommand"] = at(spec, {"containerCreateCommand"});
  own["Created"] = "another time";
  EXPECT_THAT(differences(inspected, after, recreate(inspected, wishes), wishes), IsEmpty());
  own["Config"].as_object()["Umask"] = "0000";
  const auto found = differences(inspected, after, recreate(inspected, wishes), wishes);
  ASSERT_EQ(found.size(), 1);
  EXPECT_EQ(found[0].field, "Config.Umask");
}

TEST(CreateCommand, ReadsOptionsUpToTheImageAndNoFurther) {
  const auto read = command(R"(["podman","--root","/r","run","-d","--ipc","private","web:1","sh","--ipc","host"])",
                            R"(["sh","--ipc","host"])");
  EXPECT_THAT(read.values("--ipc"), ElementsAre("private"));
  EXPECT_EQ(read.image(), "web:1");
}

TEST(CreateCommand, SaysTheSizeWhereItStoodOrFirst) {
  const auto size = [](std::string_view words) { return json::serialize(command(words).with_shm_size(GiB(2))); };
  EXPECT_EQ(size(R"(["podman","run","--shm-size","64m","web"])"), R"(["podman","run","--shm-size","2g","web"])");
  EXPECT_EQ(size(R"(["podman","run","--shm-size=64m","web"])"), R"(["podman","run","--shm-size=2g","web"])");
  EXPECT_EQ(size(R"(["podman","create","web"])"), R"(["podman","create","--shm-size=2g","web"])");
  EXPECT_EQ(size("[]"), "[]");
}

}  // namespace
}  // namespace ullage::engine
