// Docker's JSON made into values.
#include "engine/docker.h"

#include <fmt/format.h>

#include <filesystem>
#include <limits>

#include "engine/owner.h"

namespace ullage::engine {

using model::Container;
using model::ContainerState;

namespace {

constexpr std::string_view shm_path = "/dev/shm";

// A name has one leading slash; the further entries of a list are aliases by --link ("/web/database").
std::string first_name(const json::array& names) {
  for (const auto& entry : names) {
    std::string name = text_at(entry, {});
    if (name.starts_with('/')) name.erase(0, 1);
    if (!name.empty() && name.find('/') == std::string::npos) return name;
  }
  return {};
}

ContainerState state_of(std::string_view word) {
  if (word == "paused") return ContainerState::paused;
  return word == "running" || word == "restarting" ? ContainerState::running : ContainerState::stopped;
}

// Docker cleans Mounts but not the keys of Tmpfs: /dev//shm/ is possible.
bool is_shm(std::string_view path) { return clean_path(path) == shm_path; }

std::string describe_mount(const json::value& mount) {
  const std::string type = text_at(mount, {"Type"});
  const std::string name = text_at(mount, {"Name"});
  if (type == "volume" && !name.empty()) return "volume " + name;
  if (type == "tmpfs") return fmt::format("--mount type=tmpfs,dst={}", shm_path);
  return fmt::format("{} {}", type.empty() ? "bind" : type, text_at(mount, {"Source"}));
}

Result<std::vector<Container>> parse_list(std::string_view body) {
  const auto list = parse_json(body, "Docker's list of containers");
  if (!list) return tl::unexpected(list.error());
  if (!list->is_array()) return fail(ErrorKind::failed, "Docker's list of containers is not a list");
  std::vector<Container> out;
  for (const auto& entry : elements_at(*list, {})) {
    Container container;
    container.engine = model::EngineKind::docker;
    container.id = text_at(entry, {"Id"});
    container.name = first_name(elements_at(entry, {"Names"}));
    container.image = text_at(entry, {"Image"});
    container.state = state_of(text_at(entry, {"State"}));
    container.shm_source = shm_source_of(entry);
    container.owner = owner_of(at(entry, {"Labels"}));
    if (container.owner.kind == model::OwnerKind::kubernetes) container.pod = container.owner.service;
    if (!container.id.empty()) out.push_back(std::move(container));
  }
  return out;
}

Result<Container> parse_inspect(std::string_view body) {
  const auto inspected = parse_json(body, "Docker's description of the container");
  if (!inspected) return tl::unexpected(inspected.error());
  Container out = read_inspected(*inspected);
  out.engine = model::EngineKind::docker;
  out.image = text_at(*inspected, {"Config", "Image"});
  if (out.image.empty()) out.image = text_at(*inspected, {"Image"});
  if (out.id.empty()) return fail(ErrorKind::failed, "Docker's description of the container has no id");
  return out;
}

}  // namespace

const Dialect docker_dialect = {model::EngineKind::docker, "", parse_list, parse_inspect};

std::string short_id(const json::value& inspected) { return text_at(inspected, {"Id"}).substr(0, 12); }

std::string clean_path(std::string_view path) {
  std::string clean = std::filesystem::path(path).lexically_normal().string();
  if (clean.size() > 1 && clean.back() == '/') clean.pop_back();
  return clean;
}

std::string shm_source_of(const json::value& inspected) {
  // Tmpfs first: that is how it was said, where Docker repeats it among the Mounts.
  if (const auto* tmpfs = at(inspected, {"HostConfig", "Tmpfs"}).if_object())
    for (const auto& [path, options] : *tmpfs)
      if (is_shm({path.data(), path.size()})) return fmt::format("--tmpfs {}", shm_path);
  for (const auto& mount : elements_at(inspected, {"Mounts"}))
    if (is_shm(text_at(mount, {"Destination"}))) return describe_mount(mount);
  return {};
}

Container read_inspected(const json::value& inspected) {
  Container out;
  out.id = text_at(inspected, {"Id"});
  out.name = text_at(inspected, {"Name"});
  if (out.name.starts_with('/')) out.name.erase(0, 1);
  out.state = is_true_at(inspected, {"State", "Paused"}) ? ContainerState::paused
                                                         : state_of(text_at(inspected, {"State", "Status"}));
  const auto pid = number_at(inspected, {"State", "Pid"});
  if (pid && *pid > 0 && *pid <= std::numeric_limits<pid_t>::max()) out.pid = static_cast<pid_t>(*pid);
  const auto size = number_at(inspected, {"HostConfig", "ShmSize"});
  if (size && *size > 0) out.configured_size = Bytes{static_cast<std::uint64_t>(*size)};
  out.ipc_mode = text_at(inspected, {"HostConfig", "IpcMode"});
  out.shm_source = shm_source_of(inspected);
  out.owner = owner_of(at(inspected, {"Config", "Labels"}));
  if (out.owner.kind == model::OwnerKind::kubernetes) out.pod = out.owner.service;
  return out;
}

}  // namespace ullage::engine
