// What was asked of the engine, and what comes of it at the next start. Remarks: nothing here is wrong by itself.
#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "policy/doctor_advice.h"
#include "policy/doctor_rules.h"
#include "policy/lasting.h"

namespace ullage::policy {

namespace {

bool is_default(Bytes size) { return size == default_shm_size || size == podman_default_shm_size; }

void judge_default(const DoctorFacts& facts, Findings& findings) {
  const auto& container = *facts.container;
  if (!container.configured_size || !container.shm_source.empty()) return;
  const Bytes size = *container.configured_size;
  const auto given = facts.engine ? facts.engine->default_size : std::nullopt;
  const bool asked_for_nothing = given ? size == given->size : is_default(size);
  const bool matters = has_torch(facts) ||
                       std::ranges::any_of(findings, [](const Finding& each) { return each.is_shm && each.is_bad(); });
  if (!asked_for_nothing || !matters) return;
  const auto advice = more_room(facts);
  Finding finding{
      "engine-default",
      Severity::info,
      true,
      fmt::format("{} has the {} that engines give when nothing is asked for", whole(facts.name), to_string(size)),
      {given ? fmt::format("default of {}: {}", whole(given->source), to_string(given->size))
             : "configured size " + to_string(size)},
      {},
      {}};
  if (container.engine == model::EngineKind::docker)
    finding.remedy = fmt::format(
        "for all containers that are made from now on: \"default-shm-size\": \"{}\" in /etc/docker/daemon.json, then "
        "restart Docker",
        to_flag(suggest_size(facts)));
  findings.push_back(std::move(finding));
}

void judge_lasting(const DoctorFacts& facts, Findings& findings) {
  const auto& container = *facts.container;
  if (!facts.mount || !facts.mount->usage || !container.configured_size || facts.is_host()) return;
  const Bytes size = facts.mount->usage->size;
  if (size <= round_up_to_page(*container.configured_size) || !container.shm_source.empty()) return;
  const auto last = lasting(container, false, size);
  if (last.to_make_it_last.empty()) return;
  Finding finding{"not-lasting",
                  Severity::info,
                  true,
                  fmt::format("{} has {} now, and goes back to {} when {}", whole(facts.name), to_string(size),
                              to_string(*container.configured_size), last.until),
                  {},
                  {},
                  {}};
  if (last.to_make_it_last.starts_with("ullage apply")) {
    finding.remedy = "make it last";
    finding.commands.push_back(last.to_make_it_last);
  } else {
    finding.remedy = "to make it last: " + last.to_make_it_last;
  }
  findings.push_back(std::move(finding));
}

// The first process of a container that could not be started has no log: the engine's own words are all there is.
void judge_start(const DoctorFacts& facts, Findings& findings) {
  if (!facts.engine || facts.engine->error.empty() || facts.runs()) return;
  findings.push_back({"not-started",
                      Severity::warning,
                      false,
                      fmt::format("{} could not be started by its engine", whole(facts.name)),
                      {printable(facts.engine->error, 400)},
                      "see to what it says",
                      {}});
}

}  // namespace

void judge_settings(const DoctorFacts& facts, Findings& findings) {
  judge_start(facts, findings);
  if (!facts.container) return;
  judge_default(facts, findings);
  judge_lasting(facts, findings);
}

}  // namespace ullage::policy
