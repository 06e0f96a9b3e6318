// Looks through /proc/PID/fd and /proc/PID/maps.
#include "kernel/holders.h"

#include <dirent.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <climits>
#include <memory>
#include <optional>

#include "base/text.h"
#include "kernel/process.h"
#include "kernel/segments.h"
#include "kernel/syscalls.h"

namespace ullage::kernel {

namespace {

constexpr std::string_view deleted = " (deleted)";

// "/dev/shm/torch_1 (deleted)" is called torch_1; where the path is seen from elsewhere, its last part must do.
std::string segment_name(std::string_view path) {
  if (path.ends_with(deleted)) path.remove_suffix(deleted.size());
  constexpr std::string_view home = "/dev/shm/";
  if (path.starts_with(home)) return std::string(path.substr(home.size()));
  return std::string(path.substr(path.rfind('/') + 1));
}

class Collector {
 public:
  Collector(HeldFiles& found, const Process& process) : found_(found), process_(process) {}

  // What stat says of the file itself beats what a path or a mapping's length let guess.
  void add(ino_t inode, std::string_view path, bool mapped, const struct statx* info, Bytes at_least) {
    auto& segment = found_.by_inode[inode];
    segment.inode = inode;
    if (segment.name.empty()) segment.name = segment_name(path);
    if (path.ends_with(deleted)) segment.linked = false;
    if (info != nullptr) {
      take_stat(segment, *info);
      segment.linked = info->stx_nlink > 0;
    }
    segment.size = std::max(segment.size, at_least);
    holder(segment).mapped |= mapped;
    holder(segment).open |= !mapped;
  }

 private:
  model::Holder& holder(model::Segment& segment) {
    auto& holders = segment.holders;
    const auto known =
        std::find_if(holders.begin(), holders.end(), [&](const auto& each) { return each.pid == process_.pid(); });
    if (known != holders.end()) return *known;
    holders.push_back({process_.pid(), process_.command(), false, false});
    return holders.back();
  }

  HeldFiles& found_;
  const Process& process_;
};

std::optional<int> mount_of_descriptor(const Process& process, const char* number) {
  const auto text = process.read(fmt::format("fdinfo/{}", number));
  return text ? parse_mount_id(*text) : std::nullopt;
}

bool collect_open(const Process& process, const std::set<int>& mount_ids, Collector& collector) {
  const int fd = ::openat(process.directory(), "fd", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  const std::unique_ptr<DIR, int (*)(DIR*)> directory(fd < 0 ? nullptr : ::fdopendir(fd), ::closedir);
  if (!directory) return errno != EACCES && errno != EPERM;
  while (const dirent* entry = ::readdir(directory.get())) {
    if (entry->d_name[0] == '.') continue;
    const auto mount = mount_of_descriptor(process, entry->d_name);
    if (!mount || !mount_ids.contains(*mount)) continue;
    struct statx info {};
    if (::statx(fd, entry->d_name, 0, STATX_BASIC_STATS | STATX_BTIME, &info) != 0 || !S_ISREG(info.stx_mode)) continue;
    char path[PATH_MAX];
    const ssize_t length = ::readlinkat(fd, entry->d_name, path, sizeof path);
    if (length > 0) collector.add(info.stx_ino, {path, static_cast<std::size_t>(length)}, false, &info, {});
  }
  return true;
}

struct Mapping {
  std::string_view range;
  Bytes end;  // of the file's part that is mapped
  ino_t inode = 0;
  std::string_view path;
};

// "7f00-7f10 rw-s 00000000 00:2b 1234       /dev/shm/x (deleted)" (proc(5)); only lines of `device`.
std::optional<Mapping> parse_mapping(std::string_view line, std::string_view device) {
  const auto fields = split(line, ' ');
  if (fields.size() < 6 || fields[3] != device) return std::nullopt;
  const auto ends = split(fields[0], '-');
  if (ends.size() != 2) return std::nullopt;
  const auto from = parse_number(ends[0], 16);
  const auto to = parse_number(ends[1], 16);
  const auto offset = parse_number(fields[2], 16);
  const auto inode = parse_number<ino_t>(fields[4]);
  const auto path = line.find('/');
  if (!from || !to || !offset || !inode || path == std::string_view::npos) return std::nullopt;
  return Mapping{fields[0], Bytes{*to - *from + *offset}, *inode, line.substr(path)};
}

void collect_mapped(const Process& process, model::DeviceId device, Collector& collector) {
  const auto text = process.read("maps");
  if (!text) return;
  const std::string token = fmt::format("{:02x}:{:02x}", device.major, device.minor);
  for (const auto line : split(*text, '\n')) {
    const auto mapping = parse_mapping(line, token);
    if (!mapping) continue;
    // Following map_files needs CAP_SYS_ADMIN or CAP_CHECKPOINT_RESTORE; without, the mapped length must do.
    struct statx info {};
    const std::string link = fmt::format("map_files/{}", mapping->range);
    const bool known = ::statx(process.directory(), link.c_str(), 0, STATX_BASIC_STATS | STATX_BTIME, &info) == 0 &&
                       info.stx_ino == mapping->inode;
    collector.add(mapping->inode, mapping->path, true, known ? &info : nullptr, known ? Bytes{} : mapping->end);
  }
}

}  // namespace

HeldFiles held_files(int proc, const std::vector<pid_t>& pids, model::DeviceId device, const std::set<int>& mount_ids) {
  HeldFiles found;
  for (const pid_t pid : pids) {
    const auto process = Process::open(proc, pid);
    if (!process) continue;
    Collector collector(found, *process);
    if (!collect_open(*process, mount_ids, collector)) {
      ++found.denied;
      continue;
    }
    collect_mapped(*process, device, collector);
  }
  return found;
}

}  // namespace ullage::kernel
