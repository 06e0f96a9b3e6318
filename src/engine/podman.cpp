// Podman's JSON made into values.
#include "engine/podman.h"

#include <limits>

#include "engine/docker.h"
#include "engine/owner.h"

namespace ullage::engine {

using model::Container;

namespace {

std::optional<pid_t> pid_at(const json::value& from, JsonPath path) {
  const auto pid = number_at(from, path);
  if (!pid || *pid <= 0 || *pid > std::numeric_limits<pid_t>::max()) return std::nullopt;
  return static_cast<pid_t>(*pid);
}

Container read_listed(const json::value& entry) {
  Container out;
  out.engine = model::EngineKind::podman;
  out.id = text_at(entry, {"Id"});
  for (const auto& name : elements_at(entry, {"Names"}))
    if (out.name.empty()) out.name = text_at(name, {});
  out.image = text_at(entry, {"Image"});
  if (out.image.empty()) out.image = text_at(entry, {"ImageID"});
  out.pid = pid_at(entry, {"Pid"});
  out.pod = text_at(entry, {"PodName"});
  out.is_sandbox = is_true_at(entry, {"IsInfra"});
  out.owner = owner_of(at(entry, {"Labels"}));
  if (text_at(entry, {"State"}) == "paused") out.state = model::ContainerState::paused;
  return out;
}

Result<std::vector<Container>> parse_list(std::string_view body) {
  const auto list = parse_json(body, "Podman's list of containers");
  if (!list) return tl::unexpected(list.error());
  std::vector<Container> out;
  // Podman answers null for an empty list.
  for (const auto& entry : elements_at(*list, {})) {
    out.push_back(read_listed(entry));
    if (out.back().id.empty()) out.pop_back();
  }
  return out;
}

Result<Container> parse_inspect(std::string_view body) {
  const auto inspected = parse_json(body, "Podman's description of the container");
  if (!inspected) return tl::unexpected(inspected.error());
  Container out = read_inspected(*inspected);
  out.engine = model::EngineKind::podman;
  out.image = text_at(*inspected, {"ImageName"});
  if (out.image.empty()) out.image = text_at(*inspected, {"Image"});
  out.pod = text_at(*inspected, {"Pod"});  // its id, see podman_pod_name
  if (out.id.empty()) return fail(ErrorKind::failed, "Podman's description of the container has no id");
  return out;
}

}  // namespace

const Dialect podman_dialect = {model::EngineKind::podman, "/v4.0.0/libpod", parse_list, parse_inspect};

std::string podman_pod_name(std::string_view body) {
  const auto pod = parse_json(body, "Podman's description of the pod");
  return pod ? text_at(*pod, {"Name"}) : std::string();
}

}  // namespace ullage::engine
