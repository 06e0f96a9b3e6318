// Use over time in a bounded number of steps: each keeps the most that was seen in it, and two become one when they are
// all taken. Plain memory, so that processes can share it.
#pragma once

#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>

#include "base/bytes.h"

namespace ullage::model {

struct UsageTimeline {
  static constexpr std::size_t most = 512;

  std::chrono::nanoseconds step = std::chrono::microseconds(500);
  std::size_t count = 0;
  std::array<Bytes, most> highest{};

  // `since`: the time from the start; never less than before.
  void add(std::chrono::nanoseconds since, Bytes used) {
    while (since >= step * most) halve();
    const auto index = static_cast<std::size_t>(since / step);
    // Nothing was seen in the steps between: what was there before is the best that is known.
    for (; count <= index; ++count) highest[count] = count == 0 ? Bytes{} : highest[count - 1];
    highest[index] = index + 1 == fresh_ ? std::max(highest[index], used) : used;
    fresh_ = index + 1;
  }

 private:
  void halve() {
    for (std::size_t i = 0; i < (count + 1) / 2; ++i)
      highest[i] = std::max(highest[2 * i], 2 * i + 1 < count ? highest[2 * i + 1] : Bytes{});
    count = (count + 1) / 2;
    fresh_ = (fresh_ + 1) / 2;
    step *= 2;
  }

  std::size_t fresh_ = 0;  // the step that was seen last, counted from 1
};

}  // namespace ullage::model
