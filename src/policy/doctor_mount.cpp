// What the mount itself shows: no room, no inodes, promises that it can't keep, leftovers, a wrong mode.
#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "policy/doctor_advice.h"
#include "policy/doctor_rules.h"

namespace ullage::policy {

namespace {

constexpr std::size_t most_shown = 3;
constexpr mode_t right_mode = 01777;

std::string subject(const DoctorFacts& facts) {
  return facts.is_host() ? "the host's own /dev/shm" : fmt::format("/dev/shm of {}", whole(facts.name));
}

std::string space(const model::Usage& usage) {
  return fmt::format("{}, {} used, {} free", to_string(usage.size), to_string(usage.used), to_string(usage.free));
}

// What is in one of the states that segments can be in.
struct Part {
  Bytes bytes;
  std::uint64_t count = 0;
  std::vector<std::string> examples;  // the largest first, as the segments are

  void add(const model::Segment& segment, bool with_holders) {
    bytes += segment.allocated;
    if (++count > most_shown) return;
    examples.push_back(fmt::format("{} ({}{})", whole(segment.name), to_string(segment.allocated),
                                   with_holders ? ", held by " + holders_of(segment) : std::string()));
  }
};

Part leaked(const DoctorFacts& facts) {
  Part part;
  for (const auto& segment : facts.segments)
    if (segment.leaked) part.add(segment, false);
  return part;
}

Part unlinked(const DoctorFacts& facts) {
  Part part;
  for (const auto& segment : facts.segments)
    if (!segment.linked && !segment.name.starts_with("torch_")) part.add(segment, true);
  return part;
}

void judge_space(const DoctorFacts& facts, Findings& findings) {
  const auto& usage = *facts.mount->usage;
  Finding finding{facts.is_host() ? "host-too-small" : "full",
                  Severity::critical,
                  true,
                  subject(facts) + " is full",
                  {space(usage)},
                  {},
                  {}};
  for (std::size_t i = 0; i < std::min(most_shown, facts.segments.size()); ++i) {
    const auto& segment = facts.segments[i];
    finding.evidence.push_back(
        fmt::format("{}: {}, held by {}", whole(segment.name), to_string(segment.allocated), holders_of(segment)));
  }
  auto [remedy, commands] = more_room(facts);
  if (leaked(facts).bytes.value * 2 > usage.used.value) {
    remedy = "most of it is leaked: remove that first; if it fills again, " + remedy;
    commands.insert(commands.begin(), "ullage clean " + callable(facts));
  }
  if (has_torch(facts))
    remedy += "; a DataLoader with a collate function of its own that hangs by now stays so until it is restarted";
  finding.remedy = std::move(remedy);
  finding.commands = std::move(commands);
  findings.push_back(std::move(finding));
}

// Sparse files: touching what was promised and isn't there is a bus error.
void judge_promises(const DoctorFacts& facts, Findings& findings) {
  const auto& usage = *facts.mount->usage;
  Bytes promised;
  for (const auto& segment : facts.segments) promised += segment.size - segment.allocated;
  auto advice = more_room(facts);
  if (promised > usage.free)
    findings.push_back(
        {"promised",
         Severity::warning,
         true,
         subject(facts) + " has files that are larger than its room: touching all of them is a bus error",
         {space(usage), fmt::format("its files may still grow by {} without asking", to_string(promised))},
         std::move(advice.remedy),
         std::move(advice.commands)});
  else if (is_nearly_full(facts)) {
    const bool next_fails = !facts.segments.empty() && facts.segments.front().allocated > usage.free;
    Finding finding{"tight",
                    next_fails ? Severity::warning : Severity::info,
                    true,
                    subject(facts) + " is nearly full",
                    {space(usage)},
                    std::move(advice.remedy),
                    std::move(advice.commands)};
    if (next_fails)
      finding.evidence.push_back(fmt::format("one more like {} ({}) does not fit", whole(facts.segments.front().name),
                                             to_string(facts.segments.front().allocated)));
    findings.push_back(std::move(finding));
  }
}

void judge_inodes(const DoctorFacts& facts, Findings& findings) {
  const auto& usage = *facts.mount->usage;
  if (usage.inodes == 0 || usage.inodes_free > 0) return;
  Finding finding{"out-of-inodes",
                  Severity::critical,
                  false,
                  fmt::format("{} has no inode left: it can't hold one more file, {}", subject(facts),
                              is_full(facts) ? "and is full as well" : "whatever room there is"),
                  {fmt::format("{} inodes, 0 free", usage.inodes), space(usage)},
                  {},
                  {}};
  const bool by_engine = facts.container && facts.container->engine == model::EngineKind::docker;
  if (leaked(facts).count > 0) finding.commands.push_back("ullage clean " + callable(facts));
  finding.commands.push_back("ullage inspect " + callable(facts));
  finding.remedy = fmt::format(
      "remove files that nobody needs; for more, {}",
      facts.is_host() ? fmt::format("mount -o remount,nr_inodes={} /dev/shm", usage.inodes * 4)
      : by_engine     ? fmt::format("make it again with --tmpfs /dev/shm:size={},nr_inodes={} in place of --shm-size",
                                    usage.size.value, usage.inodes * 4)
                      : fmt::format("make it again with a tmpfs of nr_inodes={}", usage.inodes * 4));
  findings.push_back(std::move(finding));
}

// PyTorch unlinks each file at once and holds it: that is how it should be, and no finding.
void judge_unlinked(const DoctorFacts& facts, Findings& findings) {
  const auto& usage = *facts.mount->usage;
  const Part gone = unlinked(facts);
  const Bytes unseen = gone.bytes + facts.hidden;
  if (unseen.value * 2 < usage.used.value || unseen < MiB(1)) return;
  Finding finding{
      "held-unlinked",
      is_nearly_full(facts) ? Severity::warning : Severity::info,
      true,
      fmt::format("{} of {} is in files that are removed already, but still held", to_string(unseen), subject(facts)),
      gone.examples,
      "they are free as soon as those processes close them or end; restart what should not hold them",
      {"ullage inspect " + callable(facts)}};
  if (facts.hidden >= MiB(1))
    finding.evidence.push_back(
        fmt::format("{} is in no file that could be seen, not even by its holder", to_string(facts.hidden)));
  findings.push_back(std::move(finding));
}

void judge_leaks(const DoctorFacts& facts, Findings& findings) {
  const auto& usage = *facts.mount->usage;
  const Part lost = leaked(facts);
  const std::uint64_t count = std::max(lost.count, facts.mount->leaked.value_or(0));
  if (count == 0) return;
  const bool matters = is_nearly_full(facts) || lost.bytes.value * 16 >= usage.size.value ||
                       (usage.inodes > 0 && usage.inodes_free < usage.inodes / 4) ||
                       (facts.memory && facts.memory->limit && lost.bytes.value * 4 >= facts.memory->limit->value);
  Finding finding{"leaked",
                  matters ? Severity::warning : Severity::info,
                  true,
                  fmt::format("{} in {} {} held by nobody any more", counted(count, "file"), subject(facts),
                              count == 1 ? "is" : "are"),
                  lost.examples,
                  "remove them",
                  {"ullage clean " + callable(facts)}};
  if (lost.bytes.value > 0) finding.evidence.push_back(fmt::format("{} in all", to_string(lost.bytes)));
  findings.push_back(std::move(finding));
}

void judge_mode(const DoctorFacts& facts, Findings& findings) {
  if (!facts.mode || (*facts.mode & 07777) == right_mode) return;
  const bool closed = (*facts.mode & 0003) != 0003;
  Finding finding{"mode",
                  closed ? Severity::critical : Severity::warning,
                  false,
                  fmt::format("{} has mode {:04o}, not 1777: {}", subject(facts), *facts.mode & 07777,
                              closed ? "other users get \"Permission denied\" there"
                                     : "anybody can remove other users' files there"),
                  {fmt::format("mode {:04o}", *facts.mode & 07777)},
                  "set it right; no restart is needed",
                  {}};
  const bool by_engine = facts.container && (facts.container->engine == model::EngineKind::docker ||
                                             facts.container->engine == model::EngineKind::podman);
  if (facts.is_host())
    finding.commands.emplace_back("chmod 1777 /dev/shm");
  else if (by_engine)
    finding.commands.push_back(fmt::format("{} exec -u 0 {} chmod 1777 /dev/shm", engine_program(facts),
                                           shell_word(whole(model::display_name(*facts.container)))));
  else
    finding.remedy = "inside, as root, set it right: chmod 1777 /dev/shm";
  findings.push_back(std::move(finding));
}

}  // namespace

void judge_mount(const DoctorFacts& facts, Findings& findings) {
  if (facts.no_mount)
    findings.push_back(
        {"no-mount", Severity::warning, true, whole(facts.no_mount->what), {}, whole(facts.no_mount->remedy), {}});
  judge_mode(facts, findings);
  if (!facts.mount || !facts.mount->usage) return;
  if (is_full(facts))
    judge_space(facts, findings);
  else if (facts.mount->usage->size.value > 0)
    judge_promises(facts, findings);
  judge_inodes(facts, findings);
  judge_unlinked(facts, findings);
  judge_leaks(facts, findings);
}

}  // namespace ullage::policy
