// Groups processes by mount namespace and reads each namespace's mount table once.
#include "kernel/mount_namespaces.h"

#include <fcntl.h>
#include <linux/nsfs.h>
#include <sys/ioctl.h>

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "base/text.h"
#include "kernel/process.h"
#include "kernel/syscalls.h"
#include "model/container_id.h"

namespace ullage::kernel {

namespace {

// A container's id where its cgroup doesn't say it (rootless engines without cgroup delegation): engines bind files
// of their own folder for the container over /etc/hostname and the like, and the mount table keeps their path.
std::optional<CgroupName> container_of_mounts(const std::vector<MountEntry>& mounts) {
  for (const auto& mount : mounts) {
    if (mount.mount_point != "/etc/hostname" && mount.mount_point != "/etc/resolv.conf" &&
        mount.mount_point != "/etc/hosts")
      continue;
    const auto parts = split(mount.root, '/');
    for (std::size_t i = 0; i + 1 < parts.size(); ++i) {
      if (!model::is_container_id(parts[i + 1])) continue;
      if (parts[i] == "overlay-containers" || parts[i] == "vfs-containers")
        return CgroupName{model::EngineKind::podman, std::string(parts[i + 1]), {}};
      if (parts[i] == "containers") return CgroupName{model::EngineKind::docker, std::string(parts[i + 1]), {}};
    }
  }
  return std::nullopt;
}

// The first processes of a namespace may be visitors from the host (nsenter): look at a few.
std::optional<CgroupName> container_of_processes(int proc, const std::vector<pid_t>& pids) {
  for (std::size_t i = 0; i < std::min<std::size_t>(pids.size(), 8); ++i) {
    const auto process = Process::open(proc, pids[i]);
    if (!process) continue;
    if (const auto cgroup = process->cgroup())
      if (auto name = container_of(*cgroup)) return name;
  }
  return std::nullopt;
}

std::optional<uid_t> owner_of(const Process& process) {
  const UniqueFd mounts(::openat(process.directory(), "ns/mnt", O_RDONLY | O_CLOEXEC));
  const UniqueFd users(mounts ? ::ioctl(mounts.get(), NS_GET_USERNS) : -1);
  uid_t owner = 0;
  if (!users || ::ioctl(users.get(), NS_GET_OWNER_UID, &owner) != 0) return std::nullopt;
  return owner;
}

// A user can bind files and make cgroups of their own so that a process looks like a container of root's. What root's
// engines made is owned by root, so of two that claim one id the other's claim is void.
void drop_false_claims(std::vector<MountNamespace>& namespaces) {
  std::set<std::string> of_root;
  for (const auto& ns : namespaces)
    if (ns.container && ns.owner == uid_t{0}) of_root.insert(ns.container->id);
  for (auto& ns : namespaces)
    if (ns.container && ns.owner && *ns.owner != 0 && of_root.contains(ns.container->id)) ns.container.reset();
}

// False when no process of it is left to read from.
bool fill(int proc, MountNamespace& ns) {
  for (const pid_t pid : ns.pids) {
    const auto process = Process::open(proc, pid);
    if (!process) continue;
    const auto mounts = process->mounts();
    if (!mounts || mounts->empty()) continue;
    if (const auto* shm = shm_entry(*mounts)) ns.shm = *shm;
    std::copy_if(mounts->begin(), mounts->end(), std::back_inserter(ns.tmpfs),
                 [](const MountEntry& mount) { return mount.type == "tmpfs"; });
    ns.container = container_of_processes(proc, ns.pids);
    if (!ns.container) ns.container = container_of_mounts(*mounts);
    if (ns.container) ns.owner = owner_of(*process);
    return true;
  }
  return false;
}

}  // namespace

Result<std::vector<MountNamespace>> scan_mount_namespaces(int proc) {
  const auto pids = list_pids(proc);
  if (!pids) return tl::unexpected(pids.error());

  std::map<std::pair<ino_t, std::string>, MountNamespace> by_namespace;
  for (const pid_t pid : *pids) {
    std::pair<ino_t, std::string> key;
    if (const auto inode = mount_namespace_of(proc, pid)) {
      key.first = *inode;
    } else if (inode.error().kind == ErrorKind::denied) {
      auto cgroup = read_file(proc, std::to_string(pid) + "/cgroup");
      if (!cgroup) continue;
      key.second = std::move(*cgroup);
    } else {
      continue;
    }
    auto& ns = by_namespace[key];
    ns.inode = key.first;
    ns.pids.push_back(pid);
  }

  std::vector<MountNamespace> namespaces;
  for (auto& [key, ns] : by_namespace)
    if (fill(proc, ns)) namespaces.push_back(std::move(ns));
  drop_false_claims(namespaces);
  return namespaces;
}

}  // namespace ullage::kernel
