#include "operations/rehearse.h"

#include <gtest/gtest.h>
#include <sys/wait.h>

#include "operations/rehearse_find.h"
#include "policy/rehearse_rules.h"

namespace ullage::operations {
namespace {

model::Workload small(unsigned workers, unsigned prefetch, std::vector<model::BatchTensors> batches) {
  model::Workload workload;
  workload.workers = workers;
  workload.prefetch = prefetch;
  workload.batches = std::move(batches);
  return workload;
}

Rehearsal at(const model::Workload& workload, std::optional<Bytes> size) {
  const auto report = rehearse({.workload = workload, .size = size});
  EXPECT_TRUE(report) << report.error().what;
  return report ? *report->run : Rehearsal{};
}

// Small batches, real processes: what is in use at the peak is the law's hard bound, and a page less is not enough.
class HoldsTheLaw : public ::testing::TestWithParam<model::Workload> {};

TEST_P(HoldsTheLaw, ToThePage) {
  const Bytes hard = policy::loader_need(GetParam())->hard;
  const Rehearsal enough = at(GetParam(), std::nullopt);
  EXPECT_EQ(enough.outcome, Outcome::completed) << enough.detail;
  EXPECT_EQ(enough.peak, hard);
  EXPECT_EQ(enough.before, Bytes{});
  const Rehearsal less = at(GetParam(), hard - KiB(4));
  EXPECT_TRUE(less.outcome == Outcome::bus_error || less.outcome == Outcome::no_space) << to_string(less.outcome);
}

std::vector<model::Workload> grid() {
  std::vector<model::Workload> all;
  for (const unsigned workers : {1u, 3u})
    for (const unsigned prefetch : {1u, 2u, 4u})
      for (const unsigned held : {0u, 1u, 3u}) {
        auto workload = small(workers, prefetch, {{KiB(100)}});
        workload.held = held;
        all.push_back(workload);
      }
  auto uneven = small(2, 2, {{KiB(20)}, {MiB(1)}, {Bytes{5}, KiB(300)}, {KiB(8)}, {KiB(700)}});
  all.push_back(uneven);
  uneven.strategy = model::SharingStrategy::file_system;
  all.push_back(uneven);
  auto many = small(2, 2, {{KiB(4), Bytes{4097}, Bytes{1}}});
  many.strategy = model::SharingStrategy::file_system;
  many.ranks = 3;
  all.push_back(many);
  auto few = small(2, 2, {{KiB(64)}});
  few.count = 3;
  all.push_back(few);
  return all;
}

INSTANTIATE_TEST_SUITE_P(Rehearse, HoldsTheLaw, ::testing::ValuesIn(grid()));

// Each has its prefetched ones, its new one and its old one, until the last of them has its new one too.
TEST(Rehearse, LoadersInStepKeepTheirOldBatchesTogether) {
  auto workload = small(2, 2, {{KiB(64)}});
  workload.loaders = 3;
  const Rehearsal run = at(workload, std::nullopt);
  const auto need = policy::loader_need(workload);
  EXPECT_EQ(run.outcome, Outcome::completed) << run.detail;
  EXPECT_EQ(run.peak, Bytes{3 * (need->semaphores.value + KiB(64).value * (2 * 2 + 2))});
  EXPECT_LE(run.peak, need->hard);
}

// Only one of them at a time has an old one, which is zip()'s.
TEST(Rehearse, LoadersInStepThatDropFirstNeedLess) {
  auto workload = small(2, 2, {{KiB(64)}});
  workload.loaders = 3;
  workload.held = 0;
  const Rehearsal run = at(workload, std::nullopt);
  const auto need = policy::loader_need(workload);
  EXPECT_EQ(run.peak, Bytes{3 * need->semaphores.value + KiB(64).value * (3 * (2 * 2 + 1) + 1)});
}

TEST(Rehearse, SlowWorkersNeedLessThanTheyHavePrefetched) {
  auto workload = small(2, 8, {{KiB(64)}});
  workload.slow_workers = true;
  const Rehearsal run = at(workload, std::nullopt);
  EXPECT_EQ(run.outcome, Outcome::completed) << run.detail;
  EXPECT_LT(run.peak, policy::loader_need(workload)->hard);
}

TEST(Rehearse, FindsTheHardBoundWithFourRuns) {
  auto workload = small(2, 2, {{KiB(64)}});
  workload.held = 0;
  const auto report = rehearse({.workload = workload, .find = true});
  ASSERT_TRUE(report) << report.error().what;
  ASSERT_TRUE(report->found);
  EXPECT_EQ(report->found->smallest, report->need.hard);
  EXPECT_EQ(report->found->runs, 4u);
  EXPECT_EQ(report->found->agreement, "exactly the law's hard bound");
}

TEST(Rehearse, LeavesNoProcessBehind) {
  at(small(3, 2, {{KiB(64)}}), KiB(300));
  EXPECT_EQ(::waitpid(-1, nullptr, WNOHANG), -1);
}

TEST(Rehearse, RefusesContradictions) {
  const auto workload = small(2, 2, {{KiB(64)}});
  EXPECT_EQ(rehearse({.workload = workload, .size = MiB(1), .find = true}).error().kind, ErrorKind::usage);
  EXPECT_EQ(rehearse({.workload = small(0, 2, {{KiB(64)}})}).error().kind, ErrorKind::usage);
  auto crowd = workload;
  crowd.ranks = 4096;
  EXPECT_EQ(rehearse({.workload = crowd}).error().kind, ErrorKind::usage);
}

// A workload that needs exactly so much, without processes.
Search needing(Bytes need, Bytes hard) {
  Search search{
      .hard = hard, .too_low = KiB(40), .step = KiB(64), .most = hard + MiB(1), .perform = {}, .progress = {}};
  search.perform = [need](Bytes size) -> Result<Rehearsal> {
    Rehearsal run;
    run.size = size;
    run.outcome = size >= need ? Outcome::completed : Outcome::bus_error;
    run.peak = std::min(size, need);
    return run;
  };
  return search;
}

TEST(FindSmallest, GoesStraightToWhatWasInUse) {
  const auto found = find_smallest(needing(KiB(500), MiB(1)));
  ASSERT_TRUE(found);
  EXPECT_EQ(found->size, KiB(500));
  EXPECT_EQ(found->runs, 7u);  // the bound, what was in use, and a page less
}

TEST(FindSmallest, GoesUpWhereTheBoundIsNotEnough) {
  const auto found = find_smallest(needing(MiB(1) + KiB(100), MiB(1)));
  ASSERT_TRUE(found);
  EXPECT_EQ(found->size, MiB(1) + KiB(100));
}

TEST(FindSmallest, BisectsWhereThePeakWasMissed) {
  auto search = needing(KiB(500), MiB(1));
  const auto exact = search.perform;
  search.perform = [exact](Bytes size) {
    auto run = exact(size);
    run->peak = KiB(300);
    return run;
  };
  const auto found = find_smallest(search);
  ASSERT_TRUE(found);
  EXPECT_EQ(found->size, KiB(500));
}

TEST(FindSmallest, GivesUpWhereNothingIsEnough) {
  EXPECT_EQ(find_smallest(needing(GiB(1), MiB(1))).error().kind, ErrorKind::failed);
}

TEST(FindSmallest, MoreSpaceDoesNotHelpWhereMemoryEnds) {
  auto search = needing(MiB(1), MiB(1));
  search.perform = [](Bytes) -> Result<Rehearsal> {
    Rehearsal run;
    run.outcome = Outcome::out_of_memory;
    return run;
  };
  EXPECT_NE(find_smallest(search).error().what.find("memory limit"), std::string::npos);
}

}  // namespace
}  // namespace ullage::operations

