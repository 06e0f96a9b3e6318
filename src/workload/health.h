// Health: whether a supervised loader works, judged from what happened to it and when. Pure: told the time.
#pragma once

#include <chrono>
#include <deque>
#include <optional>
#include <string>

namespace ullage::workload {

class Health {
 public:
  using Time = std::chrono::steady_clock::time_point;

  // A loss is over when no other followed for this long and frames flow again: longer than the pause before a worker
  // is started again, so that workers which keep dying never look well in between.
  static constexpr std::chrono::milliseconds calm{1500};
  static constexpr std::chrono::seconds patience{3};

  explicit Health(Time started) : started_(started), waiting_since_(started) {}

  void asked_for_frame(Time now);
  void got_frame(Time now);
  void lost_worker(Time now, std::string reason);
  void found_damage(std::string reason) { damage_ = std::move(reason); }

  // What is wrong, in words; nothing when all is well.
  std::optional<std::string> trouble(Time now, bool all_workers_live) const;

  double frames_per_second(Time now) const;
  std::uint64_t frames() const { return frames_; }
  std::chrono::duration<double> uptime(Time now) const { return now - started_; }

 private:
  Time started_;
  std::optional<Time> waiting_since_;
  std::optional<Time> last_frame_;
  std::optional<Time> last_loss_;
  std::string loss_, damage_;
  std::uint64_t frames_ = 0;
  std::deque<Time> recent_;
};

}  // namespace ullage::workload
