#include "workload/health.h"

#include <gtest/gtest.h>

namespace ullage::workload {
namespace {

using namespace std::chrono_literals;

const Health::Time start{1000s};

TEST(Health, IsStartingBeforeTheFirstFrame) {
  Health health(start);
  EXPECT_EQ(health.trouble(start + 1s, true), "starting");
  health.got_frame(start + 1s);
  EXPECT_EQ(health.trouble(start + 1s, true), std::nullopt);
}

TEST(Health, SaysForHowLongNoBatchHasCome) {
  Health health(start);
  health.got_frame(start);
  health.asked_for_frame(start + 1s);
  health.asked_for_frame(start + 2s);
  EXPECT_EQ(health.trouble(start + 3900ms, true), std::nullopt);
  EXPECT_EQ(health.trouble(start + 5500ms, true), "no batch for 4 s");
}

TEST(Health, DoesNotCallAConsumerThatTakesItsTimeAStall) {
  Health health(start);
  health.got_frame(start);
  EXPECT_EQ(health.trouble(start + 60s, true), std::nullopt);
}

TEST(Health, RecoversOnlyWhenFramesFlowAndWorkersLiveAndItIsCalm) {
  Health health(start);
  health.got_frame(start);
  health.lost_worker(start + 1s, "lost");
  EXPECT_EQ(health.trouble(start + 4s, true), "lost");  // no frame since
  health.got_frame(start + 2s);
  EXPECT_EQ(health.trouble(start + 2s, true), "lost");   // not calm yet
  EXPECT_EQ(health.trouble(start + 4s, false), "lost");  // a worker is missing
  EXPECT_EQ(health.trouble(start + 4s, true), std::nullopt);
}

TEST(Health, StaysIllWhileWorkersKeepDying) {
  Health health(start);
  for (auto now = start; now < start + 10s; now += 1s) {
    health.lost_worker(now, "lost");
    health.got_frame(now + 500ms);
    EXPECT_EQ(health.trouble(now + 900ms, true), "lost");
  }
}

TEST(Health, CountsTheFramesOfTheLastSecond) {
  Health health(start);
  for (int i = 0; i < 100; ++i) health.got_frame(start + i * 50ms);
  EXPECT_NEAR(health.frames_per_second(start + 4950ms), 20, 1.1);
  EXPECT_EQ(health.frames_per_second(start + 10s), 0);
  EXPECT_EQ(health.frames(), 100u);
}

}  // namespace
}  // namespace ullage::workload
