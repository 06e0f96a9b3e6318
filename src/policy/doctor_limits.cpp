// Limits that look like a shortage of shared memory and are none: descriptors, locked memory, System V.
#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "policy/doctor_advice.h"
#include "policy/doctor_rules.h"

namespace ullage::policy {

namespace {

constexpr std::size_t most_shown = 3;
constexpr std::uint64_t many_descriptors = 65536;

template <class Number>
bool is_used_up(const std::optional<Number>& used, const std::optional<Number>& most, auto value_of) {
  return used && most && value_of(*most) > 0 && value_of(*used) >= value_of(*most) - value_of(*most) / 10;
}

std::string called(const model::ProcessUse& process) {
  return fmt::format("{}({})", whole(process.command), process.pid);
}

// To its hard limit, which takes no privilege, where that is worth it.
std::string raise_descriptors(const model::ProcessUse& process) {
  const auto hard = process.hard_descriptors.value_or(0);
  if (hard >= *process.most_descriptors * 2) return fmt::format("prlimit --pid {} --nofile={}:", process.pid, hard);
  return fmt::format("prlimit --pid {} --nofile={}", process.pid, many_descriptors);
}

void judge_descriptors(const DoctorFacts& facts, Findings& findings) {
  Finding finding{"descriptors", Severity::warning, false, {}, {}, {}, {}};
  for (const auto& process : facts.processes) {
    if (!is_used_up(process.descriptors, process.most_descriptors, [](auto n) { return n; })) continue;
    if (finding.evidence.size() == most_shown) break;
    if (*process.descriptors + 8 >= *process.most_descriptors) finding.severity = Severity::critical;
    finding.evidence.push_back(
        fmt::format("{} has {} of {} open", called(process), *process.descriptors, *process.most_descriptors));
    finding.commands.push_back(raise_descriptors(process));
  }
  if (finding.evidence.empty()) return;
  finding.what = fmt::format(
      "{} is running out of file descriptors (\"Too many open files\", \"received 0 items of ancdata\"): this is not "
      "shared memory",
      whole(facts.name));
  finding.remedy = fmt::format("raise the limit of what runs; to make it last, start it with --ulimit nofile={0}:{0}",
                               many_descriptors);
  findings.push_back(std::move(finding));
}

// NVIDIA's images ask for --ulimit memlock=-1.
void judge_locked(const DoctorFacts& facts, Findings& findings) {
  const auto value = [](Bytes bytes) { return bytes.value; };
  const auto process = std::ranges::find_if(facts.processes, [&](const model::ProcessUse& each) {
    return is_used_up(each.locked, each.most_locked, value) && each.locked->value > 0;
  });
  if (process == facts.processes.end()) return;
  findings.push_back({"memlock",
                      Severity::warning,
                      false,
                      fmt::format("{} has locked nearly all the memory that it may lock: this is not shared memory",
                                  whole(facts.name)),
                      {fmt::format("{} has {} of {} locked", called(*process), to_string(*process->locked),
                                   to_string(*process->most_locked))},
                      "raise the limit of what runs; to make it last, start it with --ulimit memlock=-1",
                      {fmt::format("prlimit --pid {} --memlock=unlimited", process->pid)}});
}

// The kernel's defaults are next to all of the address space.
std::string or_no_limit(std::string shown, std::uint64_t value) {
  return value >= std::uint64_t{1} << 60 ? "unlimited" : std::move(shown);
}

void judge_system_v(const DoctorFacts& facts, Findings& findings) {
  if (!facts.system_v) return;
  const auto& limits = *facts.system_v;
  const bool no_segment = limits.segments >= limits.most_segments;
  const bool no_page = limits.most_pages > 0 && limits.pages >= limits.most_pages - limits.most_pages / 64;
  const bool lowered = limits.largest_segment < MiB(64);  // the kernel's default is all of the address space
  if (!no_segment && !no_page && !lowered) return;
  const bool bad = no_segment || no_page;
  const std::string setting = no_segment ? "shmmni" : no_page ? "shmall" : "shmmax";
  const std::string value = no_segment ? std::to_string(std::max<std::uint64_t>(4096, limits.most_segments * 4))
                            : no_page  ? std::to_string(limits.most_pages * 4)
                                       : std::to_string(GiB(2).value);
  Finding finding{"system-v",
                  bad ? Severity::critical : Severity::info,
                  false,
                  fmt::format("{} {} the limit of System V shared memory (kernel.{}): --shm-size does not change that",
                              whole(facts.name), bad ? "has reached" : "has lowered", setting),
                  {fmt::format("{} of {} segments (shmmni)", limits.segments, limits.most_segments),
                   fmt::format("{} of {} pages (shmall)", limits.pages,
                               or_no_limit(std::to_string(limits.most_pages), limits.most_pages)),
                   fmt::format("largest segment: {} (shmmax)",
                               or_no_limit(to_string(limits.largest_segment), limits.largest_segment.value))},
                  {},
                  {}};
  finding.remedy =
      facts.is_host()
          ? fmt::format("raise it; to make it last, in /etc/sysctl.d: kernel.{} = {}", setting, value)
          : fmt::format("raise it where it runs; to make it last, start it with --sysctl kernel.{}={}", setting, value);
  if (no_segment) finding.remedy += "; segments that nobody uses show in ipcs -m, and ipcrm removes them";
  finding.commands.push_back(
      facts.is_host() || facts.mount->pid == 0
          ? fmt::format("sysctl -w kernel.{}={}", setting, value)
          : fmt::format("nsenter -t {} -i sysctl -w kernel.{}={}", facts.mount->pid, setting, value));
  findings.push_back(std::move(finding));
}

}  // namespace

void judge_limits(const DoctorFacts& facts, Findings& findings) {
  judge_descriptors(facts, findings);
  judge_locked(facts, findings);
  if (facts.mount) judge_system_v(facts, findings);
}

}  // namespace ullage::policy
