// Reads STATE/io.containerd.runtime.v2.task/k8s.io/ID/{config.json,init.pid}. Docker's tasks lie in the folder moby,
// and are Docker's to name.
#include "engine/containerd_state.h"

#include <fcntl.h>
#include <fmt/format.h>

#include <filesystem>

#include "engine/file.h"
#include "engine/json.h"
#include "engine/lookup.h"
#include "engine/process.h"
#include "kernel/mountinfo.h"
#include "kernel/syscalls.h"

namespace ullage::engine {

namespace fs = std::filesystem;
using model::Container;

namespace {

constexpr std::size_t config_limit = 4 << 20;

constexpr std::string_view tasks_folder = "io.containerd.runtime.v2.task/k8s.io";

fs::path tasks_of(const std::string& state) { return fs::path(state) / tasks_folder; }

std::string annotation(const json::value& config, std::string_view name) {
  return text_at(config, {"annotations", "io.kubernetes.cri." + std::string(name)});
}

// The pod's own mount is …/sandboxes/ID/shm, a memory emptyDir …/volumes/kubernetes.io~empty-dir/NAME.
void read_shm_mount(const json::value& config, Container& container) {
  for (const auto& mount : elements_at(config, {"mounts"})) {
    if (text_at(mount, {"destination"}) != "/dev/shm") continue;
    const std::string source = text_at(mount, {"source"});
    constexpr std::string_view empty_dir = "/kubernetes.io~empty-dir/";
    const auto volume = source.find(empty_dir);
    if (volume != std::string::npos)
      container.shm_source = "emptyDir " + source.substr(volume + empty_dir.size());
    else if (source == "/dev/shm")
      container.ipc_mode = "host";
    else if (source.find("/sandboxes/") == std::string::npos && source.starts_with('/'))
      container.shm_source = "bind " + source;
  }
}

}  // namespace

Result<Container> parse_cri_config(std::string_view text) {
  const auto config = parse_json(text, "a container's config.json");
  if (!config) return tl::unexpected(config.error());
  const std::string pod = annotation(*config, "sandbox-name");
  const std::string space = annotation(*config, "sandbox-namespace");
  const std::string type = annotation(*config, "container-type");
  if (type.empty()) return fail(ErrorKind::not_found, "the container was not made through containerd's CRI plugin");
  Container out;
  out.is_sandbox = type == "sandbox";
  out.engine = model::EngineKind::containerd;
  out.image = annotation(*config, "image-name");
  out.pod = pod;
  const std::string name = annotation(*config, "container-name");
  out.name = pod.empty() || name.empty() ? pod + name : fmt::format("{}/{}", pod, name);
  if (!space.empty()) out.owner = {model::OwnerKind::kubernetes, space, pod, {}};
  read_shm_mount(*config, out);
  return out;
}

ContainerdState::ContainerdState(std::string state) : state_(std::move(state)) {}

Result<std::vector<Container>> ContainerdState::running() {
  const fs::path tasks = tasks_of(state_);
  const auto ids = names_in(tasks);
  if (!ids) {
    Error error = ids.error();
    error.remedy = "run it with sudo";
    return tl::unexpected(std::move(error));
  }
  std::vector<Container> out;
  for (const auto& id : *ids) {
    // A task may end while we read: its row is left out, the others stay.
    const auto config = read_small_file(AT_FDCWD, tasks / id / "config.json", config_limit);
    auto container = config ? parse_cri_config(config->text) : Result<Container>(tl::unexpected(config.error()));
    if (!container) continue;
    container->id = id;
    const auto pid = read_small_file(AT_FDCWD, tasks / id / "init.pid", 64);
    if (pid) container->pid = parse_pid(pid->text);
    out.push_back(std::move(*container));
  }
  return out;
}

Result<Container> ContainerdState::find(std::string_view name) {
  const auto containers = running();
  if (!containers) return tl::unexpected(containers.error());
  return pick(*containers, name);
}

std::unique_ptr<Engine> containerd_state(const Environment& environment) {
  // k3s and RKE2 bring their own containerd, MicroK8s and others put it elsewhere: every running task has its root
  // file system mounted below its state folder, so the mount table tells.
  std::vector<std::string> states{environment.root + "/run/containerd", environment.root + "/run/k3s/containerd"};
  const auto mounts = kernel::read_file(AT_FDCWD, environment.root + "/proc/self/mountinfo");
  for (const auto& mount : mounts ? kernel::parse_mountinfo(*mounts) : std::vector<kernel::MountEntry>{})
    if (const auto at = mount.mount_point.find(tasks_folder); at != std::string::npos)
      states.push_back(mount.mount_point.substr(0, at - 1));
  for (const auto& state : states) {
    std::error_code error;
    if (fs::is_directory(tasks_of(state), error)) return std::make_unique<ContainerdState>(state);
  }
  return nullptr;
}

}  // namespace ullage::engine
