// Judging a loader's health.
#include "workload/health.h"

#include <fmt/format.h>

#include <algorithm>

namespace ullage::workload {

namespace {

constexpr std::chrono::seconds window{1};

}  // namespace

void Health::asked_for_frame(Time now) {
  if (!waiting_since_) waiting_since_ = now;
}

void Health::got_frame(Time now) {
  ++frames_;
  waiting_since_.reset();
  last_frame_ = now;
  recent_.push_back(now);
  while (recent_.front() + window < now) recent_.pop_front();
}

void Health::lost_worker(Time now, std::string reason) {
  last_loss_ = now;
  loss_ = std::move(reason);
}

std::optional<std::string> Health::trouble(Time now, bool all_workers_live) const {
  const bool recovered = all_workers_live && last_frame_ > last_loss_ && last_loss_ < now - calm;
  if (last_loss_ && !recovered) return loss_;
  if (!damage_.empty()) return damage_;
  if (waiting_since_ && now - *waiting_since_ >= patience)
    return fmt::format("no batch for {} s", std::chrono::floor<std::chrono::seconds>(now - *waiting_since_).count());
  if (!last_frame_) return "starting";
  return std::nullopt;
}

double Health::frames_per_second(Time now) const {
  const auto count = std::ranges::count_if(recent_, [&](Time frame) { return frame + window >= now; });
  const std::chrono::duration<double> observed = std::min<Time::duration>(now - started_, window);
  return observed.count() > 0 ? static_cast<double>(count) / observed.count() : 0;
}

}  // namespace ullage::workload