namespace ullage::policy {
namespace {

TEST(MayRehearse, NotWhereMemoryCanNotBackIt) {
  RehearseFacts facts{.expected = GiB(2), .most = Ceiling{GiB(1), "the host has little", "free some"}};
  EXPECT_NE(may_rehearse(facts, {}).error().remedy.find("--over-ceiling"), std::string::npos);
  EXPECT_TRUE(may_rehearse(facts, {.over_ceiling = true}));
  facts.expected = GiB(1);
  EXPECT_TRUE(may_rehearse(facts, {}));
}

TEST(MayRehearse, NotBesideWhatUsesTheMount) {
  const RehearseFacts quiet{.expected = MiB(1), .name = "web"};
  EXPECT_TRUE(may_rehearse(quiet, {}));
  for (const auto& busy : {RehearseFacts{.expected = MiB(1), .name = "web", .held = 1},
                           RehearseFacts{.expected = MiB(1), .name = "web", .used = KiB(4)},
                           RehearseFacts{.expected = MiB(1), .name = "host", .is_host = true}}) {
    const auto refusal = may_rehearse(busy, {});
    ASSERT_FALSE(refusal);
    EXPECT_EQ(refusal.error().kind, ErrorKind::refused);
    EXPECT_NE(refusal.error().remedy.find("--beside-service"), std::string::npos);
    EXPECT_TRUE(may_rehearse(busy, {.beside_service = true}));
  }
}

}  // namespace
}  // namespace ullage::policy
