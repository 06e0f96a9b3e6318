// plan, as a recipe: the profile, this host's facts, and the rules.
#include "operations/plan.h"

#include <fcntl.h>
#include <unistd.h>

#include "kernel/memory.h"
#include "kernel/process_use.h"
#include "kernel/tmpfs.h"
#include "operations/profiles.h"

namespace ullage::operations {

namespace {

template <class T>
std::optional<T> value_or_nothing(Result<T> result) {
  return result ? std::optional<T>(std::move(*result)) : std::nullopt;
}

std::optional<model::Usage> host_shm() {
  const UniqueFd shm(::open("/dev/shm", O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  return shm ? value_or_nothing(kernel::usage(shm.get())) : std::nullopt;
}

std::optional<model::SystemV> own_system_v(int proc) {
  const auto self = kernel::Process::open(proc, ::getpid());
  return self ? value_or_nothing(kernel::system_v(*self)) : std::nullopt;
}

}  // namespace

Result<policy::Plan> plan(const PlanRequest& request) {
  policy::PlanFacts facts{.workload = request.workload,
                          .pin_memory = request.pin_memory,
                          .workers = request.workers,
                          .gpus = request.gpus,
                          .large_model = request.large_model,
                          .profile = {},
                          .settings = request.settings,
                          .observed = {},
                          .memory = {},
                          .host_available = {},
                          .host_memory = {},
                          .host_shm = host_shm(),
                          .system_v = {}};
  if (!request.profile.empty()) {
    auto profile = find_profile(request.profile);
    if (!profile) return tl::unexpected(profile.error());
    facts.profile = std::move(*profile);
  }
  const UniqueFd proc(::open("/proc", O_PATH | O_DIRECTORY | O_CLOEXEC));
  facts.host_available = value_or_nothing(kernel::available_memory(proc.get()));
  facts.host_memory = value_or_nothing(kernel::total_memory(proc.get()));
  facts.system_v = request.observation ? request.observation->system_v : own_system_v(proc.get());
  if (request.observation) {
    facts.observed = request.observation->seen;
    facts.memory = request.observation->memory;
  }
  return policy::make_plan(facts);
}

}  // namespace ullage::operations
