// Paths in mountinfo, turned into paths within one superblock.
#include "operations/mounted_files.h"

#include <map>
#include <optional>

#include "kernel/process.h"

namespace ullage::operations {

namespace {

std::string joined(std::string_view folder, std::string_view name) {
  std::string path(folder);
  if (!path.ends_with('/')) path += '/';
  return path.append(name.starts_with('/') ? name.substr(1) : name);
}

// What an entry is mounted on, as a path of its parent's superblock.
std::optional<std::string> place_in(const kernel::MountEntry& parent, const kernel::MountEntry& entry) {
  const std::string_view place = entry.mount_point;
  if (!place.starts_with(parent.mount_point)) return std::nullopt;
  return joined(parent.root, place.substr(parent.mount_point.size()));
}

}  // namespace

MountedFiles::MountedFiles(const Landscape& landscape, const ShmView& view) {
  for (const auto& ns : landscape.namespaces) {
    const auto process = kernel::Process::open(landscape.proc.get(), ns.pids.front());
    const auto mounts = process ? process->mounts() : tl::unexpected(process.error());
    if (!mounts) continue;
    std::map<int, const kernel::MountEntry*> of_this;
    for (const auto& entry : *mounts)
      if (entry.device == view.device) of_this[entry.id] = &entry, paths_.insert(entry.root);
    for (const auto& entry : *mounts)
      if (const auto parent = of_this.find(entry.parent); parent != of_this.end())
        if (auto place = place_in(*parent->second, entry)) paths_.insert(std::move(*place));
  }
}

bool MountedFiles::contain(std::string_view root, std::string_view name) const {
  return paths_.contains(joined(root, name));
}

}  // namespace ullage::operations
