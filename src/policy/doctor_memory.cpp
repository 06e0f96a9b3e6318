// What backs the mount: the memory cgroup and the host. Pages of a tmpfs are charged there, so where memory is short a
// larger /dev/shm turns a bus error into an OOM kill.
#include <fmt/format.h>

#include <algorithm>

#include "policy/doctor_advice.h"
#include "policy/doctor_rules.h"

namespace ullage::policy {

namespace {

std::optional<Bytes> limit_of(const DoctorFacts& facts) {
  if (facts.memory && facts.memory->limit) return facts.memory->limit;
  return facts.engine ? facts.engine->memory_limit : std::nullopt;
}

bool shmem_filled_it(const DoctorFacts& facts) {
  return facts.memory && facts.memory->limit && facts.memory->shmem.value >= facts.memory->limit->value / 4;
}

void judge_kills(const DoctorFacts& facts, Findings& findings) {
  const auto kills = facts.memory ? facts.memory->oom_kills.value_or(0) : 0;
  const bool noticed = facts.engine && facts.engine->oom_killed;
  if (kills == 0 && !noticed) return;
  const auto limit = limit_of(facts);
  Finding finding{"memory-limit", Severity::critical, false, {}, {}, {}, {}};
  finding.what = fmt::format("{} ran into {}, and the kernel killed processes of it; {}", whole(facts.name),
                             limit ? "its memory limit" : "a shortage of memory",
                             shmem_filled_it(facts) ? "shared memory counts there, so a larger /dev/shm makes it worse"
                                                    : "a larger /dev/shm changes nothing");
  if (kills > 0)
    finding.evidence.push_back(fmt::format("{} by the kernel, for lack of memory", counted(kills, "kill")));
  if (noticed) finding.evidence.push_back(fmt::format("{} saw an OOM kill", engine_program(facts)));
  if (facts.engine && facts.engine->exit_code == 137) finding.evidence.emplace_back("exit status 137 (SIGKILL)");
  if (limit) finding.evidence.push_back("memory limit " + to_string(*limit));
  if (facts.memory)
    finding.evidence.push_back(
        fmt::format("{} used, {} of it shared memory", to_string(facts.memory->used), to_string(facts.memory->shmem)));
  const Bytes size = facts.mount && facts.mount->usage ? facts.mount->usage->size : suggest_size(facts);
  auto advice = more_memory(facts, size);
  finding.remedy = advice.remedy + (facts.memory ? "; what fills it, see: ullage inspect " + callable(facts) : "");
  finding.commands = std::move(advice.commands);
  findings.push_back(std::move(finding));
}

// Docker takes `-m 32m --shm-size 1g` without a word.
void judge_backing(const DoctorFacts& facts, Findings& findings) {
  if (!facts.mount || !facts.mount->usage || !facts.memory || !facts.memory->shmem_room) return;
  const auto& usage = *facts.mount->usage;
  const Bytes room = *facts.memory->shmem_room;
  if (usage.size.value > 0 && usage.size <= room) return;
  auto advice = more_memory(facts, usage.size);
  findings.push_back({"limit-below-size",
                      facts.memory->shmem.value > room.value / 2 ? Severity::warning : Severity::info,
                      false,
                      fmt::format("/dev/shm of {} is larger than its memory limit can back: filling it ends in an OOM "
                                  "kill, not in an error",
                                  whole(facts.name)),
                      {usage.size.value == 0 ? "no limit of its own" : to_string(usage.size) + " of /dev/shm",
                       fmt::format("memory limit {}: {} of it can be shared memory", to_string(*facts.memory->limit),
                                   to_string(room))},
                      std::move(advice.remedy),
                      std::move(advice.commands)});
}

void judge_host(const DoctorFacts& facts, Findings& findings) {
  if (!facts.mount || !facts.mount->usage || !facts.host_available) return;
  const Bytes may_need = std::min(facts.mount->usage->free, MiB(64));
  if (facts.mount->usage->size.value == 0 || *facts.host_available >= may_need) return;
  findings.push_back({"host-memory",
                      Severity::critical,
                      false,
                      "the host has no memory left to back shared memory with",
                      {fmt::format("{} available", to_string(*facts.host_available))},
                      "free memory on this host, or move something else off it",
                      {}});
}

}  // namespace

void judge_memory(const DoctorFacts& facts, Findings& findings) {
  judge_kills(facts, findings);
  judge_backing(facts, findings);
  judge_host(facts, findings);
}

}  // namespace ullage::policy
