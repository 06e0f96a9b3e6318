// What the doctor makes of logs, and the sizes that it advises.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "captured_trees.h"
#include "doctor_facts.h"
#include "policy/doctor_advice.h"

namespace ullage::policy {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ullage::testing::ended;
using ullage::testing::find;
using ullage::testing::healthy;
using ullage::testing::ids;
using ullage::testing::read_data;
using ullage::testing::read_log;
using ullage::testing::use;

DoctorFacts with_log(DoctorFacts facts, const std::string& file) {
  facts.log = read_log(read_data("logs/" + file));
  facts.log_lines = 1;
  return facts;
}

struct Row {
  const char* file;
  const char* id;
  Severity severity;
  bool is_shm;
};
void PrintTo(const Row& row, std::ostream* out) { *out << row.file; }

class DoctorOfLogs : public ::testing::TestWithParam<Row> {};

TEST_P(DoctorOfLogs, SaysWhatTheLogMeans) {
  const auto findings = diagnose(with_log(DoctorFacts{}, GetParam().file));
  const auto* finding = find(findings, GetParam().id);
  ASSERT_NE(finding, nullptr) << ids(findings);
  EXPECT_EQ(finding->severity, GetParam().severity);
  EXPECT_EQ(finding->is_shm, GetParam().is_shm);
  EXPECT_FALSE(finding->evidence.empty());
  EXPECT_FALSE(finding->remedy.empty());
}

INSTANTIATE_TEST_SUITE_P(Captured, DoctorOfLogs,
                         ::testing::Values(Row{"pytorch-bus-error.log", "log-too-small", Severity::critical, true},
                                           Row{"pytorch-feeder.log", "hang", Severity::critical, true},
                                           Row{"nccl-extend.log", "log-too-small", Severity::critical, true},
                                           Row{"pytorch-descriptors.log", "log-descriptors", Severity::critical, false},
                                           Row{"pytorch-mappings.log", "log-mappings", Severity::critical, false},
                                           Row{"kernel-oom.log", "log-memory-limit", Severity::critical, false},
                                           Row{"oracle-system-v.log", "log-system-v", Severity::critical, false},
                                           Row{"nccl-removed.log", "log-removed", Severity::critical, false},
                                           Row{"docker-shm-size.log", "log-size-format", Severity::critical, false},
                                           Row{"docker-non-shareable.log", "log-not-joinable", Severity::critical,
                                               false},
                                           Row{"docker-mount.log", "log-engine-mount", Severity::critical, false},
                                           Row{"python-permission.log", "log-permission", Severity::warning, false},
                                           Row{"joblib-leftovers.log", "log-leftovers", Severity::warning, false}));

TEST(DoctorOfLog, NeedsNoNameForItsCommands) {
  const auto findings = diagnose(with_log(DoctorFacts{}, "pytorch-bus-error.log"));
  EXPECT_THAT(find(findings, "log-too-small")->commands,
              ElementsAre("ullage grow NAME 2g", "ullage apply NAME --shm-size 2g"));
  EXPECT_EQ(find(findings, "log-died"), nullptr) << "the bus error explains it";
}

TEST(DoctorOfLog, WhatHasEndedDoesNotHang) {
  EXPECT_EQ(find(diagnose(with_log(ended(1), "pytorch-feeder.log")), "hang"), nullptr);
  EXPECT_NE(find(diagnose(with_log(healthy(), "pytorch-feeder.log")), "hang"), nullptr);
}

TEST(DoctorOfLog, TellsThatAShortageDoesNotShowAnyMore) {
  const auto findings = diagnose(with_log(healthy(), "pytorch-bus-error.log"));
  EXPECT_THAT(find(findings, "log-too-small")->evidence.back(), HasSubstr("after a crash it looks empty"));
}

TEST(DoctorOfLog, IsOldNewsOnceItWasGrown) {
  auto facts = with_log(healthy(GiB(2)), "pytorch-bus-error.log");
  facts.container->configured_size = MiB(64);
  EXPECT_FALSE(is_bad(diagnose(facts)));
}

TEST(DoctorOfLog, LooksAlikeAreNotShortages) {
  for (const auto* line :
       {"write error: No space left on device", "cp: /tmp/x: No space left on device", "Segmentation fault",
        "worker exited", "the bus is late; error", "OSError: [Errno 28] No space left on device: '/data/x'"})
    EXPECT_TRUE(read_log(line).empty()) << line;
}

TEST(Advice, TwoGigabytesWhereSeveralProcessesShare) {
  auto facts = healthy();
  EXPECT_EQ(suggest_size(facts), MiB(256));
  facts.processes.push_back(facts.processes.front());
  EXPECT_EQ(suggest_size(facts), GiB(2));
  use(facts, MiB(64));
  facts.mount->usage->size = GiB(2);
  EXPECT_EQ(suggest_size(facts), GiB(4));
}

TEST(Advice, WorkersThatDiedCountAsSeveral) {
  auto facts = healthy();
  facts.log = read_log("DataLoader worker (pid 7) is killed by signal: Bus error.\n");
  ASSERT_EQ(facts.log.size(), 1u);
  EXPECT_EQ(suggest_size(facts), GiB(2));
}

TEST(Advice, AtLeastWhatTheLogSaysWasNeeded) {
  auto facts = healthy();
  facts.log = read_log("The current SHM size of 64MB is too small, recommend increasing it to at least 3000.5MB\n");
  EXPECT_EQ(suggest_size(facts), GiB(4));
  facts.log = read_log("NCCL WARN Error: failed to extend /dev/shm/nccl-AbC123 to 1500000000 bytes\n");
  EXPECT_EQ(suggest_size(facts), GiB(2));
  facts.log = read_log("NCCL WARN Error: failed to extend /dev/shm/nccl-AbC123 to 18446744073709551615 bytes\n");
  EXPECT_EQ(suggest_size(facts), GiB(64));
}

TEST(Advice, NeverMoreThanMemoryCanBack) {
  auto facts = healthy();
  use(facts, MiB(64));
  facts.processes.push_back(facts.processes.front());
  facts.host_available = GiB(1);
  auto advice = more_room(facts);
  EXPECT_THAT(advice.remedy, HasSubstr("the host has 1.0 GiB of memory available"));
  ASSERT_EQ(advice.commands.size(), 2u);
  EXPECT_EQ(advice.commands[0], "ullage grow web 1033m");

  facts.memory = model::MemoryCgroup{};
  facts.memory->limit = MiB(100);
  facts.memory->shmem_room = MiB(90);
  advice = more_room(facts);
  EXPECT_THAT(advice.remedy, HasSubstr("the memory limit is 100.0 MiB"));
  EXPECT_THAT(advice.commands, ElementsAre("docker update --memory 4g --memory-swap 8g web", "ullage grow web 2g"));
}

}  // namespace
}  // namespace ullage::policy
