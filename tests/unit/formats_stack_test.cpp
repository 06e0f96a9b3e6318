#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "formats/stack.h"
#include "formats_definitions.h"

namespace ullage::formats {
namespace {

using model::Definition;
using model::MountType;
using testing::Contains;
using testing::HasSubstr;
using testing::Not;

std::string stack(const Definition& definition) { return render_stack({definition}).text; }

TEST(Stack, SaysTheSizeAsATmpfs) {
  const Rendered rendered = render_stack({scenario()});
  EXPECT_THAT(rendered.text, HasSubstr("version: \"3.9\"\nservices:\n  starpainting-digital-human-service-1:\n"));
  EXPECT_THAT(rendered.text, HasSubstr("      - type: tmpfs\n        target: /dev/shm\n        tmpfs:\n"
                                       "          size: 2147483648\n"));
  EXPECT_THAT(rendered.text, Not(HasSubstr("shm_size")));
  EXPECT_THAT(rendered.unsaid, Contains(HasSubstr("--gpus all")));
}

TEST(Stack, LeavesTheSizeToAMountOnDevShm) {
  Definition d = named("web");
  d.resources.shm_size = GiB(1);
  d.mounts = {mount_of(MountType::tmpfs, "", "/dev/shm")};
  d.mounts[0].options = "size=2g";
  EXPECT_THAT(stack(d), HasSubstr("size: 2147483648\n"));
  EXPECT_THAT(stack(d), Not(HasSubstr("size: 1073741824\n")));
}

TEST(Stack, PublishesOnTheNodeThatRunsTheTask) {
  Definition d = named("web");
  d.networking.ports = {{"80", "tcp", "", "8080"}, {"53", "udp", "0.0.0.0", ""}};
  EXPECT_THAT(stack(d), HasSubstr("    ports:\n      - target: 80\n        published: 8080\n        mode: host\n"
                                  "      - target: 53\n        protocol: udp\n        mode: host\n"));
}

TEST(Stack, ShowsNoPortToAllThatOneAddressHad) {
  Definition d = named("web");
  d.networking.ports = {{"80", "tcp", "127.0.0.1", "8080"}};
  EXPECT_THAT(stack(d), Not(HasSubstr("target: 80")));
  EXPECT_THAT(render_stack({d}).unsaid, Contains(HasSubstr("--publish 127.0.0.1:8080:80")));
}

TEST(Stack, RestartsAsTheContainerDid) {
  Definition d = named("web");
  EXPECT_THAT(stack(d), HasSubstr("condition: none\n"));
  d.restart.name = "unless-stopped";
  EXPECT_THAT(stack(d), HasSubstr("condition: any\n"));
  d.restart = {"on-failure", 3};
  EXPECT_THAT(stack(d), HasSubstr("condition: on-failure\n        max_attempts: 3\n"));
}

TEST(Stack, SaysLimitsAsText) {
  Definition d = named("web");
  d.resources.memory = Bytes{67108865};
  d.resources.nano_cpus = 2'000'000'000;
  EXPECT_THAT(stack(d), HasSubstr("          cpus: \"2\"\n          memory: \"67108865\"\n"));
}

TEST(Stack, TakesTheOptionsOfAShortMountThatSwarmKnows) {
  Definition d = named("web");
  d.mounts = {mount_of(MountType::bind, "/src", "/dst")};
  d.mounts[0].options = "z,rslave";
  EXPECT_THAT(stack(d), HasSubstr("        bind:\n          propagation: rslave\n"));
  EXPECT_THAT(render_stack({d}).unsaid, Contains(HasSubstr("--volume z of /dst")));
}

}  // namespace
}  // namespace ullage::formats
