// Walks a shm mount without trusting any name in it.
#include "kernel/segments.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <ctime>
#include <memory>

#include "base/text.h"
#include "base/unique_fd.h"
#include "kernel/syscalls.h"
#include "kernel/write_lease.h"

namespace ullage::kernel {

namespace {

using Directory = std::unique_ptr<DIR, int (*)(DIR*)>;

constexpr std::size_t most_name_bytes = 32u << 20;

// Whole seconds that have passed; none where the clock was set back meanwhile.
std::chrono::seconds since(const statx_timestamp& time) {
  timespec now{};
  ::clock_gettime(CLOCK_REALTIME, &now);
  const bool partly = now.tv_nsec < static_cast<long>(time.tv_nsec);
  return std::chrono::seconds(std::max<std::int64_t>(0, now.tv_sec - time.tv_sec - (partly ? 1 : 0)));
}

std::optional<std::chrono::seconds> age_of(const struct statx& info) {
  if ((info.stx_mask & STATX_BTIME) == 0) return std::nullopt;
  return since(info.stx_btime);
}

// Mapping a file is an access, so even one that is only ever written through a mapping has one time that says so.
std::chrono::seconds untouched_for(const struct statx& info) {
  const auto least = std::min({since(info.stx_atime), since(info.stx_mtime), since(info.stx_ctime)});
  return std::min(least, age_of(info).value_or(least));
}

model::Segment segment_of(std::string name, const struct statx& info) {
  model::Segment segment;
  segment.name = std::move(name);
  segment.inode = info.stx_ino;
  take_stat(segment, info);
  return segment;
}

// Walks folders one after the other, never by recursion: a container can nest them as deep as it likes, and give them
// names that add up to more than this host's memory.
class Walk {
 public:
  explicit Walk(int shm_fd) : shm_fd_(shm_fd) {}

  VisibleSegments run() {
    while (!folders_.empty() && !found_.cut_short) {
      const std::string folder = std::move(folders_.back());
      folders_.pop_back();
      read(folder);
    }
    return std::move(found_);
  }

 private:
  void read(const std::string& folder) {
    auto fd = open_below(shm_fd_, folder.empty() ? "." : folder, O_RDONLY | O_DIRECTORY | O_NONBLOCK);
    const Directory directory(fd ? ::fdopendir(fd->get()) : nullptr, ::closedir);
    // Gone meanwhile, or a path that is too long for any system call.
    if (!directory) return void(found_.cut_short |= fd || fd.error().kind != ErrorKind::not_found);
    fd->release();
    while (const dirent* entry = ::readdir(directory.get())) {
      const std::string_view name = entry->d_name;
      if (name == "." || name == "..") continue;
      if (entry->d_type != DT_REG && entry->d_type != DT_DIR) continue;
      if (!look_at(::dirfd(directory.get()), entry->d_name, folder)) return;
    }
  }

  // False when there is enough. What is mounted on an entry is another file system's business.
  bool look_at(int directory, const char* name, const std::string& folder) {
    const auto entry = open_below(directory, name, O_PATH);
    struct statx info {};
    if (!entry || ::statx(entry->get(), "", AT_EMPTY_PATH, STATX_BASIC_STATS | STATX_BTIME, &info) != 0) return true;
    std::string path = folder.empty() ? name : folder + "/" + name;
    name_bytes_ += path.size();
    if (++entries_ > most_segments || name_bytes_ > most_name_bytes) return found_.cut_short = true, false;
    if (S_ISDIR(info.stx_mode))
      folders_.push_back(std::move(path));
    else if (S_ISREG(info.stx_mode))
      found_.segments.push_back(segment_of(std::move(path), info));
    return true;
  }

  int shm_fd_;
  std::vector<std::string> folders_{""};
  VisibleSegments found_;
  std::size_t entries_ = 0;
  std::size_t name_bytes_ = 0;
};

}  // namespace

void take_stat(model::Segment& segment, const struct statx& info) {
  segment.size = Bytes{info.stx_size};
  segment.allocated = Bytes{info.stx_blocks * 512};
  if (const auto age = age_of(info)) segment.age = age;
  segment.untouched = untouched_for(info);
  segment.uid = info.stx_uid;
  segment.mode = info.stx_mode & 07777;
}

Result<model::Segment> stat_of(int fd) {
  struct statx info {};
  if (::statx(fd, "", AT_EMPTY_PATH, STATX_BASIC_STATS | STATX_BTIME, &info) != 0)
    return fail_errno(errno, "look at a file of the mount");
  return segment_of("", info);
}

Result<VisibleSegments> visible_segments(int shm_fd) {
  if (const auto top = open_below(shm_fd, ".", O_RDONLY | O_DIRECTORY); !top) return tl::unexpected(top.error());
  return Walk(shm_fd).run();
}

std::optional<bool> is_held(int shm_fd, const std::string& name) {
  const auto lease = WriteLease::take(shm_fd, name);
  if (lease) return false;
  return lease.error().kind == ErrorKind::refused ? std::optional(true) : std::nullopt;
}

std::optional<pid_t> creator_in_name(const std::string& name) {
  // torch: aten/src/ATen/MapAllocator.cpp, NewProcessWideShmHandle; libgomp of LLVM: kmp_runtime.cpp,
  // __kmp_register_library_startup; joblib: _memmapping_reducer.py.
  constexpr std::array<std::string_view, 3> conventions{"torch_", "__KMP_REGISTERED_LIB_", "joblib_memmapping_folder_"};
  for (const auto prefix : conventions) {
    if (!name.starts_with(prefix)) continue;
    const auto rest = std::string_view(name).substr(prefix.size());
    return parse_number<pid_t>(rest.substr(0, rest.find_first_not_of("0123456789")));
  }
  return std::nullopt;
}

bool is_kept_on_purpose(std::string_view name) {
  // Podman opens its lock file anew for each command (libpod/lock/shm/shm_lock.go; libpod/runtime.go).
  return name == "libpod_lock" || name.starts_with("libpod_rootless_lock_");
}

bool is_leaked(const model::Segment& segment, bool held, const std::function<const std::set<pid_t>&()>& living) {
  if (!segment.linked || held || is_kept_on_purpose(segment.name)) return false;
  const auto creator = creator_in_name(segment.name);
  return !creator || !living().contains(*creator);
}

}  // namespace ullage::kernel
