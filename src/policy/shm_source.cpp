// A mount at /dev/shm comes before --ipc, and --ipc before --shm-size.
#include "policy/shm_source.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"

namespace ullage::policy {

namespace {

// Options as --tmpfs takes them, with another size.
std::string with_size(std::string_view options, Bytes size) {
  std::string out = "size=" + to_flag(size);
  for (const auto option : split(options, ','))
    if (!option.empty() && !option.starts_with("size=")) out += fmt::format(",{}", option);
  return out;
}

Result<> set_size(const model::Definition& definition, model::Mount& mount, Bytes size) {
  if (mount.type == model::MountType::tmpfs) {
    if (mount.from_flag)
      mount.size = size;
    else
      mount.options = with_size(mount.options, size);
    return {};
  }
  const auto name = printable(definition.name);
  const auto source = printable(mount.source);
  if (mount.type == model::MountType::volume)
    return fail(ErrorKind::refused,
                fmt::format("the /dev/shm of {} is the volume {}: --shm-size does nothing there", name, source),
                "make the volume anew with that size, or take its mount away");
  return fail(ErrorKind::refused,
              fmt::format("the /dev/shm of {} is {} of the host: --shm-size does nothing there", name, source),
              source == "/dev/shm" ? fmt::format("grow the host's own: ullage grow --host {}", to_flag(size))
                                   : "make what is mounted there larger, or take the mount away");
}

}  // namespace

Result<> set_shm_size(model::Definition& definition, Bytes size) {
  constexpr std::string_view joined = "container:";
  const auto mount = std::ranges::find_if(definition.mounts, model::is_at_shm);
  if (mount != definition.mounts.end()) return set_size(definition, *mount, size);
  const auto name = printable(definition.name);
  const std::string& ipc = definition.namespaces.ipc;
  if (ipc == "host")
    return fail(ErrorKind::refused, fmt::format("the /dev/shm of {} is the host's own (--ipc host)", name),
                fmt::format("grow that: ullage grow --host {}", to_flag(size)));
  if (ipc == "none")
    return fail(ErrorKind::refused, fmt::format("{} has no /dev/shm (--ipc none)", name),
                "export it without --shm-size");
  if (ipc.starts_with(joined)) {
    const auto other = printable(ipc.substr(joined.size()));
    return fail(ErrorKind::refused, fmt::format("the /dev/shm of {} is that of {} (--ipc container)", name, other),
                fmt::format("give the size to that one: ullage export {} --shm-size {}", other, to_flag(size)));
  }
  definition.resources.shm_size = size;
  return {};
}

}  // namespace ullage::policy
