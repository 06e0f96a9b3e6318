// The doctor's rules on what is beside the mount: memory, limits, how it ended, what the engine was told.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "doctor_facts.h"
#include "policy/doctor.h"

namespace ullage::policy {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ullage::testing::ended;
using ullage::testing::find;
using ullage::testing::healthy;
using ullage::testing::ids;
using ullage::testing::segment;
using ullage::testing::sole;
using ullage::testing::use;

constexpr auto critical = Severity::critical;
constexpr auto info = Severity::info;

model::MemoryCgroup cgroup(Bytes limit, Bytes room) {
  model::MemoryCgroup memory;
  memory.limit = limit;
  memory.shmem_room = room;
  memory.used = memory.shmem = MiB(60);
  memory.oom_kills = 0;
  return memory;
}

TEST(DoctorOfMemory, AnOomKillIsNotCalledAShortage) {
  auto facts = healthy(GiB(1));
  facts.memory = cgroup(MiB(64), MiB(62));
  facts.memory->oom_kills = 2;
  use(facts, MiB(60));
  const auto findings = diagnose(facts);
  EXPECT_EQ(findings.front().id, "memory-limit");
  EXPECT_FALSE(findings.front().is_shm);
  EXPECT_THAT(findings.front().what, HasSubstr("makes it worse"));
  EXPECT_THAT(findings.front().commands, ElementsAre("docker update --memory 2g --memory-swap 4g web"));
  EXPECT_EQ(find(findings, "full"), nullptr);
}

TEST(DoctorOfMemory, SharedMemoryIsNotBlamedForWhatItDidNotFill) {
  auto facts = healthy();
  facts.memory = cgroup(MiB(512), MiB(400));
  facts.memory->shmem = MiB(1);
  facts.memory->oom_kills = 1;
  EXPECT_THAT(sole(facts).what, HasSubstr("changes nothing"));
}

TEST(DoctorOfMemory, ALimitWithoutKillsIsNoFinding) {
  auto facts = healthy();
  facts.memory = cgroup(MiB(512), MiB(400));
  EXPECT_EQ(ids(diagnose(facts)), "");
}

TEST(DoctorOfMemory, ALimitBelowTheSizeIsSaid) {
  auto facts = healthy(GiB(1));
  facts.memory = cgroup(MiB(64), MiB(62));
  EXPECT_EQ(sole(facts).id, "limit-below-size");
  facts.memory->shmem = {};
  EXPECT_EQ(find(diagnose(facts), "limit-below-size")->severity, info);
}

TEST(DoctorOfMemory, AnUpdateCanTakeAGpuAway) {
  auto facts = healthy(GiB(1));
  facts.memory = cgroup(MiB(64), MiB(62));
  facts.memory->oom_kills = 1;
  facts.engine->has_gpu = true;
  EXPECT_THAT(diagnose(facts).front().remedy, HasSubstr("nvidia-container-toolkit#48"));
}

TEST(DoctorOfMemory, TheHostsMemoryMustBackIt) {
  auto facts = healthy();
  facts.host_available = MiB(10);
  EXPECT_EQ(sole(facts).id, "host-memory");
}

TEST(DoctorOfLimits, DescriptorsAtTheirLimitAreNotSharedMemory) {
  auto facts = healthy();
  facts.processes.front().descriptors = 1024;
  EXPECT_EQ(sole(facts).id, "descriptors");
  EXPECT_EQ(sole(facts).severity, critical);
  EXPECT_FALSE(sole(facts).is_shm);
  EXPECT_THAT(sole(facts).commands, ElementsAre("prlimit --pid 12 --nofile=65536"));
  facts.processes.front().hard_descriptors = 4096;
  EXPECT_THAT(sole(facts).commands, ElementsAre("prlimit --pid 12 --nofile=4096:"));
  facts.processes.front().descriptors = 800;
  EXPECT_EQ(ids(diagnose(facts)), "");
}

TEST(DoctorOfLimits, LockedMemoryAtItsLimitIsNotSharedMemory) {
  auto facts = healthy();
  facts.processes.front().locked = KiB(60);
  facts.processes.front().most_locked = KiB(64);
  EXPECT_EQ(sole(facts).id, "memlock");
  facts.processes.front().locked = Bytes{0};
  EXPECT_EQ(ids(diagnose(facts)), "");
}

TEST(DoctorOfLimits, SystemVHasLimitsOfItsOwn) {
  auto facts = healthy();
  facts.system_v->segments = 4096;
  EXPECT_EQ(sole(facts).id, "system-v");
  EXPECT_FALSE(sole(facts).is_shm);
  EXPECT_THAT(sole(facts).commands, ElementsAre("nsenter -t 4711 -i sysctl -w kernel.shmmni=16384"));
  facts.system_v = model::SystemV{{~0ULL}, 1000, 4096, 1000, 1};
  EXPECT_THAT(sole(facts).what, HasSubstr("kernel.shmall"));
  facts.system_v = model::SystemV{MiB(1), ~0ULL, 4096, 0, 0};
  EXPECT_EQ(find(diagnose(facts), "system-v")->severity, info);
}

TEST(DoctorOfEnds, ABusErrorIsAShortage) {
  const auto finding = sole(ended(135));
  EXPECT_EQ(finding.id, "bus-error");
  EXPECT_TRUE(finding.is_shm);
  EXPECT_THAT(finding.commands, ElementsAre("ullage apply web --shm-size 2g"));
}

TEST(DoctorOfEnds, OtherEndsAreNot) {
  for (const int status : {0, 1, 134, 139, 143}) EXPECT_EQ(ids(diagnose(ended(status))), "") << status;
}

TEST(DoctorOfEnds, AKillIsALackOfMemoryOnlyByTheEnginesWord) {
  EXPECT_EQ(ids(diagnose(ended(137))), "killed");
  EXPECT_FALSE(is_bad(diagnose(ended(137))));
  auto facts = ended(137);
  facts.engine->oom_killed = true;
  EXPECT_EQ(ids(diagnose(facts)), "memory-limit");
}

TEST(DoctorOfEnds, ALoaderHangsWhereItIsFullAndNothingMoves) {
  auto facts = healthy();
  facts.segments = {segment("torch_1_2_3", MiB(64))};
  facts.segments.front().linked = false;
  use(facts, MiB(64));
  EXPECT_EQ(find(diagnose(facts), "hang"), nullptr);
  facts.stands_still = true;
  EXPECT_EQ(find(diagnose(facts), "hang")->severity, critical);
  facts.segments.front().holders.front().command = "service";
  EXPECT_EQ(find(diagnose(facts), "hang"), nullptr) << "not Python";
}

TEST(DoctorOfEnds, RestartsHideAShortage) {
  auto facts = healthy();
  facts.engine->restarts = 3;
  EXPECT_EQ(find(diagnose(facts), "restarts")->severity, info);
}

TEST(DoctorOfSettings, TheDefaultIsNamedWhereItIsTooSmall) {
  auto facts = healthy();
  use(facts, MiB(64));
  EXPECT_THAT(find(diagnose(facts), "engine-default")->remedy, HasSubstr("\"default-shm-size\""));
  facts.engine->default_size = EngineDefault{GiB(1), "/etc/docker/daemon.json"};
  EXPECT_EQ(find(diagnose(facts), "engine-default"), nullptr);
}

TEST(DoctorOfSettings, AGrownSizeDoesNotLast) {
  auto facts = healthy(GiB(2));
  facts.container->configured_size = MiB(64);
  EXPECT_THAT(find(diagnose(facts), "not-lasting")->commands, ElementsAre("ullage apply web --shm-size 2g"));
}

}  // namespace
}  // namespace ullage::policy
