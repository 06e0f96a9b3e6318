// plan, as a recipe: the profile, this host's facts, and the rules.
#include "operations/plan.h"

#include <fcntl.h>

#include "base/text.h"
#include "kernel/memory.h"
#include "kernel/syscalls.h"
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

std::optional<std::uint64_t> setting(int proc, const std::string& name) {
  const auto text = kernel::read_file(proc, "sys/kernel/" + name);
  return text ? parse_number(trim(*text)) : std::nullopt;
}

// shmall counts pages; both limits are close to 2^64 where nobody set them.
std::optional<policy::SystemVLimits> system_v_limits(int proc) {
  const auto largest = setting(proc, "shmmax"), pages = setting(proc, "shmall"), count = setting(proc, "shmmni");
  if (!largest || !pages || !count) return std::nullopt;
  Bytes all;
  if (__builtin_mul_overflow(*pages, 4096, &all.value)) all.value = UINT64_MAX;
  return policy::SystemVLimits{{*largest}, all, *count};
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
  facts.system_v = system_v_limits(proc.get());
  if (request.observation) {
    facts.observed = request.observation->seen;
    facts.memory = request.observation->memory;
  }
  return policy::make_plan(facts);
}

}  // namespace ullage::operations
