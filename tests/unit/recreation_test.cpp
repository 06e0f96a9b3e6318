#include "engine/recreation.h"

#include <gmock/gmock.h>

#include <boost/json/serialize.hpp>

#include "engine/comparison.h"

namespace ullage::engine {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

json::value parsed(std::string_view text) {
  auto value = parse_json(text, "the test");
  EXPECT_TRUE(value) << text;
  return *value;
}

// The smallest container; each test says what is special about its own.
json::value container(std::string_view config, std::string_view host, std::string_view rest = "{}") {
  auto out = parsed(rest).as_object();
  out["Id"] = "0123456789abcdef";
  out["Image"] = "sha256:1";
  auto& all = out["Config"] = parsed(config);
  all.as_object()["Image"] = "web:1";
  out["HostConfig"] = parsed(host);
  return out;
}

RecreationWishes wishes() {
  RecreationWishes out;
  out.image = "web:1";
  out.image_id = "sha256:1";
  out.shm_size = GiB(2);
  return out;
}

std::string body_of(const Recreation& made, JsonPath path) { return json::serialize(at(json::value(made.body), path)); }

TEST(Recreation, SetsTheSizeAndKeepsEverythingElse) {
  const auto made =
      recreate(container(R"({"Env":["A=b"],"Entrypoint":["x"]})", R"({"ShmSize":67108864,"Memory":5})"), wishes());
  EXPECT_EQ(body_of(made, {"HostConfig"}), R"({"ShmSize":2147483648,"Memory":5})");
  EXPECT_EQ(body_of(made, {"Env"}), R"(["A=b"])");
}

TEST(Recreation, LeavesUnsaidTheHostnameThatTheEngineMadeUp) {
  EXPECT_EQ(body_of(recreate(container(R"({"Hostname":"0123456789ab"})", "{}"), wishes()), {"Hostname"}), "null");
  EXPECT_EQ(body_of(recreate(container(R"({"Hostname":"given"})", "{}"), wishes()), {"Hostname"}), R"("given")");
  EXPECT_EQ(body_of(recreate(container(R"({"Hostname":"x"})", R"({"UTSMode":"host"})"), wishes()), {"Hostname"}),
            "null");
}

TEST(Recreation, SaysNoEntrypointSoThatTheImagesDoesNotComeBack) {
  EXPECT_EQ(body_of(recreate(container(R"({"Entrypoint":null})", "{}"), wishes()), {"Entrypoint"}), R"([""])");
  EXPECT_EQ(body_of(recreate(container(R"({"Entrypoint":[]})", "{}"), wishes()), {"Entrypoint"}), "[]");
}

TEST(Recreation, InAnotherContainersNetworkSaysNothingThatIsThatOnes) {
  const auto made = recreate(container(R"({"Hostname":"x","Domainname":"y","ExposedPorts":{"80/tcp":{}}})",
                                       R"({"NetworkMode":"container:aaa"})"),
                             wishes());
  EXPECT_EQ(body_of(made, {"Hostname"}) + body_of(made, {"ExposedPorts"}), "nullnull");
}

TEST(Recreation, SaysLinksAsTheyWereSaid) {
  auto with = wishes();
  with.link_names = {{"database", "database-new"}};
  const auto made = recreate(container("{}", R"({"Links":["/database:/web/db","/cache:/web/cache"]})"), with);
  EXPECT_EQ(body_of(made, {"HostConfig", "Links"}), R"(["database-new:db","cache:cache"])");
}

TEST(Recreation, FollowsAContainerThatGetsAnotherId) {
  auto with = wishes();
  with.instead = {{"aaa", "bbb"}};
  const auto made = recreate(container("{}", R"({"NetworkMode":"container:aaa","IpcMode":"container:ccc"})"), with);
  EXPECT_EQ(body_of(made, {"HostConfig", "NetworkMode"}), R"("container:bbb")");
  EXPECT_EQ(body_of(made, {"HostConfig", "IpcMode"}), R"("container:ccc")");
}

constexpr std::string_view anonymous = R"({"Mounts":[{"Type":"volume","Name":"v1","Destination":"/data","RW":true}]})";

TEST(Recreation, BindsAnAnonymousVolumeByItsNameWhereverItWasAskedFor) {
  const auto of_image = recreate(container(R"({"Volumes":{"/data":{}}})", R"({"Binds":null})", anonymous), wishes());
  EXPECT_EQ(body_of(of_image, {"HostConfig", "Binds"}), R"(["v1:/data"])");
  const auto bare = recreate(container("{}", R"({"Binds":["/data/"]})", anonymous), wishes());
  EXPECT_EQ(body_of(bare, {"HostConfig", "Binds"}), R"(["v1:/data"])");
  const auto mount =
      recreate(container("{}", R"({"Mounts":[{"Type":"volume","Target":"/data"}]})", anonymous), wishes());
  EXPECT_EQ(body_of(mount, {"HostConfig", "Mounts"}), R"([{"Type":"volume","Target":"/data","Source":"v1"}])");
  EXPECT_THAT(mount.pinned, ElementsAre("v1:/data"));
}

TEST(Recreation, LeavesNamedAndInheritedVolumesAsTheyAre) {
  const auto named = recreate(container("{}", R"({"Binds":["v1:/data:ro"]})", anonymous), wishes());
  EXPECT_EQ(body_of(named, {"HostConfig", "Binds"}), R"(["v1:/data:ro"])");
  auto with = wishes();
  with.inherited = {"v1"};
  EXPECT_THAT(recreate(container("{}", R"({"VolumesFrom":["a"]})", anonymous), with).pinned, IsEmpty());
}

constexpr std::string_view two_networks = R"({"NetworkSettings":{"Networks":{
  "front":{"IPAMConfig":{"IPv4Address":"172.30.5.9"},"Aliases":["web","0123456789ab","host"],"MacAddress":"02:42"},
  "back":{"IPAMConfig":null,"Aliases":["b","0123456789ab"],"NetworkID":"1111111111112222"}}}})";

