// Reads memory cgroups, v1 and v2, and /proc/meminfo.
#include "kernel/memory.h"

#include <fcntl.h>
#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "kernel/cgroup_name.h"
#include "kernel/syscalls.h"

namespace ullage::kernel {

namespace {

// v1 prints "no limit" as the largest page-aligned number (mm/page_counter.h); anything near it is none.
constexpr Bytes no_limit{std::uint64_t{1} << 62};

std::optional<std::string> controller_mount(const std::vector<MountEntry>& mounts, bool v2) {
  for (const auto& mount : mounts) {
    const auto options = split(mount.options, ',');
    const bool has_memory = std::find(options.begin(), options.end(), "memory") != options.end();
    if (v2 ? mount.type == "cgroup2" : mount.type == "cgroup" && has_memory) return mount.mount_point;
  }
  return std::nullopt;
}

class Level {
 public:
  Level(int root, std::string directory, bool v2) : root_(root), directory_(std::move(directory)), v2_(v2) {}

  std::optional<Bytes> limit() const {
    const auto value = number(v2_ ? "memory.max" : "memory.limit_in_bytes");
    return value && *value < no_limit ? value : std::nullopt;
  }
  std::optional<Bytes> used() const { return number(v2_ ? "memory.current" : "memory.usage_in_bytes"); }

  // A line of memory.stat; v1 counts the cgroups below it only in the total_ ones.
  Bytes stat(std::string_view key) const {
    return Bytes{line_of("memory.stat", v2_ ? std::string(key) : fmt::format("total_{}", key)).value_or(0)};
  }
  // v2 counts the kills of the cgroups below it too; v1, since Linux 4.13, its own alone (mm/memcontrol.c).
  std::optional<std::uint64_t> oom_kills() const {
    return line_of(v2_ ? "memory.events" : "memory.oom_control", "oom_kill");
  }
  // File pages that the kernel can drop; tmpfs pages are on the other lists (mm/vmscan.c).
  Bytes droppable() const { return stat("inactive_file") + stat("active_file"); }

 private:
  // "key 12" of a file of such lines.
  std::optional<std::uint64_t> line_of(const std::string& file, std::string_view key) const {
    const auto text = read_file(root_, directory_ + "/" + file);
    if (!text) return std::nullopt;
    for (const auto line : split(*text, '\n')) {
      const auto parts = split(line, ' ');
      if (parts.size() == 2 && parts[0] == key) return parse_number(parts[1]);
    }
    return std::nullopt;
  }
  std::optional<Bytes> number(const std::string& file) const {
    const auto text = read_file(root_, directory_ + "/" + file);
    const auto value = text ? parse_number(trim(*text)) : std::nullopt;  // v2's "max" is no number
    return value ? std::optional(Bytes{*value}) : std::nullopt;
  }
  int root_;
  std::string directory_;
  bool v2_;
};

std::string parent_of(const std::string& path) { return path.substr(0, path.rfind('/')); }

Result<Bytes> line_of_meminfo(int proc, std::string_view key) {
  const auto text = read_file(proc, "meminfo");
  if (!text) return tl::unexpected(text.error());
  for (const auto line : split(*text, '\n')) {
    if (!line.starts_with(key)) continue;
    auto amount = trim(line.substr(key.size()));
    if (amount.ends_with(" kB")) amount.remove_suffix(3);
    if (const auto kib = parse_number(amount)) return KiB(*kib);
  }
  return fail(ErrorKind::failed, "the kernel does not say how much memory there is");
}

}  // namespace

std::optional<MemoryFolder> memory_folder(const std::vector<MountEntry>& mounts, const Process& process) {
  const auto cgroup = process.cgroup();
  const auto where = cgroup ? memory_path(*cgroup) : std::nullopt;
  // ".." leads out of what our own cgroup namespace shows.
  if (!where || where->path.find("/..") != std::string::npos) return std::nullopt;
  const auto mount = controller_mount(mounts, where->v2);
  if (!mount) return std::nullopt;
  return MemoryFolder{mount->substr(1), where->path, where->v2};
}

std::optional<model::MemoryCgroup> memory_cgroup(int root, const std::vector<MountEntry>& mounts,
                                                 const Process& process) {
  const auto where = memory_folder(mounts, process);
  if (!where) return std::nullopt;
  const Level own(root, where->mount + where->path, where->v2);
  const auto used = own.used();
  if (!used) return std::nullopt;  // the root cgroup of v2 has no such files, and no limit either

  model::MemoryCgroup memory{where->path,     std::nullopt, *used,          own.stat("shmem"),
                             own.droppable(), std::nullopt, own.oom_kills()};
  for (std::string path = where->path; path.size() > 1; path = parent_of(path)) {
    const Level level(root, where->mount + path, where->v2);
    const auto limit = level.limit();
    if (!limit) continue;
    memory.limit = std::min(memory.limit.value_or(*limit), *limit);
    const Bytes others = level.used().value_or(Bytes{}) - level.droppable() - memory.shmem;
    memory.shmem_room = std::min(memory.shmem_room.value_or(*limit - others), *limit - others);
  }
  return memory;
}

Result<Bytes> available_memory(int proc) { return line_of_meminfo(proc, "MemAvailable:"); }

Result<Bytes> total_memory(int proc) { return line_of_meminfo(proc, "MemTotal:"); }

}  // namespace ullage::kernel
