#include "policy/plan.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "policy/loader_law.h"

namespace ullage::policy {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

model::Workload four_workers() { return {.workers = 4, .batches = {{MiB(48)}}}; }

const PlanCheck* check_of(const Plan& plan, std::string_view name) {
  for (const auto& check : plan.checks)
    if (check.name == name) return &check;
  return nullptr;
}

std::string text_of(const Plan& plan) {
  std::string text;
  for (const auto& line : plan.lines) text += line.text + "\n";
  return text;
}

TEST(Plan, OfAKnownLoaderIsTheLawWithAMargin) {
  const auto plan = make_plan({.workload = four_workers()});
  const auto need = loader_need(four_workers());
  ASSERT_TRUE(plan && need);
  EXPECT_EQ(plan->hard, need->hard);
  EXPECT_EQ(plan->usual, need->usual);
  EXPECT_EQ(plan->recommended, with_margin(need->hard));
  EXPECT_EQ(plan->margin, *plan->recommended - need->hard);
  EXPECT_EQ(plan->basis, PlanBasis::parameters);
  EXPECT_THAT(text_of(*plan), HasSubstr("10 batches in flight"));
}

TEST(Plan, SaysThatACustomCollateHangs) {
  EXPECT_THAT(make_plan({.workload = four_workers()})->notes, Contains(HasSubstr("custom collate_fn")));
}

TEST(Plan, OfAKindOfUseIsTheStartingTable) {
  struct Row {
    PlanFacts facts;
    Bytes from;
    std::optional<Bytes> to;
  };
  const Row rows[]{{{.workers = 0}, MiB(64), MiB(512)},
                   {{.workers = 4}, GiB(2), GiB(4)},
                   {{.workers = 4, .large_model = true}, GiB(4), GiB(8)},
                   {{.workers = 4, .gpus = 2}, GiB(8), std::nullopt}};
  for (const auto& row : rows) {
    const auto plan = make_plan(row.facts);
    ASSERT_TRUE(plan);
    EXPECT_EQ(plan->basis, PlanBasis::starting_table);
    EXPECT_EQ(plan->recommended, row.from);
    EXPECT_EQ(plan->up_to, row.to);
    EXPECT_EQ(plan->hard, std::nullopt);
    EXPECT_THAT(text_of(*plan), HasSubstr("starting table"));
  }
}

TEST(Plan, OfNothingIsTheWholeTableAndNoSize) {
  const auto plan = make_plan({});
  ASSERT_TRUE(plan);
  EXPECT_EQ(plan->recommended, std::nullopt);
  EXPECT_EQ(plan->lines.size(), 4u);
  EXPECT_THAT(plan->next, Contains("ullage plan NAME"));
}

TEST(Plan, WithoutWorkersSharesNothing) {
  const auto plan = make_plan({.workload = model::Workload{.workers = 0}, .workers = 0});
  EXPECT_EQ(plan->hard, Bytes{0});
  EXPECT_EQ(plan->recommended, MiB(64));
}

TEST(Margin, IsATenthAndWhatOneWouldType) {
  EXPECT_EQ(with_margin(Bytes{1}), MiB(64));
  EXPECT_EQ(with_margin(MiB(60)), MiB(128));
  EXPECT_EQ(with_margin(MiB(960)), GiB(1) + MiB(512));
  EXPECT_EQ(with_margin(GiB(8)), GiB(9));
}

TEST(PlanChecks, HoldItToTheMemoryLimit) {
  model::MemoryCgroup memory;
  memory.limit = MiB(512);
  memory.shmem_room = MiB(400);
  const auto plan = make_plan({.workload = four_workers(), .memory = memory});
  const auto* check = check_of(*plan, "memory limit");
  ASSERT_NE(check, nullptr);
  EXPECT_FALSE(check->good);
  EXPECT_THAT(check->remedy, HasSubstr("OOM kill"));
  memory.limit = GiB(4);
  memory.shmem_room = GiB(4);
  EXPECT_TRUE(check_of(*make_plan({.workload = four_workers(), .memory = memory}), "memory limit")->good);
}

TEST(PlanChecks, HoldItToTheHost) {
  const auto plan = make_plan({.workload = four_workers(), .host_available = MiB(100)});
  EXPECT_FALSE(check_of(*plan, "host's memory")->good);
}

TEST(PlanChecks, TheHostsMountCountsOnlyForThoseWhoUseIt) {
  const model::Usage small{MiB(64), {}, MiB(64), 0, 0};
  PlanFacts facts{.workload = four_workers(), .host_shm = small};
  EXPECT_TRUE(check_of(*make_plan(facts), "host's /dev/shm")->good);
  facts.observed = Observed{.name = "web", .size = MiB(64), .peak = {}, .is_host = true, .container = {}, .guess = {}};
  const auto plan = make_plan(facts);
  EXPECT_EQ(check_of(*plan, "host's /dev/shm")->remedy, "ullage grow --host 576m");
  EXPECT_EQ(plan->next.front(), "ullage grow --host 576m");
}

TEST(PlanChecks, SystemVMattersOnlyWhereTheProfileSaysSo) {
  model::Profile profile{
      .name = "db", .about = {}, .parameters = {}, .terms = {{"all", 1 << 30, {}, "here"}}, .range = {}, .notes = {}};
  PlanFacts facts{.profile = profile, .system_v = model::SystemV{.largest_segment = MiB(32), .most_pages = 1 << 21}};
  EXPECT_EQ(check_of(*make_plan(facts), "System V (ipcs -lm)"), nullptr);
  facts.profile->system_v = true;
  const auto plan = make_plan(facts);
  EXPECT_FALSE(check_of(*plan, "System V (ipcs -lm)")->good);
  EXPECT_THAT(check_of(*plan, "System V (ipcs -lm)")->remedy, HasSubstr("kernel.shmmax="));
}

TEST(Plan, OfARunningProgramNamesWhatToType) {
  Observed seen{.name = "web", .size = MiB(64), .peak = MiB(40), .watched = 2, .container = {}, .guess = {}};
  seen.container = model::Container{};
  seen.container->engine = model::EngineKind::docker;
  seen.container->name = "web";
  seen.guess = WorkloadGuess{four_workers(), Confidence::high, {"4 worker processes"}};
  const auto plan = make_plan({.workload = four_workers(), .observed = seen});
  EXPECT_EQ(plan->basis, PlanBasis::observed);
  EXPECT_THAT(plan->next, ElementsAre("ullage grow web 576m", "ullage apply web --shm-size 576m"));
  EXPECT_FALSE(check_of(*plan, "size now")->good);
  seen.size = GiB(2);
  EXPECT_THAT(make_plan({.workload = four_workers(), .observed = seen})->next, IsEmpty());
}

TEST(Plan, IsNeverBelowWhatWasSeen) {
  const Observed seen{.name = "web", .size = GiB(4), .peak = GiB(3), .container = {}, .guess = {}};
  const auto plan = make_plan({.workload = four_workers(), .observed = seen});
  EXPECT_GE(*plan->recommended, with_margin(GiB(3)));
}

TEST(Plan, OfAFullMountBeginsWithTheTable) {
  Observed seen{.name = "web", .size = MiB(64), .peak = MiB(64), .full = true, .container = {}, .guess = {}};
  EXPECT_EQ(make_plan({.observed = seen})->recommended, GiB(2));
  seen.size = seen.peak = GiB(2);
  EXPECT_GE(*make_plan({.observed = seen})->recommended, GiB(4));
}

TEST(ProfileNeed, IsASumOfProducts) {
  const model::Profile profile{.name = "cams",
                               .about = {},
                               .parameters = {{"cameras", 2.0, {}}, {"width", std::nullopt, {}}},
                               .terms = {{"frames", 1.5, {"cameras", "width"}, "docs"}, {"logs", 100, {}, "docs"}},
                               .range = {},
                               .notes = {}};
  const auto need = profile_need(profile, {}, {{"width", 10}});
  ASSERT_TRUE(need);
  EXPECT_EQ(need->bytes, Bytes{130});
  EXPECT_THAT(need->lines.front().text, HasSubstr("docs"));
  EXPECT_THAT(profile_need(profile, {}, {}).error().remedy, HasSubstr("--set width="));
  EXPECT_EQ(profile_need(profile, {}, {{"depth", 1}}).error().kind, ErrorKind::usage);
  EXPECT_EQ(profile_need(profile, {}, {{"width", 1e30}}).error().kind, ErrorKind::usage);
}

TEST(Settings, AreNumbersAndSizes) {
  const auto numbers = parse_settings("cameras=4,share=0.3,target=2g");
  ASSERT_TRUE(numbers);
  EXPECT_EQ(numbers->at("target"), 2147483648.0);
  EXPECT_EQ(numbers->at("share"), 0.3);
  for (const auto* off : {"cameras", "=4", "cameras=", "cameras=-1", "cameras=nan", "cameras=inf", "a=1,,b=2", "a=x"})
    EXPECT_FALSE(parse_settings(off)) << off;
}

model::Segment segment(std::string name, ino_t inode, Bytes size, std::vector<pid_t> holders, bool linked = false) {
  model::Segment out;
  out.name = std::move(name);
  out.inode = inode;
  out.size = size;
  out.linked = linked;
  for (const pid_t pid : holders) out.holders.push_back({pid, "python3", true, true});
  return out;
}

// 20 semaphores of a loader with four workers below pid 10.
GuessFacts running_loader() {
  GuessFacts facts{{{10, 1}, {11, 10}, {12, 10}, {13, 10}, {14, 10}}, {}, {}, {}};
  for (ino_t i = 0; i < 20; ++i) facts.semaphores.push_back(segment("sem.x", i, Bytes{32}, {10, 11, 12, 13, 14}));
  for (ino_t i = 0; i < 9; ++i) facts.segments.push_back(segment("torch_11_1_1", 100 + i, MiB(48), {11}));
  return facts;
}

TEST(Guess, ReadsTheLawBackwards) {
  const auto guess = guess_workload(running_loader());
  ASSERT_TRUE(guess);
  EXPECT_EQ(guess->workload.workers, 4u);
  EXPECT_EQ(guess->workload.loaders, 1u);
  EXPECT_EQ(guess->workload.ranks, 1u);
  EXPECT_EQ(guess->confidence, Confidence::high);
  EXPECT_THAT(guess->workload.batches, ElementsAre(ElementsAre(MiB(48))));
}

TEST(Guess, TellsTensorsOfABatchApart) {
  auto facts = running_loader();
  for (ino_t i = 0; i < 9; ++i) facts.segments.push_back(segment("torch_11_1_2", 200 + i, Bytes{128}, {11}));
  EXPECT_THAT(guess_workload(facts)->workload.batches, ElementsAre(ElementsAre(Bytes{4096}, MiB(48))));
}

TEST(Guess, TellsTwoLoadersFromOne) {
  GuessFacts facts{{{10, 1}, {11, 10}, {12, 10}}, {}, {segment("torch_11_1_1", 100, MiB(1), {11})}, {}};
  for (ino_t i = 0; i < 22; ++i) facts.semaphores.push_back(segment("sem.x", i, Bytes{32}, {10}));
  EXPECT_EQ(guess_workload(facts)->workload.loaders, 2u);
  EXPECT_EQ(guess_workload(facts)->workload.workers, 1u);
}

TEST(Guess, TellsRanks) {
  GuessFacts facts{
      {{10, 1}, {11, 10}, {12, 10}, {20, 1}, {21, 20}, {22, 20}}, {}, {segment("torch_1", 100, MiB(1), {11})}, {}};
  EXPECT_EQ(guess_workload(facts)->workload.ranks, 2u);
  EXPECT_EQ(guess_workload(facts)->workload.workers, 2u);
}

TEST(Guess, KnowsWhatIsPassedByName) {
  auto facts = running_loader();
  for (auto& each : facts.segments) {
    each.linked = true;
    each.size += Bytes{64};
  }
  const auto guess = guess_workload(facts);
  EXPECT_EQ(guess->workload.strategy, model::SharingStrategy::file_system);
  EXPECT_EQ(batch_of(guess->workload.batches.front(), guess->workload.strategy), round_up_to_page(MiB(48) + Bytes{64}));
}

TEST(Guess, IsNotMisledByWhatComesAndGoesDuringALook) {
  auto facts = running_loader();
  for (ino_t i = 0; i < 9; ++i) facts.segments.push_back(segment("torch_11_1_3", 300 + i, MiB(48), {11}));
  for (auto& each : facts.segments) each.allocated = each.size;
  facts.segments.front().linked = true;
  facts.peak = MiB(9 * 48);
  const auto guess = guess_workload(facts);
  EXPECT_THAT(guess->workload.batches, ElementsAre(ElementsAre(MiB(48))));
  EXPECT_EQ(guess->workload.strategy, model::SharingStrategy::file_descriptor);
}

TEST(Guess, IsNotMadeOfAProcessAlone) {
  EXPECT_FALSE(guess_workload({{{10, 1}}, {}, {segment("x", 1, MiB(1), {10})}, {}}));
  EXPECT_FALSE(guess_workload({}));
}

}  // namespace
}  // namespace ullage::policy
