#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "formats/compose.h"
#include "formats_definitions.h"

namespace ullage::formats {
namespace {

using model::Definition;
using model::MountType;
using model::Words;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

std::string compose(const Definition& definition) { return render_compose({definition}).text; }

TEST(Compose, WritesTheScenarioAsSomebodyWouldByHand) {
  const Rendered rendered = render_compose({scenario()});
  EXPECT_THAT(rendered.unsaid, ElementsAre());
  EXPECT_EQ(rendered.text, R"(services:
  starpainting-digital-human-service-1:
    container_name: starpainting-digital-human-service-1
    image: heygem:v2.2
    command: [bash, start.sh]
    shm_size: 2g
    deploy:
      resources:
        reservations:
          devices:
            - count: all
              capabilities: [gpu]
    ports:
      - "8308:8308"
    volumes:
      - /opt/heygem/app:/app
      - /opt/heygem/data:/opt/heygem/data
    environment:
      PYTHONUNBUFFERED: "1"
    restart: unless-stopped
    network_mode: bridge
)");
}

TEST(Compose, NamesTheServiceAsItsProjectDid) {
  Definition d = named("shop-web-1");
  d.owner = {model::OwnerKind::compose, "shop", "web", ""};
  d.labels = {{"com.docker.compose.service", "web"}, {"mine", "x"}};
  const Rendered rendered = render_compose({d});
  EXPECT_THAT(rendered.text, HasSubstr("services:\n  web:\n    container_name: shop-web-1\n"));
  EXPECT_THAT(rendered.text, HasSubstr("    labels:\n      mine: x\n"));
  EXPECT_THAT(rendered.text, Not(HasSubstr("com.docker.compose.service:")));
  EXPECT_THAT(rendered.unsaid, ElementsAre(HasSubstr("com.docker.compose.*")));
}

TEST(Compose, DoublesDollarsThatItWouldPutVariablesInFor) {
  Definition d = named("web");
  d.process.command = Words{"sh", "-c", "echo $HOME $$"};
  d.process.env = {"PRICE=$5"};
  d.labels = {{"rule", "Host(`${X}`)"}};
  EXPECT_THAT(compose(d), HasSubstr("echo $$HOME $$$$"));
  EXPECT_THAT(compose(d), HasSubstr("PRICE: \"$$5\""));
  EXPECT_THAT(compose(d), HasSubstr("Host(`$${X}`)"));
}

TEST(Compose, LetsServicesOfOneFileNameEachOther) {
  Definition front = named("front"), back = named("back");
  front.networking.mode = front.namespaces.ipc = "container:back";
  front.namespaces.pid = "container:elsewhere";
  front.volumes_from = {"back:ro", "elsewhere"};
  front.networking.links = {"back:b", "elsewhere:e"};
  const std::string text = render_compose({front, back}).text;
  EXPECT_THAT(text, HasSubstr("network_mode: service:back\n"));
  EXPECT_THAT(text, HasSubstr("ipc: service:back\n"));
  EXPECT_THAT(text, HasSubstr("pid: container:elsewhere\n"));
  EXPECT_THAT(text, HasSubstr("      - back:ro\n      - container:elsewhere\n"));
  EXPECT_THAT(text, HasSubstr("    links:\n      - back:b\n    external_links:\n      - elsewhere:e\n"));
}

TEST(Compose, TakesNetworksAndVolumesThatAreThere) {
  Definition d = named("web");
  d.networking.mode = "front";
  d.networking.endpoints.resize(2);
  d.networking.endpoints[0].network = "front";
  d.networking.endpoints[0].ipv4 = "10.0.0.9";
  d.networking.endpoints[1].network = "a net";
  d.mounts = {mount_of(MountType::volume, "data", "/data")};
  EXPECT_THAT(compose(d),
              HasSubstr("    networks:\n      front:\n        ipv4_address: \"10.0.0.9\"\n        priority: 1\n"
                        "      a-net: null\n"));
  EXPECT_THAT(compose(d), HasSubstr("networks:\n  front:\n    external: true\n  a-net:\n    external: true\n"
                                    "    name: a net\n"));
  EXPECT_THAT(compose(d), HasSubstr("volumes:\n  data:\n    external: true\n"));
}

TEST(Compose, WritesTwoNamesThatAreAlikeUnderTwoKeys) {
  Definition one = named("a b"), two = named("a/b");
  EXPECT_THAT(render_compose({one, two}).text, HasSubstr("  a-b-2:\n    container_name: a/b\n"));
}

TEST(Compose, SaysPortsInAllTheirForms) {
  Definition d = named("web");
  d.networking.ports = {{"80", "tcp", "127.0.0.1", "8080"}, {"53", "udp", "", ""},
                        {"81", "tcp", "127.0.0.1", ""},     {"82", "tcp", "", "9000-9009"},
                        {"83", "tcp", "::1", "8083"},       {"83", "tcp", "::1", "8083"}};
  EXPECT_THAT(compose(d),
              HasSubstr("    ports:\n      - \"127.0.0.1:8080:80\"\n      - 53/udp\n      - \"127.0.0.1::81\"\n"
                        "      - \"9000-9009:82\"\n      - \"[::1]:8083:83\"\n    network_mode"));
}

TEST(Compose, LeavesOutPortsOnTheHostsNetwork) {
  Definition d = named("web");
  d.networking.mode = "host";
  d.networking.ports = {{"80", "tcp", "", "8080"}};
  EXPECT_THAT(compose(d), Not(HasSubstr("ports:")));
  EXPECT_THAT(render_compose({d}).unsaid, ElementsAre(HasSubstr("--publish 8080:80")));
}

TEST(Compose, UsesTheLongSyntaxForWhatTheShortOneCantSay) {
  Definition d = named("web");
  d.mounts = {mount_of(MountType::bind, "/a:b", "/c"), mount_of(MountType::bind, "/d", "/e"),
              mount_of(MountType::tmpfs, "", "/run"), mount_of(MountType::tmpfs, "", "/var")};
  d.mounts[0].from_flag = true;
  d.mounts[0].propagation = "rslave";
  d.mounts[1].read_only = true;
  d.mounts[1].options = "z";
  d.mounts[2].from_flag = true;
  d.mounts[2].size = MiB(8);
  d.mounts[2].mode = 0700;
  d.mounts[3].options = "size=4m,exec";
  EXPECT_THAT(compose(d), HasSubstr("    volumes:\n      - type: bind\n        source: /a:b\n        target: /c\n"
                                    "        bind:\n          propagation: rslave\n      - \"/d:/e:ro,z\"\n"));
  EXPECT_THAT(compose(d), HasSubstr("    tmpfs:\n      - \"/run:size=8388608,mode=700\"\n"
                                    "      - \"/var:size=4m,exec\"\n"));
}

TEST(Compose, LeavesTheSizeToAMountOnDevShm) {
  Definition d = named("web");
  d.resources.shm_size = GiB(1);
  d.mounts = {mount_of(MountType::tmpfs, "", "/dev/shm/")};
  d.mounts[0].options = "size=2g";
  const Rendered rendered = render_compose({d});
  EXPECT_THAT(rendered.text, Not(HasSubstr("shm_size:")));
  EXPECT_THAT(rendered.unsaid, ElementsAre(HasSubstr("--shm-size 1g")));
}

TEST(Compose, TellsNoEntrypointFromTheImages) {
  Definition d = named("web");
  EXPECT_THAT(compose(d), Not(HasSubstr("entrypoint")));
  d.process.entrypoint.emplace();
  EXPECT_THAT(compose(d), HasSubstr("entrypoint: [\"\"]\n"));
}

TEST(Compose, SaysDurationsAndSizesAsItReadsThem) {
  Definition d = named("web");
  using namespace std::chrono;
  d.process.health = model::HealthCheck{{"CMD-SHELL", "true"}, seconds(90), milliseconds(1500), hours(1), {}, 4};
  d.process.stop_timeout = seconds(0);
  d.resources.memory = Bytes{67108865};
  d.resources.memory_swap = -1;
  d.resources.nano_cpus = 1'250'000'000;
  EXPECT_THAT(compose(d),
              HasSubstr("interval: 1m30s\n      timeout: 1s500ms\n      start_period: 1h\n      retries: 4\n"));
  EXPECT_THAT(compose(d), HasSubstr("stop_grace_period: 0s\n"));
  EXPECT_THAT(compose(d), HasSubstr("mem_limit: 67108865\n    memswap_limit: -1\n    cpus: 1.25\n"));
}

}  // namespace
}  // namespace ullage::formats
