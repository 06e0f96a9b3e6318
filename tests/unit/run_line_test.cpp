#include "formats/run_line.h"

#include <gtest/gtest.h>

#include "formats/run_flags.h"
#include "formats/script.h"
#include "formats_definitions.h"
#include "policy/shm_source.h"

namespace ullage::formats {
namespace {

using model::MountType;

std::string line_of(const model::Definition& definition) { return render_run(definition, false).text; }

TEST(RunLine, IsWhatSomebodyWouldHaveTyped) {
  EXPECT_EQ(line_of(scenario()),
            "docker run -d --name starpainting-digital-human-service-1 --shm-size 2g --restart unless-stopped "
            "-p 8308:8308 --gpus all -v /opt/heygem/app:/app -v /opt/heygem/data:/opt/heygem/data "
            "-e PYTHONUNBUFFERED=1 heygem:v2.2 bash start.sh\n");
}

TEST(RunLine, PrettyIsAnOptionALine) {
  auto web = named("web");
  web.process.command = model::Words{"a b", "c"};
  EXPECT_EQ(render_run(web, true).text, "docker run -d \\\n  --name web \\\n  shell:1 \\\n  'a b' c\n");
}

TEST(RunLine, IsDetachedAndSaysWhatItWas) {
  auto web = named("web");
  web.process.attach_stdin = web.process.stdin_open = web.process.tty = true;
  const auto rendered = render_run(web, false);
  EXPECT_TRUE(rendered.text.ends_with("\ndocker run -d --name web --tty --interactive shell:1\n"));
  EXPECT_EQ(rendered.unsaid.size(), 1u);
}

TEST(RunLine, AVariableThatIsTakenAwayIsTakenFromTheShellFirst) {
  auto web = named("web");
  web.process.env = {"GONE", "KEPT="};
  EXPECT_EQ(line_of(web), "env -u GONE docker run -d --name web -e GONE -e KEPT= shell:1\n");
  web.process.env = {"DOCKER_HOST"};
  EXPECT_EQ(render_run(web, false).unsaid.size(), 1u);
}

TEST(RunLine, WhatAnEntrypointHasBeyondOneWordStandsInFrontOfTheCommand) {
  auto web = named("web");
  web.process.entrypoint = model::Words{"sh", "-c"};
  web.process.command = model::Words{"echo $HOME"};
  const auto rendered = render_run(web, false);
  EXPECT_EQ(rendered.unsaid.size(), 1u);
  EXPECT_NE(rendered.text.find("--entrypoint sh shell:1 -c 'echo $HOME'\n"), std::string::npos);
}

TEST(RunLine, AHealthCheckWithoutAShellIsSaidWithOne) {
  auto web = named("web");
  web.process.health.emplace().test = {"CMD", "test", "-e", "/a b"};
  const auto rendered = render_run(web, false);
  EXPECT_EQ(rendered.unsaid.size(), 1u);
  EXPECT_NE(rendered.text.find(R"(--health-cmd 'test -e '\''/a b'\''')"), std::string::npos);
}

TEST(RunLine, FurtherNetworksAreCommandsOfTheirOwn) {
  auto web = named("web");
  web.networking.mode = "front";
  web.networking.endpoints = {{"front", {"a"}, {}, "10.0.0.2", "", {}, "", {}},
                              {"back", {"b"}, {}, "", "", {}, "", {}}};
  EXPECT_EQ(connect_lines(web), model::Words{"docker network connect --alias b back web"});
  EXPECT_NE(line_of(web).find("--network front --ip 10.0.0.2 --network-alias a"), std::string::npos);
  EXPECT_NE(line_of(web).find("# a further network"), std::string::npos);
}

TEST(RunLine, NoCommentBreaksOutOfItsLine) {
  auto web = named("web");
  web.mounts = {mount_of(MountType::volume, "made-up", "/a\nrm -rf /")};
  web.mounts[0].anonymous = true;
  EXPECT_EQ(line_of(web).find("\nrm"), std::string::npos);
}

TEST(RunFlags, FieldsAreQuotedAsCsv) {
  EXPECT_EQ(csv_field("a=b c"), "a=b c");
  EXPECT_EQ(csv_field("src=/a,b"), "\"src=/a,b\"");
  EXPECT_EQ(csv_field("a\"b"), "\"a\"\"b\"");
}

TEST(RunFlags, PortsAreSaidShort) {
  EXPECT_EQ(publish_text({"80", "tcp", "", ""}), "80");
  EXPECT_EQ(publish_text({"80", "udp", "", "8080"}), "8080:80/udp");
  EXPECT_EQ(publish_text({"80", "tcp", "127.0.0.1", ""}), "127.0.0.1::80");
  EXPECT_EQ(publish_text({"80", "tcp", "::1", "8000-8010"}), "[::1]:8000-8010:80");
}

TEST(RunFlags, DevicesAreSaidShort) {
  EXPECT_EQ(device_text({"/dev/fuse", "/dev/fuse", "rwm"}), "/dev/fuse");
  EXPECT_EQ(device_text({"/dev/a", "/dev/b", "rwm"}), "/dev/a:/dev/b");
  EXPECT_EQ(device_text({"/dev/a", "/dev/a", "r"}), "/dev/a:/dev/a:r");
}

TEST(RunFlags, GpusByNumberNameAndCapability) {
  EXPECT_EQ(gpus_text({"", -1, {}, {{"gpu"}}, {}}), "all");
  EXPECT_EQ(gpus_text({"", 2, {}, {{"gpu"}}, {}}), "2");
  EXPECT_EQ(gpus_text({"", 0, {"0", "1"}, {{"gpu"}}, {}}), "\"device=0,1\"");
  EXPECT_EQ(gpus_text({"nvidia", -1, {}, {{"utility", "gpu"}}, {{"a", "b"}}}),
            "driver=nvidia,count=all,capabilities=utility,options=a=b");
  EXPECT_EQ(gpus_text({"", 1, {}, {{"tpu"}}, {}}), std::nullopt);
}

TEST(Script, SaysThatVolumesWithoutANameGoWithAContainerOfRm) {
  auto web = named("web");
  web.auto_remove = true;
  web.mounts = {mount_of(MountType::volume, "made-up", "/data")};
  web.mounts[0].anonymous = true;
  EXPECT_EQ(render_script(web).unsaid.size(), 2u);
}

TEST(ShmSource, IsTheOneThatIsInForce) {
  auto web = named("web");
  ASSERT_TRUE(policy::set_shm_size(web, GiB(2)));
  EXPECT_EQ(web.resources.shm_size, GiB(2));

  web.mounts = {mount_of(MountType::tmpfs, "", "/dev/shm/")};
  web.mounts[0].options = "mode=1777,size=64m";
  ASSERT_TRUE(policy::set_shm_size(web, GiB(1)));
  EXPECT_EQ(web.mounts[0].options, "size=1g,mode=1777");
}

TEST(ShmSource, OfAnotherIsRefusedWithItsName) {
  auto web = named("web");
  web.namespaces.ipc = "container:owner";
  EXPECT_EQ(policy::set_shm_size(web, GiB(2)).error().kind, ErrorKind::refused);
  EXPECT_NE(policy::set_shm_size(web, GiB(2)).error().remedy.find("export owner"), std::string::npos);
  web.mounts = {mount_of(MountType::bind, "/srv/shm", "/dev/shm")};
  EXPECT_NE(policy::set_shm_size(web, GiB(2)).error().what.find("/srv/shm"), std::string::npos);
}

}  // namespace
}  // namespace ullage::formats
