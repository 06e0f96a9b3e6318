// Supervisor: consumes a loader at a pace and starts lost workers again. It never waits, so that one event loop can
// serve it and answer requests.
#pragma once

#include <functional>
#include <map>
#include <string>

#include "workload/health.h"
#include "workload/loader.h"

namespace ullage::workload {

struct Stats {
  double frames_per_second = 0;
  std::uint64_t frames = 0;
  unsigned workers = 0;
  std::uint64_t restarts = 0;
  Bytes in_flight;
  double uptime = 0;
};

class Supervisor {
 public:
  using Time = Health::Time;
  using Log = std::function<void(const std::string&)>;

  static constexpr std::chrono::milliseconds pause_before_restart{300};
  // Workers that start together take the last of the memory from each other, and die together: again and again.
  static constexpr std::chrono::milliseconds between_restarts{100};

  // Frames per second of the consumer; 0 is as quick as they come.
  static Result<Supervisor> start(LoaderConfig config, double pace, Log log);

  // Does what is due: takes losses, restarts, consumes a frame. Returns when to call it again at the latest;
  // sooner when fd() is readable.
  Time work(Time now);
  int fd() const { return loader_.fd(); }

  std::optional<std::string> trouble(Time now) const;
  Stats stats(Time now) const;
  const Loader& loader() const { return loader_; }

 private:
  Supervisor(Loader loader, unsigned workers, double pace, Log log);

  void note(const LostWorker& lost, Time now);
  void revive_due(Time now);
  void revive_later(unsigned worker, Time now);
  void consume(Time now);

  Loader loader_;
  unsigned workers_;
  std::chrono::nanoseconds period_;
  Log log_;
  Health health_;
  Time next_frame_;
  std::map<unsigned, Time> to_revive_;
  Time last_due_;
  std::uint64_t restarts_ = 0;
};

}  // namespace ullage::workload
