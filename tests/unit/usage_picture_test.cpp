#include "cli/usage_picture.h"

#include <gtest/gtest.h>

#include "base/text.h"

namespace ullage::cli {
namespace {

using namespace std::chrono_literals;

model::UsageTimeline rising(Bytes to) {
  model::UsageTimeline timeline;
  for (std::uint64_t i = 0; i < 60; ++i) timeline.add(i * 500us, {to.value * i / 59});
  return timeline;
}

std::vector<std::string_view> lines_of(const std::string& text) {
  auto lines = split(text, '\n');
  lines.pop_back();
  return lines;
}

TEST(UsageTimeline, KeepsTheMostOfEachStep) {
  model::UsageTimeline timeline;
  timeline.add(0us, MiB(1));
  timeline.add(100us, MiB(3));
  timeline.add(200us, MiB(2));
  timeline.add(600us, MiB(1));
  ASSERT_EQ(timeline.count, 2u);
  EXPECT_EQ(timeline.highest[0], MiB(3));
  EXPECT_EQ(timeline.highest[1], MiB(1));
}

TEST(UsageTimeline, FillsWhatWasNotSeenWithWhatWasThere) {
  model::UsageTimeline timeline;
  timeline.add(0us, MiB(5));
  timeline.add(2ms, MiB(1));
  ASSERT_EQ(timeline.count, 5u);
  EXPECT_EQ(timeline.highest[3], MiB(5));
  EXPECT_EQ(timeline.highest[4], MiB(1));
}

TEST(UsageTimeline, StaysBoundedAndLosesNoPeak) {
  model::UsageTimeline timeline;
  for (int i = 0; i < 100'000; ++i) timeline.add(i * 500us, i == 77'777 ? MiB(9) : MiB(1));
  EXPECT_LE(timeline.count, model::UsageTimeline::most);
  EXPECT_GE(timeline.step * timeline.count, 49s);
  EXPECT_EQ(*std::max_element(timeline.highest.begin(), timeline.highest.begin() + timeline.count), MiB(9));
}

TEST(UsagePicture, HasTheSizeAsItsTopLineAndTheMarkAtItsHeight) {
  const auto text = draw(rising(MiB(64)), {.size = MiB(64), .mark = MiB(32), .seconds = 1.5});
  const auto lines = lines_of(text);
  ASSERT_EQ(lines.size(), 11u);
  EXPECT_TRUE(lines[0].starts_with("  64.0 MiB ┬"));
  EXPECT_NE(lines[4].find("◂ hard bound 32.0 MiB"), std::string::npos);
  EXPECT_EQ(text.find("hard bound"), text.rfind("hard bound"));
  EXPECT_TRUE(lines[1].ends_with("█"));
  EXPECT_NE(lines[10].find("1.50 s"), std::string::npos);
}

TEST(UsagePicture, IsPlainAsciiWhereBlocksAreNotSpoken) {
  const auto text = draw(rising(MiB(64)), {.size = MiB(64), .mark = MiB(32), .blocks = false});
  EXPECT_TRUE(std::ranges::all_of(text, [](unsigned char c) { return c < 0x80; }));
  EXPECT_NE(text.find('#'), std::string::npos);
}

TEST(UsagePicture, FitsTheWidth) {
  for (const std::size_t width : {60u, 80u, 200u}) {
    const auto text = draw(rising(MiB(64)), {.size = MiB(64), .mark = MiB(32), .width = width});
    for (const auto line : lines_of(text)) EXPECT_LE(display_width(line), width) << line;
  }
}

TEST(UsagePicture, ShowsLittleUseAndLeavesOutAMarkAboveTheTop) {
  const auto text = draw(rising(KiB(4)), {.size = GiB(1), .mark = GiB(2)});
  EXPECT_EQ(text.find("hard bound"), std::string::npos);
  EXPECT_NE(text.find("▁"), std::string::npos);
}

TEST(UsagePicture, ManagesNothingAtAll) { EXPECT_EQ(lines_of(draw({}, {.size = {}, .mark = {}})).size(), 11u); }

}  // namespace
}  // namespace ullage::cli
