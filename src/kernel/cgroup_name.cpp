// Takes cgroup paths apart. The forms, by engine and cgroup driver:
//   /docker/ID  /system.slice/docker-ID.scope  /docker/ID/user.slice/… (a systemd inside)
//   /libpod_parent/libpod-ID  /libpod_parent/PODID/libpod-ID  …/libpod-ID.scope/container
//   /kubepods/burstable/podUID/ID  …/kubepods-burstable-podUID.slice/cri-containerd-ID.scope  …/crio-ID.scope
//   /kubelet.slice/kubelet-kubepods.slice/kubelet-kubepods-podUID.slice/…  (a kubelet with a cgroup root of its own)
//   …/kubepods-podUID.slice:cri-containerd:ID  (systemd's names given to a runtime that makes folders)
//   /lxc/NAME  /lxc.payload.NAME  /machine.slice/machine-NAME.scope  /machine.slice/systemd-nspawn@NAME.service
#include "kernel/cgroup_name.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <vector>

#include "base/text.h"
#include "model/container_id.h"

namespace ullage::kernel {

namespace {

using model::EngineKind;
using model::is_container_id;

struct Prefix {
  std::string_view text;
  EngineKind engine;
};
constexpr std::array<Prefix, 6> scopes{{{"docker-", EngineKind::docker},
                                        {"libpod-", EngineKind::podman},
                                        {"cri-containerd-", EngineKind::containerd},
                                        {"crio-", EngineKind::unknown},
                                        {"nerdctl-", EngineKind::containerd},
                                        {"containerd-", EngineKind::containerd}}};

bool drop(std::string_view& text, std::string_view prefix) {
  if (!text.starts_with(prefix)) return false;
  text.remove_prefix(prefix.size());
  return true;
}

bool drop_end(std::string_view& text, std::string_view suffix) {
  if (!text.ends_with(suffix)) return false;
  text.remove_suffix(suffix.size());
  return true;
}

// "kubepods", "kubepods-burstable.slice", and below another slice "kubelet-kubepods.slice".
bool is_of_kubernetes(std::string_view part) {
  return part.starts_with("kubepods") || part.find("-kubepods") != std::string_view::npos;
}

// "podUID" or "kubepods-burstable-podUID.slice", where systemd's escaping turned hyphens to underscores.
std::string pod_uid(std::string_view part) {
  part = part.substr(0, part.find(':'));
  drop_end(part, ".slice");
  if (is_of_kubernetes(part)) part.remove_prefix(std::min(part.size(), part.rfind("-pod") + 1));
  if (!drop(part, "pod") || part.size() < 32) return {};
  std::string uid(part);
  std::replace(uid.begin(), uid.end(), '_', '-');
  return uid;
}

// A part of the path that names a container by itself: docker-ID.scope, PARENT.slice:docker:ID and their kin.
std::optional<CgroupName> scoped(std::string_view part) {
  if (const auto fields = split(part, ':'); fields.size() == 3)
    return scoped(fmt::format("{}-{}", fields[1], fields[2]));
  drop_end(part, ".scope");
  for (const auto& [prefix, engine] : scopes) {
    auto rest = part;
    if (drop(rest, prefix) && is_container_id(rest)) return CgroupName{engine, std::string(rest), {}};
  }
  return std::nullopt;
}

// Machines that are not OCI containers: their name is their id.
std::optional<CgroupName> machine(std::string_view part, std::string_view parent) {
  auto rest = part;
  if (parent == "lxc") return CgroupName{EngineKind::unknown, std::string(part), {}};
  if (drop(rest, "lxc.payload.")) return CgroupName{EngineKind::unknown, std::string(rest), {}};
  if (drop(rest, "systemd-nspawn@") && drop_end(rest, ".service"))
    return CgroupName{EngineKind::unknown, std::string(rest), {}};
  if (parent == "machine.slice" && drop(rest, "machine-") && drop_end(rest, ".scope"))
    return CgroupName{EngineKind::unknown, std::string(rest), {}};
  return std::nullopt;
}

EngineKind engine_of_parent(std::string_view parent, bool in_kubernetes) {
  if (in_kubernetes || parent == "k8s.io") return EngineKind::containerd;
  return EngineKind::docker;  // cgroup-parent may be anything, and other engines write a prefix
}

std::optional<CgroupName> container_of_path(std::string_view path) {
  std::string pod;
  std::string_view parent;
  bool in_kubernetes = false;
  for (const auto part : split(path, '/')) {
    if (is_of_kubernetes(part)) in_kubernetes = true;
    if (in_kubernetes)
      if (auto uid = pod_uid(part); !uid.empty()) pod = std::move(uid);
    // Podman puts a pod's containers into a folder with the pod's id, and a container's own always has a prefix.
    const bool podman_pod = parent == "libpod_parent" && is_container_id(part);
    auto name = scoped(part);
    if (!name) name = machine(part, parent);
    if (!name && is_container_id(part) && !podman_pod)
      name = CgroupName{engine_of_parent(parent, in_kubernetes), std::string(part), {}};
    if (name) {
      name->pod = pod;
      return name;
    }
    parent = part;
  }
  return std::nullopt;
}

struct Line {
  std::string_view controllers;
  std::string_view path;
};

std::vector<Line> parse_lines(std::string_view text) {
  std::vector<Line> lines;
  for (const auto line : split(text, '\n')) {
    const auto first = line.find(':');
    const auto second = first == std::string_view::npos ? first : line.find(':', first + 1);
    if (second == std::string_view::npos) continue;
    lines.push_back({line.substr(first + 1, second - first - 1), line.substr(second + 1)});
  }
  return lines;
}

}  // namespace

std::optional<CgroupName> container_of(std::string_view text) {
  for (const auto& line : parse_lines(text))
    if (auto name = container_of_path(line.path)) return name;
  return std::nullopt;
}

std::optional<MemoryPath> memory_path(std::string_view text) {
  std::optional<MemoryPath> unified;
  for (const auto& line : parse_lines(text)) {
    const auto controllers = split(line.controllers, ',');
    if (std::find(controllers.begin(), controllers.end(), "memory") != controllers.end())
      return MemoryPath{false, std::string(line.path)};
    if (line.controllers.empty()) unified = MemoryPath{true, std::string(line.path)};
  }
  return unified;
}

}  // namespace ullage::kernel
