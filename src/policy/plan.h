// A size with its arithmetic: from the law, a profile, what was seen of a running program, or the starting table; and
// the checks that it must pass. Pure.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "model/memory_cgroup.h"
#include "model/process_use.h"
#include "model/profile.h"
#include "model/shm_mount.h"
#include "policy/profile_need.h"
#include "policy/starting_table.h"
#include "policy/workload_guess.h"

namespace ullage::policy {

// A container, or any other program, as it runs.
struct Observed {
  std::string name;    // as the user calls it
  Bytes size;          // of its /dev/shm now; 0: without limit
  Bytes peak;          // the most that was in use while it was watched
  double watched = 0;  // seconds
  bool full = false;   // the peak is what the size let it be, not what it would have been
  bool is_host = false;
  std::optional<model::Container> container = {};
  std::optional<WorkloadGuess> guess = {};
};

struct PlanFacts {
  std::optional<model::Workload> workload = {};  // where the size of a batch is known
  bool pin_memory = false;
  std::optional<std::uint64_t> workers = {}, gpus = {};
  bool large_model = false;
  std::optional<model::Profile> profile = {};
  ProfileNumbers settings = {};
  std::optional<Observed> observed = {};
  std::optional<model::MemoryCgroup> memory = {};
  std::optional<Bytes> host_available = {}, host_memory = {};
  std::optional<model::Usage> host_shm = {};
  std::optional<model::SystemV> system_v = {};
};

enum class PlanBasis { nothing, starting_table, parameters, observed, profile };
std::string_view to_string(PlanBasis basis);

struct PlanCheck {
  std::string name;  // "size now", "memory limit", "host's memory", "host's /dev/shm", "System V"
  bool good = true;
  std::string found;
  std::string remedy;  // of one that is not good, where the next command is not all
};

struct Plan {
  PlanBasis basis = PlanBasis::nothing;
  std::string sure;  // how sure it is, and of what
  std::optional<Bytes> hard, usual, recommended;
  std::optional<Bytes> up_to;  // of a range: where the recommended one is its lower end
  std::vector<ArithmeticLine> lines;
  Bytes margin;  // of the recommended size, above what was computed
  std::vector<PlanCheck> checks;
  std::vector<std::string> notes;
  std::vector<std::string> next;  // commands to type
};

// Error: usage, for parameters that can't be meant.
Result<Plan> make_plan(const PlanFacts& facts);

// A tenth more, rounded up to what one would type: whole 64 MiB below 1 GiB, 512 MiB below 8 GiB, then GiB. At least
// 64 MiB. The bound itself is never exceeded; the rest is for what else uses the mount.
Bytes with_margin(Bytes needed);

}  // namespace ullage::policy
