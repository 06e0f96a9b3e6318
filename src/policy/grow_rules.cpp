// The rules of grow.
#include "policy/grow_rules.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "base/text.h"

namespace ullage::policy {

namespace {

Bytes less_margin(Bytes room) { return room - std::max(MiB(16), Bytes{room.value / 20}); }

std::string names(const std::vector<std::string>& all) {
  std::vector<std::string> shown;
  for (const auto& name : all) shown.push_back(printable(name));
  return fmt::format("{}", fmt::join(shown, ", "));
}

Result<> use_fits(const GrowFacts& facts) {
  if (round_up_to_page(facts.wanted) >= facts.usage.used) return {};
  return fail(ErrorKind::refused,
              fmt::format("{} is below what {} uses now ({})", to_string(facts.wanted), facts.name,
                          to_string(facts.usage.used)),
              fmt::format("choose more than that, or see what takes it: ullage inspect {}", facts.name));
}

Result<> others_agree(const GrowFacts& facts, const GrowConsent& consent) {
  using model::MountMode;
  if (facts.mode == MountMode::host && !consent.host)
    return fail(ErrorKind::refused,
                fmt::format("/dev/shm of {} is the host's own, which everything on this host shares", facts.name),
                fmt::format("if that is what you want: ullage grow --host {}", to_flag(facts.wanted)));
  if (consent.shared) return {};
  const auto grow_shared =
      fmt::format("to grow it for all of them: ullage grow {} {} --shared", facts.name, to_flag(facts.wanted));
  if (facts.mode == MountMode::volume)
    return fail(
        ErrorKind::refused,
        fmt::format("/dev/shm of {} is a mount of the host's, seen there at {}", facts.name, names(facts.host_paths)),
        grow_shared);
  if (!facts.sharers.empty())
    return fail(ErrorKind::refused, fmt::format("{} shares its /dev/shm with {}", facts.name, names(facts.sharers)),
                grow_shared);
  return {};
}

Result<> memory_backs_it(const GrowFacts& facts, const GrowConsent& consent) {
  // A smaller size, or the same, asks nothing of memory.
  const bool grows = facts.usage.size.value != 0 && facts.wanted > facts.usage.size;
  if (!facts.most || !grows || consent.over_ceiling || facts.wanted <= facts.most->size) return {};
  const Bytes most = facts.most->size;
  // Whole mebibytes, as one would type it.
  const auto command = fmt::format("ullage grow {} {}", facts.mode == model::MountMode::host ? "--host" : facts.name,
                                   to_flag(Bytes{most.value / MiB(1).value * MiB(1).value}));
  return fail(ErrorKind::refused,
              fmt::format("{} is more than memory can back: {} ({} at most)", to_string(facts.wanted),
                          facts.most->because, to_string(most)),
              fmt::format("{}; or add --over-ceiling, and using it all may end in an OOM kill",
                          most > facts.usage.size ? command : facts.most->remedy));
}

}  // namespace

Result<> size_is_meant(Bytes wanted) {
  if (wanted >= MiB(1)) return {};
  return fail(ErrorKind::usage, fmt::format("{} would leave next to nothing in /dev/shm", to_string(wanted)),
              fmt::format("a number without a unit is bytes; write {0}m or {0}g, at least 1m",
                          std::max<std::uint64_t>(1, wanted.value >> (wanted.value < 1024 ? 0 : 10))));
}

std::optional<Ceiling> ceiling(const std::optional<model::MemoryCgroup>& memory, std::optional<Bytes> host_available,
                               Bytes mount_used) {
  std::optional<Ceiling> least;
  if (memory && memory->limit && memory->shmem_room)
    least = Ceiling{less_margin(*memory->shmem_room),
                    fmt::format("the memory limit is {}, and {} of it is used by other things",
                                to_string(*memory->limit), to_string(*memory->limit - *memory->shmem_room)),
                    "raise the container's memory limit first"};
  if (host_available) {
    const Bytes room = less_margin(*host_available + mount_used);
    if (!least || room < least->size)
      least = Ceiling{room, fmt::format("the host has {} of memory available", to_string(*host_available)),
                      "free memory on this host first"};
  }
  return least;
}

Result<> may_grow(const GrowFacts& facts, const GrowConsent& consent) {
  if (auto ok = size_is_meant(facts.wanted); !ok) return ok;
  if (auto ok = others_agree(facts, consent); !ok) return ok;
  if (auto ok = use_fits(facts); !ok) return ok;
  return memory_backs_it(facts, consent);
}

}  // namespace ullage::policy
