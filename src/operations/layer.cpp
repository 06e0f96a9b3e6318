// Asks the engine for changes and files, and the kernel for mounts that no engine speaks of.
#include "operations/layer.h"

#include <algorithm>

#include "engine/docker.h"
#include "kernel/process.h"
#include "operations/landscape.h"
#include "operations/target.h"

namespace ullage::operations {

namespace {

namespace json = boost::json;
using engine::at;
using engine::elements_at;
using engine::text_at;

// Each takes the engine up to a tenth of a second.
constexpr std::size_t most_files_to_look_into = 100;

std::vector<std::string> configured_mount_points(const json::value& inspected) {
  std::vector<std::string> out;
  for (const auto& mount : elements_at(inspected, {"Mounts"})) out.push_back(text_at(mount, {"Destination"}));
  for (const auto& mount : elements_at(inspected, {"HostConfig", "Mounts"}))
    out.push_back(engine::clean_path(text_at(mount, {"Target"})));
  if (const auto* tmpfs = at(inspected, {"HostConfig", "Tmpfs"}).if_object())
    for (const auto& [path, options] : *tmpfs) out.push_back(engine::clean_path(std::string(path)));
  if (engine::is_true_at(inspected, {"HostConfig", "Init"})) out.emplace_back("/sbin/docker-init");
  // Podman shows the folders of what it mounts by itself as changed, also once it has stopped.
  if (at(inspected, {"Libpod"}).is_object())
    for (const auto path : {"/etc/hosts", "/etc/hostname", "/etc/resolv.conf", "/etc/mtab", "/run/.containerenv"})
      out.emplace_back(path);
  return out;
}

// A runtime's hooks mount what no engine speaks of: the libraries of a GPU's driver.
std::vector<std::string> real_mount_points(const model::Container& container) {
  std::vector<std::string> out;
  const auto landscape = look();
  const auto* ns = landscape && container.pid ? namespace_of(*landscape, container) : nullptr;
  if (ns == nullptr || ns->denied()) return out;
  const auto process = kernel::Process::open(landscape->proc.get(), ns->pids.front());
  const auto mounts = process ? process->mounts() : Result<std::vector<kernel::MountEntry>>();
  if (!mounts) return out;
  for (const auto& mount : *mounts) out.push_back(mount.mount_point);
  return out;
}

// A file that has gone since is no loss either.
bool is_no_loss(engine::ContainerApi& api, std::string_view id, const std::string& path) {
  const auto file = api.small_file(id, path);
  return file ? policy::is_left_over(file->mode, file->content) : file.error().kind == ErrorKind::not_found;
}

}  // namespace

policy::LayerFacts layer_of(const json::value& inspected, const model::Container& container) {
  policy::LayerFacts facts;
  facts.mount_points = configured_mount_points(inspected);
  facts.working_dir = text_at(inspected, {"Config", "WorkingDir"});
  facts.has_gpu = !elements_at(inspected, {"HostConfig", "DeviceRequests"}).empty() ||
                  text_at(inspected, {"HostConfig", "Runtime"}) == "nvidia";
  for (auto& point : real_mount_points(container))
    if (point != "/") facts.mount_points.push_back(std::move(point));
  return facts;
}

Result<std::vector<model::LayerChange>> layer_losses(engine::ContainerApi& api, std::string_view id,
                                                     policy::LayerFacts& facts) {
  auto changes = api.changes(id);
  if (!changes) return tl::unexpected(changes.error());
  facts.changes = std::move(*changes);
  std::size_t looked_into = 0;
  for (const auto& change : facts.changes) {
    const bool known = std::ranges::find(facts.left_over, change.path) != facts.left_over.end();
    if (known || !policy::may_be_left_over(change)) continue;
    if (looked_into++ == most_files_to_look_into) break;
    if (is_no_loss(api, id, change.path)) facts.left_over.push_back(change.path);
  }
  return policy::changes_to_lose(facts);
}

}  // namespace ullage::operations
