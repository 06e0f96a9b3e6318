// Sizes and commands.
#include "policy/doctor_advice.h"

#include <fmt/format.h>

#include <algorithm>
#include <bit>

#include "base/text.h"
#include "policy/doctor_rules.h"
#include "policy/grow_rules.h"
#include "policy/lasting.h"

namespace ullage::policy {

namespace {

using model::MountMode;

constexpr Bytes most_from_a_log = GiB(64);  // whoever writes the log could ask for anything

Bytes power_of_two(Bytes at_least) { return {std::bit_ceil(std::min(at_least.value, std::uint64_t{1} << 62))}; }

Bytes size_now(const DoctorFacts& facts) {
  if (facts.mount && facts.mount->usage) return facts.mount->usage->size;
  if (facts.container && facts.container->configured_size) return *facts.container->configured_size;
  return default_shm_size;
}

// What has ended can't be counted any more: a stopped container's processes, or workers that died of the shortage.
bool several_share(const DoctorFacts& facts) {
  const bool some_died = std::ranges::any_of(
      facts.log, [](const LogFinding& each) { return each.signature->meaning == LogMeaning::too_small; });
  return !facts.mount || some_died || facts.processes.size() > 1 || has_torch(facts);
}

// A decimal of these units, rounded up, and never more than a log may ask for.
Bytes parse_units(std::string_view decimal, Bytes unit) {
  const auto whole_part = parse_number(decimal.substr(0, decimal.find('.'))).value_or(0);
  return {(std::min(whole_part, most_from_a_log.value / unit.value - 1) + 1) * unit.value};
}

// What the log says would have been enough: of all (Frigate in MB, Ray in GB), or of one file beside the others.
Bytes needed_by(const LogFinding& finding, Bytes now) {
  const auto& captures = finding.captures;
  const auto program = finding.signature->program;
  if (program == "Frigate" && !captures.empty()) return parse_units(captures.back(), MiB(1));
  if (program == "Ray" && captures.size() == 2) return parse_units(captures[0], GiB(1));
  const bool of_one_file = finding.signature->meaning == LogMeaning::too_small && !captures.empty();
  return of_one_file ? std::min(now + parse_units(captures.back(), Bytes{1}), most_from_a_log) : Bytes{};
}

bool needs_consent_to_share(const DoctorFacts& facts) {
  const auto& mount = *facts.mount;
  if (mount.mode == MountMode::volume) return true;
  if (mount.mode != MountMode::joined && mount.mode != MountMode::pod) return false;
  return std::ranges::any_of(mount.containers, [&](const auto& other) {
    return !other.is_sandbox && facts.container && other.id != facts.container->id;
  });
}

std::string grow_command(const DoctorFacts& facts, Bytes size) {
  if (facts.is_host()) return fmt::format("ullage grow --host {}", to_flag(size));
  const bool shared = facts.mount && needs_consent_to_share(facts);
  return fmt::format("ullage grow {} {}{}", callable(facts), to_flag(size), shared ? " --shared" : "");
}

Advice grow_host(Bytes size) {
  const auto plain = size.value % GiB(1).value == 0 ? fmt::format("{}G", size.value / GiB(1).value) : to_flag(size);
  return {fmt::format("grow the host's own (the plain way: mount -o remount,size={} /dev/shm), and to make it last, {}",
                      plain, lasting(std::nullopt, true, size).to_make_it_last),
          {fmt::format("ullage grow --host {}", to_flag(size))}};
}

Advice give(const DoctorFacts& facts, Bytes size) {
  if (facts.is_host()) return grow_host(size);
  Advice advice;
  if (facts.name.empty()) {
    advice.remedy = "give the container that wrote this more, now and for good";
    advice.commands = {grow_command(facts, size), fmt::format("ullage apply NAME --shm-size {}", to_flag(size))};
    return advice;
  }
  advice.remedy = fmt::format("{} {}", facts.mount ? "give it" : "make it again with", to_string(size));
  if (facts.mount) {
    advice.remedy += " now, nothing restarts";
    advice.commands.push_back(grow_command(facts, size));
  }
  // A command is to be pasted; what is to be written somewhere is said.
  const auto last = lasting(facts.container, false, size).to_make_it_last;
  if (last.starts_with("ullage apply")) {
    advice.commands.push_back(last);
    if (facts.mount) advice.remedy += "; then make it last";
  } else if (!last.empty()) {
    advice.remedy += "; to make it last: " + last;
  }
  return advice;
}

}  // namespace

std::string callable(const DoctorFacts& facts) { return facts.name.empty() ? "NAME" : shell_word(whole(facts.name)); }

std::string engine_program(const DoctorFacts& facts) {
  return facts.container && facts.container->engine == model::EngineKind::podman ? "podman" : "docker";
}

Bytes suggest_size(const DoctorFacts& facts) {
  const Bytes now = size_now(facts);
  Bytes size = power_of_two({now.value * 4});
  if (facts.is_host())
    size = std::max(GiB(4), power_of_two({now.value * 2}));
  else if (several_share(facts))
    size = std::max(GiB(2), power_of_two({now.value * 2}));
  for (const auto& finding : facts.log) size = std::max(size, power_of_two(needed_by(finding, now)));
  return size;
}

Advice more_memory(const DoctorFacts& facts, Bytes shm_size) {
  const auto limit = facts.memory ? facts.memory->limit : facts.engine ? facts.engine->memory_limit : std::nullopt;
  if (!limit) return {"free memory on this host, or move something else off it", {}};
  const Bytes others = facts.memory && facts.memory->shmem_room ? *limit - *facts.memory->shmem_room : *limit;
  const Bytes enough = power_of_two(others + Bytes{shm_size.value / 20 * 21});
  Advice advice{fmt::format("raise its memory limit of {}", to_string(*limit)), {}};
  const bool by_hand =
      facts.container && facts.container->owner.kind == model::OwnerKind::nobody &&
      (facts.container->engine == model::EngineKind::docker || facts.container->engine == model::EngineKind::podman);
  if (!by_hand) {
    advice.remedy += ", where it is made from";
    return advice;
  }
  if (facts.engine && facts.engine->has_gpu)
    advice.remedy +=
        "; mind: an update can take a running container's NVIDIA devices away (nvidia-container-toolkit#48): make it "
        "again with another --memory instead, or restart it afterwards";
  advice.commands = {fmt::format("{} update --memory {} --memory-swap {} {}", engine_program(facts), to_flag(enough),
                                 to_flag({enough.value * 2}), callable(facts))};
  return advice;
}

Advice more_room(const DoctorFacts& facts) {
  const Bytes wanted = suggest_size(facts);
  if (!facts.mount || !facts.mount->usage) return give(facts, wanted);
  const auto& usage = *facts.mount->usage;
  if (usage.size.value == 0) return more_memory(facts, usage.used + usage.used);  // no limit but what backs it
  const auto most = ceiling(facts.memory, facts.host_available, usage.used);
  if (!most || wanted <= most->size) return give(facts, wanted);

  const Bytes whole_mebibytes{most->size.value / MiB(1).value * MiB(1).value};
  if (most->size.value >= usage.size.value * 2) {
    Advice advice = give(facts, whole_mebibytes);
    advice.remedy += fmt::format("; more can't be backed: {}", most->because);
    return advice;
  }
  Advice advice = more_memory(facts, wanted);
  advice.remedy = fmt::format("a larger one can't be backed: {}; {}, then grow", most->because, advice.remedy);
  advice.commands.push_back(grow_command(facts, wanted));
  return advice;
}

Advice more_room_and_restart(const DoctorFacts& facts) {
  Advice advice = more_room(facts);
  // apply makes it again, which is a restart.
  if (!advice.commands.empty() && advice.commands.back().starts_with("ullage apply")) return advice;
  advice.remedy += "; then restart what hangs";
  const bool by_engine = facts.container && (facts.container->engine == model::EngineKind::docker ||
                                             facts.container->engine == model::EngineKind::podman);
  if (by_engine)
    advice.commands.push_back(
        fmt::format("{} restart {}", engine_program(facts), shell_word(whole(model::display_name(*facts.container)))));
  return advice;
}

}  // namespace ullage::policy
