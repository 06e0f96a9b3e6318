// rehearse: real processes in a workload's pattern fill a real mount, and what comes of it is told.
#pragma once

#include <chrono>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "model/usage_timeline.h"
#include "model/workload.h"
#include "policy/loader_law.h"

namespace ullage::operations {

enum class Outcome { completed, bus_error, no_space, stalled, out_of_memory };

// "completed", "bus error", "no space", "stalled", "OOM"
std::string_view to_string(Outcome outcome);

struct RehearseRequest {
  model::Workload workload;
  std::optional<Bytes> size = {};  // of a mount of its own; absent: the law's hard bound, or what `in` has
  std::string in = {};             // a container: its mount unless a size is given, and its memory limit
  bool find = false;               // the smallest size that completes three times in a row
  std::optional<std::chrono::seconds> duration = {};  // goes on for so long, however many batches that takes
  std::chrono::seconds patience{5};                   // nothing moved for so long: stalled
  bool custom_collate = false;  // a batch is moved to shared memory by a thread that hides its errors
  bool over_ceiling = false;    // although memory may not be enough
  bool beside_service = false;  // although something is in the container's mount
  bool dry_run = false;
  std::function<void(const std::string&)> progress = {};  // warnings beforehand; the steps of find
};

// One performance.
struct Rehearsal {
  Outcome outcome = Outcome::completed;
  std::string detail;  // what happened to whom; empty where it completed
  Bytes size;          // of the mount
  Bytes before;        // in use there before it began
  Bytes peak;          // the most that was in use
  std::uint64_t batches = 0;
  double seconds = 0;
  double batches_per_second = 0, bytes_per_second = 0;  // with a consumer that takes them as they come
  model::UsageTimeline timeline;
};

struct Found {
  Bytes smallest;
  unsigned runs = 0;
  std::string agreement;  // with the law: "exactly the law's hard bound"
};

struct RehearseReport {
  std::string where;  // "a mount of its own", "/dev/shm of web", …
  policy::LoaderNeed need;
  Bytes size;                    // what it is or would be rehearsed at
  std::optional<Rehearsal> run;  // absent in a dry run; of find, the last one at the smallest size
  std::optional<Found> found;
  bool dry_run = false;
  std::vector<std::string> notes;
};

// Errors: refused (exit 5) names what overrides; usage; those of reach().
Result<RehearseReport> rehearse(const RehearseRequest& request);

}  // namespace ullage::operations
