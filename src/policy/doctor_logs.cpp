// What a log's lines mean, one finding for each meaning. A log speaks of the past: what is seen now may look healthy.
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/text.h"
#include "policy/doctor_advice.h"
#include "policy/doctor_rules.h"

namespace ullage::policy {

namespace {

using enum Severity;
using Hits = std::vector<const LogFinding*>;

struct Meaning {
  LogMeaning meaning;
  std::string_view id;
  Severity severity;
  bool is_shm;
  std::string_view what;    // completes "LOG says that …"
  std::string_view remedy;  // empty: more room
};

constexpr auto meanings = std::to_array<Meaning>({
    {LogMeaning::too_small, "log-too-small", critical, true, "shared memory ran out", {}},
    {LogMeaning::feeder_died,
     "hang",
     critical,
     true,
     "a DataLoader's worker could not send a batch: it hangs, and will not go on by itself until it is restarted",
     {}},
    {LogMeaning::small_at_start,
     "log-small-at-start",
     warning,
     true,
     "a program found shared memory too small when it started; it must be started again after growing",
     {}},
    {LogMeaning::memory_limit, "log-memory-limit", critical, false,
     "memory itself ran out: a larger /dev/shm changes nothing, or makes it worse", "raise the memory limit"},
    {LogMeaning::system_v, "log-system-v", critical, false,
     "System V shared memory failed: --shm-size has no part in that",
     "raise its limits (ipcs -lm shows them), where it is started: --sysctl kernel.shmmax=2147483648; if they are high "
     "enough, a seccomp profile forbids shmget"},
    {LogMeaning::descriptors, "log-descriptors", critical, false,
     "file descriptors ran out: this is not shared memory, and a larger one changes nothing",
     "start it with --ulimit nofile=65536:65536; in PyTorch, "
     "torch.multiprocessing.set_sharing_strategy('file_system') needs fewer"},
    {LogMeaning::mappings, "log-mappings", critical, false,
     "a process has more mappings than the kernel allows: a larger /dev/shm changes nothing",
     "allow more, on the host; to make it last, in /etc/sysctl.d: vm.max_map_count = 262144"},
    {LogMeaning::permission, "log-permission", warning, false,
     "shared memory could not be opened for lack of permission: its size has no part in that",
     "the mode of /dev/shm must be 1777, and files that another user left there must go: chmod 1777 /dev/shm"},
    {LogMeaning::leftovers, "log-leftovers", warning, false,
     "files that a program left behind are in the way: a larger /dev/shm changes nothing", "remove what nobody holds"},
    {LogMeaning::removed, "log-removed", critical, false,
     "shared memory that was in use was removed by somebody: its size has no part in that",
     "on a host with systemd, set RemoveIPC=no in /etc/systemd/logind.conf; or let no cleaner touch /dev/shm"},
    {LogMeaning::bad_request, "log-bad-request", warning, false,
     "a program asked for shared memory in a way that can't be: its size has no part in that",
     "see to the program's version and settings"},
    {LogMeaning::stalled, "log-stalled", warning, false,
     "a reader of shared memory stalled, which is no proof of a shortage",
     "see why the reader does not read: is it alive, does it run out of memory or of time?"},
    {LogMeaning::tracker, "log-tracker", info, false,
     "Python removed shared memory that a program had left: no shortage", "let the program close what it makes"},
    {LogMeaning::size_format, "log-size-format", critical, false,
     "the engine could not read the size that it was given",
     "a size is a number with a unit, 2g, 2gb, 2048m or 2097152k, or bytes alone: 2147483648"},
    {LogMeaning::not_joinable, "log-not-joinable", critical, false,
     "a container's shared memory can't be joined: its size has no part in that",
     "start the one that is to be joined with --ipc shareable"},
    {LogMeaning::engine_mount, "log-engine-mount", critical, false,
     "the engine could not mount a /dev/shm at all, before anything used it",
     "look for what the engine's own host has run out of: memory, or space and inodes where it keeps containers"},
    {LogMeaning::died,
     "log-died",
     warning,
     true,
     "processes died, and not of what; a full /dev/shm is the usual reason, not the only one",
     {}},
});

// Whose log it is, as a sentence begins.
std::string log_of(const DoctorFacts& facts) {
  return facts.name.empty() ? "the log" : fmt::format("the log of {}", whole(facts.name));
}

// It has more now than when it was started, so it was grown since; the log may well be older.
bool was_grown(const DoctorFacts& facts) {
  return facts.mount && facts.mount->usage && facts.container && facts.container->configured_size &&
         facts.container->shm_source.empty() && facts.mount->usage->size > *facts.container->configured_size;
}

// PyTorch's messages of signal handlers begin with a zero byte.
std::string_view from_first_letter(std::string_view line) {
  while (!line.empty() && static_cast<unsigned char>(line.front()) <= ' ') line.remove_prefix(1);
  return trim(line);
}

std::vector<std::string> evidence(const Hits& hits) {
  std::vector<std::string> lines;
  for (const auto* hit : hits)
    lines.push_back(fmt::format("{}, {}: {}", hit->signature->program, counted(hit->count, "line"),
                                printable(from_first_letter(hit->line), 300)));
  return lines;
}

std::vector<std::string> commands(const DoctorFacts& facts, LogMeaning meaning) {
  switch (meaning) {
    case LogMeaning::leftovers: return {"ullage clean " + callable(facts)};
    case LogMeaning::mappings: return {"sysctl -w vm.max_map_count=262144"};
    case LogMeaning::size_format: return {"docker run --shm-size=2g …", "docker run --shm-size=2048m …"};
    case LogMeaning::engine_mount: return {"ullage doctor host", "df -h /var/lib/docker", "df -i /var/lib/docker"};
    default: return {};
  }
}

Finding finding_of(const DoctorFacts& facts, const Meaning& meaning, const Hits& hits) {
  Finding finding{std::string(meaning.id),
                  meaning.severity,
                  meaning.is_shm,
                  fmt::format("{} says that {}", log_of(facts), meaning.what),
                  evidence(hits),
                  std::string(meaning.remedy),
                  commands(facts, meaning.meaning)};
  if (meaning.remedy.empty()) {
    const bool waits = meaning.meaning == LogMeaning::feeder_died || meaning.meaning == LogMeaning::small_at_start;
    auto advice = waits ? more_room_and_restart(facts) : more_room(facts);
    finding.remedy = std::move(advice.remedy);
    finding.commands = std::move(advice.commands);
  }
  if (meaning.meaning == LogMeaning::memory_limit) {
    auto advice = more_memory(facts, suggest_size(facts));
    if (!facts.name.empty()) finding.remedy = std::move(advice.remedy);
    finding.commands = std::move(advice.commands);
  }
  if (meaning.meaning == LogMeaning::system_v && facts.system_v)
    finding.evidence.push_back(fmt::format("shmmax {}, shmall {} pages, shmmni {}",
                                           facts.system_v->largest_segment.value, facts.system_v->most_pages,
                                           facts.system_v->most_segments));
  return finding;
}

bool says(const DoctorFacts& facts, LogMeaning meaning) {
  return std::ranges::any_of(facts.log, [&](const LogFinding& each) { return each.signature->meaning == meaning; });
}

// Some meanings say nothing beside others, or of what has ended.
bool is_idle(const DoctorFacts& facts, LogMeaning meaning) {
  const bool ended = says(facts, LogMeaning::died) || (!facts.name.empty() && !facts.runs());
  if (meaning == LogMeaning::feeder_died) return ended;
  return meaning == LogMeaning::died && says(facts, LogMeaning::too_small);
}

// What was true when it was written, and what is seen now.
void add_the_present(const DoctorFacts& facts, Finding& finding) {
  if (!facts.mount || !facts.mount->usage || is_full(facts)) return;
  const auto& usage = *facts.mount->usage;
  finding.evidence.push_back(
      fmt::format("now {} of {} are used: after a crash it looks empty", to_string(usage.used), to_string(usage.size)));
  if (!was_grown(facts)) return;
  finding.severity = info;
  finding.what += "; it has been grown since it started, so this may be over";
}

}  // namespace

void judge_logs(const DoctorFacts& facts, Findings& findings) {
  for (const auto& meaning : meanings) {
    if (is_idle(facts, meaning.meaning)) continue;
    Hits hits;
    for (const auto& each : facts.log)
      if (each.signature->meaning == meaning.meaning) hits.push_back(&each);
    if (hits.empty()) continue;
    auto finding = finding_of(facts, meaning, hits);
    if (meaning.meaning == LogMeaning::too_small) add_the_present(facts, finding);
    const bool known = std::ranges::any_of(findings, [&](const Finding& each) { return each.id == finding.id; });
    if (!known) findings.push_back(std::move(finding));
  }
}

}  // namespace ullage::policy
