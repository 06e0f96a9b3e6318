// Advice by owner and engine. Names come from labels, which the container's image can set: printable() for all.
#include "policy/lasting.h"

#include <fmt/format.h>

#include "base/text.h"

namespace ullage::policy {

namespace {

std::string by_owner(const model::Owner& owner, Bytes size) {
  const auto flag = to_flag(size);
  switch (owner.kind) {
    case model::OwnerKind::compose:
      if (!owner.file.empty())
        return fmt::format("ullage export --edit {} --service {} --shm-size {}, then: docker compose up -d {}",
                           shell_word(printable(owner.file)), shell_word(printable(owner.service)), flag,
                           shell_word(printable(owner.service)));
      return fmt::format("set `shm_size: {}` for service {} in the compose file, then: docker compose up -d {}", flag,
                         printable(owner.service), printable(owner.service));
    case model::OwnerKind::swarm:
      return fmt::format("docker service update --mount-add type=tmpfs,dst=/dev/shm,tmpfs-size={} {}", size.value,
                         printable(owner.service));
    case model::OwnerKind::kubernetes:
      return fmt::format("give the pod a volume `emptyDir: {{medium: Memory, sizeLimit: {}}}` mounted at /dev/shm",
                         size.value % MiB(1).value == 0 ? fmt::format("{}Mi", size.value / MiB(1).value)
                                                        : fmt::format("{}", size.value));
    case model::OwnerKind::nobody: break;
  }
  return {};
}

std::string by_engine(const model::Container& container, Bytes size) {
  switch (container.engine) {
    case model::EngineKind::docker:
    case model::EngineKind::podman:
      return fmt::format("ullage apply {} --shm-size {}", shell_word(printable(display_name(container))),
                         to_flag(size));
    case model::EngineKind::ullage: return fmt::format("start it with: ullage run --shm-size {} …", to_flag(size));
    default: return "give it this size where it is started from";
  }
}

}  // namespace

Lasting lasting(const std::optional<model::Container>& container, bool is_host, Bytes size) {
  if (is_host)
    return {"the host restarts",
            fmt::format("in /etc/fstab: tmpfs /dev/shm tmpfs defaults,size={} 0 0", to_flag(size))};
  if (!container) return {"its processes end", ""};
  if (container->configured_size && round_up_to_page(*container->configured_size) == round_up_to_page(size) &&
      container->shm_source.empty())
    return {container->engine == model::EngineKind::ullage ? "its command ends" : "", ""};
  Lasting lasting{"the container restarts", {}};
  if (container->engine == model::EngineKind::ullage) lasting.until = "its command ends";
  if (container->owner.kind == model::OwnerKind::kubernetes) lasting.until = "the pod is made again";
  lasting.to_make_it_last = by_owner(container->owner, size);
  if (!container->shm_source.empty() && container->owner.kind == model::OwnerKind::nobody)
    lasting.to_make_it_last =
        fmt::format("its /dev/shm comes from {}: change the size there", printable(container->shm_source));
  if (lasting.to_make_it_last.empty()) lasting.to_make_it_last = by_engine(*container, size);
  return lasting;
}

}  // namespace ullage::policy
