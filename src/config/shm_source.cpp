// The keys of a service that put something else at /dev/shm: ipc, tmpfs and volumes.
#include "config/shm_source.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"

namespace ullage::config {

namespace {

// "/dev//shm/" is the same place.
bool is_dev_shm(std::string_view path) {
  if (!path.starts_with('/')) return false;
  auto parts = split(path, '/');
  std::erase_if(parts, [](std::string_view part) { return part.empty() || part == "."; });
  return parts == std::vector<std::string_view>{"dev", "shm"};
}

// Colons within ${NAME:-default} separate nothing.
std::vector<std::string> fields_of(std::string_view text) {
  std::vector<std::string> out(1);
  int depth = 0;
  for (const char c : text) {
    if (c == '{') ++depth;
    if (c == '}') --depth;
    if (c == ':' && depth <= 0)
      out.emplace_back();
    else
      out.back() += c;
  }
  return out;
}

// SOURCE:TARGET[:OPTIONS], or TARGET alone; a source can be C:\folder.
bool mounts_on_dev_shm(std::string_view volume) {
  auto fields = fields_of(volume);
  if (fields.size() > 1 && fields.front().size() == 1) fields.erase(fields.begin());
  return is_dev_shm(fields.size() > 1 ? fields[1] : fields[0]);
}

tl::unexpected<Error> from_elsewhere(const Service& service, std::string_view file_name, const YamlNode& node,
                                     std::string remedy) {
  return fail(ErrorKind::refused,
              fmt::format("{}: the /dev/shm of {} comes from this line, so shm_size would do nothing",
                          place(file_name, node.begin), printable(service.name, 64)),
              std::move(remedy));
}

std::string remedy_for_ipc(std::string_view ipc, Bytes size) {
  if (ipc == "host") return fmt::format("the host's own is used: ullage grow --host {}", to_flag(size));
  if (ipc == "none") return "`ipc: none` means no /dev/shm at all: take it out";
  const auto owner = printable(ipc.substr(ipc.find(':') + 1), 64);
  if (ipc.starts_with("service:")) return fmt::format("set it for the service that has it: --service {}", owner);
  return fmt::format("set it where the container {} is defined", owner);
}

bool is_elsewhere(std::string_view ipc) {
  return ipc == "host" || ipc == "none" || ipc.starts_with("service:") || ipc.starts_with("container:");
}

std::string remedy_for_volume(const YamlNode& volume, Bytes size) {
  const YamlNode* type = volume.kind == YamlKind::mapping ? value_of(volume, "type") : nullptr;
  if (type && resolved(*type).text == "tmpfs")
    return fmt::format("give this entry `tmpfs: {{size: {}}}`: that is enough", size.value);
  return "take this entry out, or make what it mounts larger";
}

// A key that may have one value or a list of them.
std::vector<const YamlNode*> items_of(const Service& service, std::string_view key) {
  const YamlNode* value = value_of(service, key);
  if (!value) return {};
  const YamlNode& node = resolved(*value);
  return node.kind == YamlKind::sequence ? node.children : std::vector<const YamlNode*>{value};
}

}  // namespace

Result<> shm_size_counts(const Service& service, std::string_view file_name, Bytes size) {
  if (const YamlNode* ipc = value_of(service, "ipc"); ipc && is_elsewhere(resolved(*ipc).text))
    return from_elsewhere(service, file_name, *ipc, remedy_for_ipc(resolved(*ipc).text, size));
  for (const YamlNode* item : items_of(service, "tmpfs"))
    if (is_dev_shm(fields_of(resolved(*item).text).front()))
      return from_elsewhere(service, file_name, *item,
                            fmt::format("write `/dev/shm:size={}` here: that is enough", to_flag(size)));
  for (const YamlNode* item : items_of(service, "volumes")) {
    const YamlNode& volume = resolved(*item);
    const YamlNode* target = volume.kind == YamlKind::mapping ? value_of(volume, "target") : nullptr;
    if (target ? is_dev_shm(resolved(*target).text) : mounts_on_dev_shm(volume.text))
      return from_elsewhere(service, file_name, *item, remedy_for_volume(volume, size));
  }
  return {};
}

std::vector<std::string> shm_size_doubts(const Service& service) {
  std::vector<std::string> out;
  const auto name = printable(service.name, 64);
  if (const YamlNode* ipc = value_of(service, "ipc"); ipc && resolved(*ipc).text.find('$') != std::string::npos)
    out.push_back(fmt::format("ipc of {} is {}: where that is host, shm_size does nothing", name,
                              printable(resolved(*ipc).text, 64)));
  const YamlNode* deploy = value_of(service, "deploy");
  const auto only_swarm = {"mode", "placement", "update_config", "rollback_config", "endpoint_mode"};
  if (deploy && std::any_of(only_swarm.begin(), only_swarm.end(),
                            [&](const char* key) { return value_of(resolved(*deploy), key) != nullptr; }))
    out.push_back(
        fmt::format("`docker stack deploy` ignores shm_size: there, {} needs a tmpfs mount at /dev/shm "
                    "(ullage export --as swarm writes it)",
                    name));
  if (service.extends_elsewhere)
    out.push_back(fmt::format("{} extends a service of another file, which was not read", name));
  return out;
}

}  // namespace ullage::config
