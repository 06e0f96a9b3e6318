// Classifies a superblock by the places it is mounted at.
#include "policy/mount_mode.h"

#include <algorithm>
#include <set>

#include "base/text.h"
#include "model/container_id.h"

namespace ullage::policy {

namespace {

// "…/FOLDER/ID/REST": a container that mounts the host's root sees it below another path, so only the end counts.
bool ends_like(const std::vector<std::string_view>& parts, std::string_view folder,
               const std::vector<std::string_view>& rest) {
  const auto need = rest.size() + 2;
  if (parts.size() < need || !std::equal(rest.begin(), rest.end(), parts.end() - std::ssize(rest))) return false;
  return parts[parts.size() - need] == folder && model::is_container_id(parts[parts.size() - need + 1]);
}

bool is_pod_folder(std::string_view mount_point) { return ends_like(split(mount_point, '/'), "sandboxes", {"shm"}); }

}  // namespace

bool is_engine_folder(std::string_view mount_point) {
  const auto parts = split(mount_point, '/');
  return ends_like(parts, "containers", {"mounts", "shm"}) ||
         ends_like(parts, "overlay-containers", {"userdata", "shm"}) ||
         ends_like(parts, "vfs-containers", {"userdata", "shm"}) || is_pod_folder(mount_point);
}

MountSharing classify(bool is_host, const std::vector<MountPlace>& places) {
  using model::MountMode;
  std::set<std::string> containers;
  std::set<std::string> host_paths;
  bool in_engine_folder = false;
  bool in_pod_folder = false;
  for (const auto& place : places) {
    const bool engines_own = is_engine_folder(place.mount_point);
    in_engine_folder |= engines_own;
    in_pod_folder |= is_pod_folder(place.mount_point);
    if (engines_own) continue;
    if (!place.container.empty())
      containers.insert(place.container);
    else if (place.mount_point != "/dev/shm")
      host_paths.insert(place.mount_point);
  }

  MountSharing sharing;
  sharing.host_paths.assign(host_paths.begin(), host_paths.end());
  if (is_host)
    sharing.mode = MountMode::host;
  else if (!host_paths.empty())
    sharing.mode = MountMode::volume;
  else if (in_pod_folder)
    sharing.mode = MountMode::pod;
  else if (containers.size() > 1)
    sharing.mode = MountMode::joined;
  else if (in_engine_folder)
    sharing.mode = MountMode::shareable;
  return sharing;
}

}  // namespace ullage::policy