TEST(Recreation, CreatesInItsOwnNetworkAndConnectsTheOthers) {
  const auto made = recreate(container(R"({"Hostname":"host"})", R"({"NetworkMode":"front"})", two_networks), wishes());
  EXPECT_EQ(body_of(made, {"NetworkingConfig"}),
            R"({"EndpointsConfig":{"front":{"IPAMConfig":{"IPv4Address":"172.30.5.9"},"Aliases":["web"]}}})");
  ASSERT_EQ(made.connect.size(), 1U);
  EXPECT_EQ(made.connect[0].network, "back");
  EXPECT_EQ(json::serialize(made.connect[0].endpoint), R"({"Aliases":["b"]})");
}

TEST(Recreation, KnowsANetworkByItsIdToo) {
  const auto made = recreate(container("{}", R"({"NetworkMode":"1111111111112222"})", two_networks), wishes());
  ASSERT_EQ(made.connect.size(), 1U);
  EXPECT_EQ(made.connect[0].network, "front");
  EXPECT_THAT(made.disconnect, IsEmpty());
}

TEST(Recreation, LeavesANetworkThatTheContainerHasLeft) {
  const auto made = recreate(container("{}", R"({"NetworkMode":"third"})", two_networks), wishes());
  EXPECT_THAT(made.disconnect, ElementsAre("third"));
}

std::vector<std::string> fields(const json::value& before, const json::value& after) {
  std::vector<std::string> out;
  for (const auto& each : differences(before, after, recreate(before, wishes()), wishes())) out.push_back(each.field);
  return out;
}

TEST(Comparison, FindsNothingButWhatWasAskedFor) {
  const auto before = container(R"({"Hostname":"0123456789ab"})", R"({"ShmSize":67108864,"Dns":[]})");
  auto after = container(R"({"Hostname":"fedcba987654"})", R"({"ShmSize":2147483648,"Dns":null})");
  after.as_object()["Id"] = "fedcba9876543210";
  EXPECT_THAT(fields(before, after), IsEmpty());
}

TEST(Comparison, NamesWhatIsLostChangedOrNew) {
  const auto before = container(R"({"Env":["A=b"]})", R"({"Ulimits":[{"Name":"nofile"}],"CapAdd":["X"]})");
  const auto after = container(R"({"Env":["A=c"]})", R"({"ShmSize":2147483648,"Privileged":true,"CapAdd":["X"]})");
  EXPECT_THAT(fields(before, after),
              testing::UnorderedElementsAre("Config.Env[0]", "HostConfig.Ulimits", "HostConfig.Privileged"));
}

TEST(Comparison, NothingAndEmptyDifferWhereTheyMeanDifferentThings) {
  const auto before = container("{}", R"({"MaskedPaths":[]})");
  const auto after = container("{}", R"({"MaskedPaths":null,"ShmSize":2147483648})");
  EXPECT_THAT(fields(before, after), ElementsAre("HostConfig.MaskedPaths"));
}

TEST(Comparison, ASizeThatDidNotTakeIsADifference) {
  EXPECT_THAT(fields(container("{}", "{}"), container("{}", R"({"ShmSize":67108864})")),
              ElementsAre("HostConfig.ShmSize"));
}

}  // namespace
}  // namespace ullage::engine
