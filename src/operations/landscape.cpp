// Groups mount namespaces by the superblock they see at /dev/shm.
#include "operations/landscape.h"

#include <fcntl.h>

#include <algorithm>
#include <cerrno>
#include <map>
#include <optional>
#include <utility>

#include "kernel/process.h"

namespace ullage::operations {

namespace {

// What pid 1 sees is the host's own. Its mount table is readable by everyone, its namespace link is not.
std::optional<model::DeviceId> host_device(int proc) {
  const auto init = kernel::Process::open(proc, 1);
  if (!init) return std::nullopt;
  const auto mounts = init->mounts();
  const auto* shm = mounts ? kernel::shm_entry(*mounts) : nullptr;
  return shm == nullptr ? std::nullopt : std::optional(shm->device);
}

std::vector<policy::MountPlace> places_of(model::DeviceId device, const std::vector<kernel::MountNamespace>& namespaces,
                                          std::set<int>& mount_ids) {
  std::vector<policy::MountPlace> places;
  for (const auto& ns : namespaces)
    for (const auto& mount : ns.tmpfs) {
      if (mount.device != device) continue;
      mount_ids.insert(mount.id);
      // Who has it at /dev/shm already shares nothing more by mounting it a second time.
      if (mount.mount_point != "/dev/shm" && ns.shm && ns.shm->device == device) continue;
      places.push_back({ns.container ? ns.container->id : std::string(), mount.mount_point});
    }
  return places;
}

std::vector<ShmView> views_of(const std::vector<kernel::MountNamespace>& namespaces,
                              std::optional<model::DeviceId> host) {
  std::map<model::DeviceId, ShmView> by_device;
  for (const auto& ns : namespaces) {
    if (!ns.shm || ns.shm->type != "tmpfs") continue;
    auto& view = by_device[ns.shm->device];
    view.device = ns.shm->device;
    view.options = ns.shm->options;
    view.namespaces.push_back(&ns);
  }
  std::vector<ShmView> views;
  for (auto& [device, view] : by_device) {
    const auto places = places_of(device, namespaces, view.mount_ids);
    view.sharing = policy::classify(device == host, places);
    views.push_back(std::move(view));
  }
  std::stable_partition(views.begin(), views.end(),
                        [](const ShmView& view) { return view.sharing.mode != model::MountMode::host; });
  return views;
}

}  // namespace

const ShmView* Landscape::view_of(const kernel::MountNamespace& ns) const {
  for (const auto& view : views)
    if (std::find(view.namespaces.begin(), view.namespaces.end(), &ns) != view.namespaces.end()) return &view;
  return nullptr;
}

const kernel::MountNamespace* Landscape::namespace_of(pid_t pid) const {
  for (const auto& ns : namespaces)
    if (std::binary_search(ns.pids.begin(), ns.pids.end(), pid)) return &ns;
  return nullptr;
}

Result<Landscape> look() {
  UniqueFd proc(::open("/proc", O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!proc) return fail_errno(errno, "open /proc", "mount it: mount -t proc proc /proc");
  return look(std::move(proc));
}

Result<Landscape> look(UniqueFd proc) {
  Landscape landscape;
  landscape.proc = std::move(proc);
  auto namespaces = kernel::scan_mount_namespaces(landscape.proc.get());
  if (!namespaces) return tl::unexpected(namespaces.error());
  landscape.namespaces = std::move(*namespaces);
  landscape.views = views_of(landscape.namespaces, host_device(landscape.proc.get()));
  return landscape;
}

}  // namespace ullage::operations
