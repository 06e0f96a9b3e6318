// How its processes ended, by the engine's word; and those that do not end, but hang.
#include <fmt/format.h>

#include <algorithm>

#include "policy/doctor_advice.h"
#include "policy/doctor_rules.h"

namespace ullage::policy {

namespace {

// 128, as a shell and an engine say that it was a signal, and the signal's number.
constexpr int died_of_sigbus = 128 + 7, died_of_sigkill = 128 + 9;

void judge_exit(const DoctorFacts& facts, Findings& findings) {
  const auto& engine = *facts.engine;
  const auto status = engine.exit_code;
  // A container that runs again shows the exit status of its life before.
  if (status != died_of_sigbus && !(status == died_of_sigkill && !engine.oom_killed)) return;
  Finding finding{"bus-error", Severity::critical, true, {}, {fmt::format("exit status {}", status)}, {}, {}};
  if (!engine.finished.empty()) finding.evidence.push_back("ended at " + whole(engine.finished));
  if (status == died_of_sigbus) {
    finding.what = fmt::format("{} died of a bus error (SIGBUS): it touched shared memory that there was no room for",
                               whole(facts.name));
    auto advice = more_room(facts);
    finding.remedy = std::move(advice.remedy);
    finding.commands = std::move(advice.commands);
  } else {
    finding.id = "killed";
    finding.severity = Severity::info;
    finding.is_shm = false;
    finding.what = fmt::format(
        "{} was killed (SIGKILL): by somebody, by the engine that stopped it, or by the kernel for lack of memory",
        whole(facts.name));
    finding.remedy = "if nobody did it, the kernel's log knows";
    finding.commands.emplace_back("dmesg -T | grep -i 'out of memory'");
  }
  findings.push_back(std::move(finding));
}

void judge_restarts(const DoctorFacts& facts, Findings& findings) {
  const auto& engine = *facts.engine;
  if (engine.restarts == 0 && engine.status != "restarting") return;
  findings.push_back({"restarts",
                      engine.status == "restarting" ? Severity::warning : Severity::info,
                      false,
                      fmt::format("{} has been started again by the engine {}: each time its /dev/shm begins empty, so "
                                  "a shortage does not show any more",
                                  whole(facts.name), counted(static_cast<std::uint64_t>(engine.restarts), "time")),
                      {fmt::format("state {}, last exit status {}", whole(engine.status), engine.exit_code)},
                      "what its log says of the end decides",
                      {fmt::format("{} logs --tail 50 {}", engine_program(facts), callable(facts))}});
}

// Seen in PyTorch: with the default collate it dies; a collate function of one's own leaves the worker's feeder thread
// dead and the consumer waiting for a batch that never comes.
void judge_hang(const DoctorFacts& facts, Findings& findings) {
  if (!facts.stands_still || !is_nearly_full(facts) || !has_torch(facts)) return;
  auto advice = more_room_and_restart(facts);
  findings.push_back({"hang",
                      Severity::critical,
                      true,
                      fmt::format("a DataLoader in {} hangs: it waits for a batch that found no room, and will not go "
                                  "on by itself until it is restarted",
                                  whole(facts.name)),
                      {"nothing in it ran while it was watched, and its /dev/shm is full"},
                      std::move(advice.remedy),
                      std::move(advice.commands)});
}

}  // namespace

void judge_ends(const DoctorFacts& facts, Findings& findings) {
  judge_hang(facts, findings);
  if (!facts.engine) return;
  judge_exit(facts, findings);
  judge_restarts(facts, findings);
}

}  // namespace ullage::policy
