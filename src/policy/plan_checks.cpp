// Each check is a function that has something to say, or not.
#include "policy/plan_checks.h"

#include <fmt/format.h>

#include "base/text.h"
#include "policy/grow_rules.h"

namespace ullage::policy {

namespace {

using Check = std::optional<PlanCheck>;

Check size_now(const PlanFacts& facts, Bytes recommended) {
  if (!facts.observed) return std::nullopt;
  const Bytes size = facts.observed->size;
  const bool unlimited = size.value == 0;
  return PlanCheck{"size now", unlimited || size >= recommended, unlimited ? "without limit" : to_string(size), ""};
}

Check memory_limit(const PlanFacts& facts, Bytes recommended) {
  if (!facts.memory || !facts.memory->limit || !facts.memory->shmem_room) return std::nullopt;
  const auto most = ceiling(facts.memory, std::nullopt, {});
  const bool good = recommended <= most->size;
  return PlanCheck{
      "memory limit", good,
      fmt::format("{}, of that {} for shared memory", to_string(*facts.memory->limit), to_string(most->size)),
      good ? ""
           : fmt::format("using it all would end in an OOM kill: raise the limit to {} (docker run "
                         "--memory; docker update --memory on a running one)",
                         to_flag(with_margin(*facts.memory->limit - most->size + recommended)))};
}

Check host_memory(const PlanFacts& facts, Bytes recommended) {
  if (!facts.host_available) return std::nullopt;
  const Bytes used = facts.observed ? facts.observed->peak : Bytes{};
  const auto most = ceiling(std::nullopt, facts.host_available, used);
  const bool good = recommended <= most->size;
  return PlanCheck{"host's memory", good, fmt::format("{} available", to_string(*facts.host_available)),
                   good ? "" : "it can't back that size: free memory, or load less (fewer workers, smaller batches)"};
}

// The host's own mount counts only for containers that use it (--ipc=host).
Check host_shm(const PlanFacts& facts, Bytes recommended) {
  if (!facts.host_shm || facts.host_shm->size.value == 0) return std::nullopt;
  const bool uses_it = facts.observed && facts.observed->is_host;
  const bool good = facts.host_shm->size >= recommended;
  const auto found =
      fmt::format("{}{}", to_string(facts.host_shm->size), uses_it ? "" : ", which counts only with --ipc=host");
  return PlanCheck{"host's /dev/shm", good || !uses_it, found,
                   good || !uses_it ? "" : fmt::format("ullage grow --host {}", to_flag(recommended))};
}

Check system_v(const PlanFacts& facts, Bytes recommended) {
  if (!facts.profile || !facts.profile->system_v || !facts.system_v) return std::nullopt;
  const auto& limits = *facts.system_v;
  const std::uint64_t pages = round_up_to_page(recommended).value / 4096;
  const bool good = limits.largest_segment >= recommended && limits.most_pages >= pages;
  constexpr std::uint64_t nobody_set_it = 1ULL << 51;  // pages; the kernel's defaults are close to 2^64 (linux/shm.h)
  const bool unlimited = limits.most_pages >= nobody_set_it && limits.largest_segment.value / 4096 >= nobody_set_it;
  PlanCheck check{"System V (ipcs -lm)", good, "no limit", ""};
  if (!unlimited)
    check.found =
        fmt::format("a segment of {} at most, {} pages in all", to_string(limits.largest_segment), limits.most_pages);
  if (!good)
    check.remedy =
        fmt::format("--shm-size does not change this: docker run --sysctl kernel.shmmax={} --sysctl kernel.shmall={}",
                    recommended.value, pages);
  return check;
}

}  // namespace

std::vector<PlanCheck> check_plan(const PlanFacts& facts, Bytes recommended) {
  std::vector<PlanCheck> checks;
  for (const auto check : {size_now, memory_limit, host_memory, host_shm, system_v})
    if (auto found = check(facts, recommended)) checks.push_back(std::move(*found));
  return checks;
}

}  // namespace ullage::policy
