// The rules of apply.
#include "policy/apply_rules.h"

#include <fmt/format.h>

#include "base/text.h"
#include "policy/lasting.h"

namespace ullage::policy {

namespace {

using model::EngineKind;
using model::OwnerKind;

std::string name_of(const ApplyFacts& facts) { return printable(display_name(facts.container)); }

Result<> nobody_else_makes_it(const ApplyFacts& facts) {
  const auto& owner = facts.container.owner;
  if (owner.kind == OwnerKind::nobody) return {};
  const char* who = owner.kind == OwnerKind::compose ? "the compose project"
                    : owner.kind == OwnerKind::swarm ? "the swarm service"
                                                     : "the pod";
  const auto& name = owner.kind == OwnerKind::compose ? owner.group : owner.service;
  const auto lasting = policy::lasting(facts.container, false, facts.wanted);
  return fail(
      ErrorKind::refused,
      fmt::format("{} belongs to {} {}, which would make it again as before", name_of(facts), who, printable(name)),
      lasting.to_make_it_last);
}

Result<> shm_is_the_engines(const ApplyFacts& facts) {
  const auto& container = facts.container;
  const auto flag = to_flag(facts.wanted);
  if (!container.shm_source.empty())
    return fail(ErrorKind::refused,
                fmt::format("/dev/shm of {} comes from {}, so --shm-size would do nothing", name_of(facts),
                            printable(container.shm_source)),
                container.shm_source.starts_with("--")
                    ? fmt::format("give that the size; ullage export {} --as run --shm-size {} prints the command",
                                  shell_word(name_of(facts)), flag)
                    : "change the size there, where the host mounts it");
  if (container.ipc_mode == "host")
    return fail(ErrorKind::refused, fmt::format("/dev/shm of {} is the host's own", name_of(facts)),
                fmt::format("ullage grow --host {}", flag));
  if (container.ipc_mode == "none")
    return fail(ErrorKind::refused, fmt::format("{} was made without a /dev/shm (--ipc none)", name_of(facts)),
                "make it again without --ipc none");
  if (!facts.ipc_owner.empty())
    return fail(
        ErrorKind::refused, fmt::format("{} uses the /dev/shm of {}", name_of(facts), printable(facts.ipc_owner)),
        fmt::format("ullage apply {} --shm-size {} --with-dependents", shell_word(printable(facts.ipc_owner)), flag));
  return {};
}

std::string first_few(const std::vector<model::LayerChange>& changes) {
  std::string out;
  for (std::size_t i = 0; i < changes.size() && i < 3; ++i)
    out += fmt::format("{}{}", i == 0 ? "" : ", ", printable(changes[i].path, 80));
  return changes.size() > 3 ? out + ", …" : out;
}

}  // namespace

Result<> size_is_its_own(const ApplyFacts& facts) {
  switch (facts.container.engine) {
    case EngineKind::docker:
    case EngineKind::podman: break;
    case EngineKind::ullage:
      return fail(ErrorKind::refused, fmt::format("{} is a command that ullage run started", name_of(facts)),
                  fmt::format("start it again with: ullage run --shm-size {} …", to_flag(facts.wanted)));
    default:
      if (facts.container.owner.kind != OwnerKind::nobody) break;
      return fail(ErrorKind::refused, fmt::format("what made {} can't be asked to make it again", name_of(facts)),
                  "give it this size where it is started from");
  }
  if (auto ok = nobody_else_makes_it(facts); !ok) return ok;
  if (facts.container.engine == EngineKind::podman && !facts.container.pod.empty())
    return fail(ErrorKind::refused,
                fmt::format("{} is in the pod {}, whose containers share one /dev/shm", name_of(facts),
                            printable(facts.container.pod)),
                fmt::format("make the pod again with: podman pod create --shm-size {} …", to_flag(facts.wanted)));
  return shm_is_the_engines(facts);
}

Result<> may_replace(const ApplyFacts& facts, const ApplyConsent& consent) {
  const auto name = name_of(facts);
  if (facts.auto_remove)
    return fail(ErrorKind::refused,
                fmt::format("{} was made with --rm: once it stops there is no way back to it", name),
                fmt::format("ullage export {} --as run --shm-size {} prints the command to run instead",
                            shell_word(name), to_flag(facts.wanted)));
  if (facts.image_is_gone)
    return fail(
        ErrorKind::refused, fmt::format("the image of {} is gone: nothing can be made from it", name),
        fmt::format("bring it back ({} pull {}), or from an archive ({} load)", to_string(facts.container.engine),
                    shell_word(printable(facts.container.image)), to_string(facts.container.engine)));
  if (!facts.layer.empty() && !consent.keep_layer && !consent.discard_layer)
    return fail(ErrorKind::refused,
                fmt::format("{} has changed {} of its own files, which would be lost: {}", name, facts.layer.size(),
                            first_few(facts.layer)),
                "keep them with --keep-layer (commits them to an image), or lose them with --discard-layer");
  if (!facts.dependents.empty() && !consent.with_dependents) {
    std::string who;
    for (const auto& each : facts.dependents)
      who += fmt::format("{}{} uses {}", who.empty() ? "" : ", ", printable(each.name), each.uses);
    return fail(ErrorKind::refused, fmt::format("others depend on {} and would break: {}", name, who),
                "make them again too, in order, with --with-dependents");
  }
  return {};
}

}  // namespace ullage::policy
