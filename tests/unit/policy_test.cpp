#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "policy/grow_rules.h"
#include "policy/lasting.h"
#include "policy/mount_mode.h"
#include "policy/verdict.h"

namespace ullage::policy {
namespace {

using model::MountMode;
using model::Usage;
using model::Verdict;
using testing::HasSubstr;

const std::string id(64, 'a');
const std::string other_id(64, 'b');

TEST(Verdict, IsOneWord) {
  EXPECT_EQ(judge(Usage{GiB(2), MiB(10), GiB(2) - MiB(10), 0, 0}), Verdict::ok);
  EXPECT_EQ(judge(Usage{MiB(64), MiB(1), MiB(63), 0, 0}), Verdict::default_size);
  EXPECT_EQ(judge(Usage{Bytes{65'536'000}, MiB(1), MiB(61), 0, 0}), Verdict::default_size);
  EXPECT_EQ(judge(Usage{MiB(64), MiB(50), MiB(14), 0, 0}), Verdict::tight);
  EXPECT_EQ(judge(Usage{MiB(64), MiB(64), Bytes{0}, 0, 0}), Verdict::full);
}

TEST(Verdict, IsFullWithoutInodes) { EXPECT_EQ(judge(Usage{GiB(2), MiB(1), GiB(1), 100, 0}), Verdict::full); }

TEST(Verdict, IsNeverFullWithoutALimit) { EXPECT_EQ(judge(Usage{Bytes{0}, MiB(1), Bytes{0}, 0, 0}), Verdict::ok); }

TEST(MountMode, PrivateIsSeenByOneContainerOnly) {
  EXPECT_EQ(classify(false, {{id, "/dev/shm"}}).mode, MountMode::isolated);
}

TEST(MountMode, ShareableIsKeptInTheEnginesFolder) {
  const auto docker = classify(false, {{id, "/dev/shm"}, {"", "/var/lib/docker/containers/" + id + "/mounts/shm"}});
  EXPECT_EQ(docker.mode, MountMode::shareable);
  EXPECT_TRUE(docker.host_paths.empty());
  const auto podman = classify(
      false, {{id, "/dev/shm"}, {"", "/var/lib/containers/storage/overlay-containers/" + id + "/userdata/shm"}});
  EXPECT_EQ(podman.mode, MountMode::shareable);
}

TEST(MountMode, AMonitorThatMountsTheHostsRootSharesNothing) {
  EXPECT_EQ(
      classify(false, {{id, "/dev/shm"}, {other_id, "/rootfs/var/lib/docker/containers/" + id + "/mounts/shm"}}).mode,
      MountMode::shareable);
}

TEST(MountMode, JoinedIsSeenBySeveralContainers) {
  EXPECT_EQ(classify(false, {{id, "/dev/shm"}, {other_id, "/dev/shm"}}).mode, MountMode::joined);
  EXPECT_EQ(classify(false, {{id, "/dev/shm"}, {other_id, "/shared"}}).mode, MountMode::joined);
}

TEST(MountMode, PodIsKeptInASandbox) {
  EXPECT_EQ(classify(false, {{id, "/dev/shm"},
                             {other_id, "/dev/shm"},
                             {"", "/run/containerd/io.containerd.grpc.v1.cri/sandboxes/" + other_id + "/shm"}})
                .mode,
            MountMode::pod);
}

TEST(MountMode, VolumeIsMountedElsewhereOnTheHost) {
  const auto sharing = classify(false, {{id, "/dev/shm"}, {"", "/mnt/fast"}});
  EXPECT_EQ(sharing.mode, MountMode::volume);
  EXPECT_EQ(sharing.host_paths, std::vector<std::string>{"/mnt/fast"});
}

TEST(MountMode, AFolderThatOnlyLooksLikeAnEnginesIsAVolume) {
  EXPECT_EQ(classify(false, {{id, "/dev/shm"}, {"", "/srv/containers/x/mounts/shm"}}).mode, MountMode::volume);
}

TEST(MountMode, HostBeatsAll) { EXPECT_EQ(classify(true, {{"", "/dev/shm"}, {id, "/dev/shm"}}).mode, MountMode::host); }

GrowFacts facts(Bytes wanted) {
  GrowFacts facts;
  facts.name = "c";
  facts.wanted = wanted;
  facts.usage = Usage{MiB(64), MiB(40), MiB(24), 0, 0};
  return facts;
}

ErrorKind kind(const Result<>& result) { return result ? ErrorKind::failed : result.error().kind; }

TEST(MayGrow, AllowsWhatMemoryCanBack) {
  auto plain = facts(GiB(2));
  EXPECT_TRUE(may_grow(plain, {}).has_value());
  plain.most = Ceiling{GiB(2), "x", "y"};
  EXPECT_TRUE(may_grow(plain, {}).has_value());
}

TEST(MayGrow, RefusesBelowPresentUse) {
  const auto result = may_grow(facts(MiB(32)), {true, true, true});
  EXPECT_EQ(kind(result), ErrorKind::refused);
  EXPECT_THAT(result.error().what, HasSubstr("40.0 MiB"));
}

TEST(MayGrow, AllowsASmallerSizeThatHoldsWhatIsInIt) { EXPECT_TRUE(may_grow(facts(MiB(48)), {}).has_value()); }

TEST(MayGrow, TakesANumberWithoutAUnitForAMistake) {
  const auto result = may_grow(facts(Bytes{2}), {});
  EXPECT_EQ(kind(result), ErrorKind::usage);
  EXPECT_THAT(result.error().remedy, HasSubstr("2g"));
}

TEST(MayGrow, RefusesAboveTheCeilingUnlessTold) {
  auto above = facts(GiB(2));
  above.most = Ceiling{MiB(200), "the memory limit is 256.0 MiB", "raise it"};
  const auto result = may_grow(above, {});
  EXPECT_EQ(kind(result), ErrorKind::refused);
  EXPECT_THAT(result.error().what, HasSubstr("memory limit"));
  EXPECT_THAT(result.error().remedy, HasSubstr("ullage grow c 200m"));
  EXPECT_THAT(result.error().remedy, HasSubstr("--over-ceiling"));
  EXPECT_TRUE(may_grow(above, {false, false, true}).has_value());
}

TEST(MayGrow, NamesThoseWhoShareUnlessTold) {
  auto shared = facts(GiB(1));
  shared.mode = MountMode::joined;
  shared.sharers = {"other"};
  const auto result = may_grow(shared, {});
  EXPECT_EQ(kind(result), ErrorKind::refused);
  EXPECT_THAT(result.error().what, HasSubstr("other"));
  EXPECT_THAT(result.error().remedy, HasSubstr("--shared"));
  EXPECT_TRUE(may_grow(shared, {false, true, false}).has_value());
}

TEST(MayGrow, RefusesTheHostsMountThroughAContainer) {
  auto host = facts(GiB(1));
  host.mode = MountMode::host;
  const auto result = may_grow(host, {false, true, true});
  EXPECT_EQ(kind(result), ErrorKind::refused);
  EXPECT_THAT(result.error().remedy, HasSubstr("ullage grow --host 1g"));
  EXPECT_TRUE(may_grow(host, {true, false, false}).has_value());
}

TEST(MayGrow, RefusesAMountOfTheHostsUnlessTold) {
  auto volume = facts(GiB(1));
  volume.mode = MountMode::volume;
  volume.host_paths = {"/mnt/fast"};
  const auto result = may_grow(volume, {});
  EXPECT_EQ(kind(result), ErrorKind::refused);
  EXPECT_THAT(result.error().what, HasSubstr("/mnt/fast"));
}

model::MemoryCgroup memory(Bytes limit, Bytes room) { return {"/x", limit, {}, {}, {}, room}; }

TEST(CeilingRule, IsTheMemoryLimitLessOtherUseLessAMargin) {
  const auto most = ceiling(memory(MiB(256), MiB(200)), GiB(10), {});
  ASSERT_TRUE(most.has_value());
  EXPECT_EQ(most->size, MiB(184));
  EXPECT_THAT(most->because, HasSubstr("56.0 MiB"));
}

TEST(CeilingRule, IsTheHostsMemoryWhereThatIsLess) {
  const auto most = ceiling(memory(GiB(100), GiB(100)), GiB(10), GiB(10));
  ASSERT_TRUE(most.has_value());
  EXPECT_EQ(most->size, GiB(19));
  EXPECT_THAT(most->because, HasSubstr("host"));
}

TEST(CeilingRule, IsAbsentWhereNothingIsKnown) { EXPECT_FALSE(ceiling(std::nullopt, std::nullopt, {}).has_value()); }

model::Container container(model::EngineKind engine) {
  model::Container made;
  made.engine = engine;
  made.id = "id";
  made.configured_size = MiB(64);
  return made;
}

TEST(Lasting, DependsOnWhoMakesTheContainerAgain) {
  auto made = container(model::EngineKind::docker);
  EXPECT_THAT(lasting(made, false, GiB(2)).to_make_it_last, HasSubstr("ullage apply id --shm-size 2g"));
  made.owner = {model::OwnerKind::compose, "p", "web", "/srv/compose.yaml"};
  EXPECT_THAT(lasting(made, false, GiB(2)).to_make_it_last,
              HasSubstr("ullage export --edit /srv/compose.yaml --service web --shm-size 2g"));
  made.owner.kind = model::OwnerKind::swarm;
  EXPECT_THAT(lasting(made, false, GiB(2)).to_make_it_last, HasSubstr("tmpfs-size=2147483648"));
  made.owner.kind = model::OwnerKind::kubernetes;
  EXPECT_THAT(lasting(made, false, GiB(2)).to_make_it_last, HasSubstr("sizeLimit: 2048Mi"));
}

TEST(Lasting, NeedsNothingWhenTheSizeIsConfigured) {
  auto made = container(model::EngineKind::docker);
  made.configured_size = GiB(2);
  EXPECT_EQ(lasting(made, false, GiB(2)).to_make_it_last, "");
}

TEST(Lasting, DisarmsLabels) {
  auto made = container(model::EngineKind::docker);
  made.owner = {model::OwnerKind::compose, "p", "a\x1b[2J\nb", ""};
  EXPECT_THAT(lasting(made, false, GiB(2)).to_make_it_last, HasSubstr("a\\x1b[2J\\nb"));
}

TEST(Lasting, TheHostsIsWrittenInFstab) {
  EXPECT_THAT(lasting(std::nullopt, true, GiB(4)).to_make_it_last, HasSubstr("size=4g"));
}

}  // namespace
}  // namespace ullage::policy
