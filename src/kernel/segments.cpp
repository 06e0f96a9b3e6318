// Walks a shm mount without trusting any name in it.
#include "kernel/segments.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <ctime>
#include <memory>

#include "base/text.h"
#include "base/unique_fd.h"
#include "kernel/syscalls.h"

namespace ullage::kernel {

namespace {

using Directory = std::unique_ptr<DIR, int (*)(DIR*)>;

Directory open_directory(int shm_fd, const std::string& path) {
  auto fd = open_in_root(shm_fd, path, O_RDONLY | O_DIRECTORY | O_NONBLOCK);
  if (!fd) return {nullptr, ::closedir};
  DIR* opened = ::fdopendir(fd->get());
  if (opened != nullptr) fd->release();
  return {opened, ::closedir};
}

std::optional<std::chrono::seconds> age_of(const struct statx& info) {
  if ((info.stx_mask & STATX_BTIME) == 0) return std::nullopt;
  timespec now{};
  ::clock_gettime(CLOCK_REALTIME, &now);
  return std::chrono::seconds(std::max<std::int64_t>(0, now.tv_sec - info.stx_btime.tv_sec));
}

model::Segment segment_of(std::string name, const struct statx& info) {
  model::Segment segment;
  segment.name = std::move(name);
  segment.inode = info.stx_ino;
  segment.size = Bytes{info.stx_size};
  segment.allocated = Bytes{info.stx_blocks * 512};
  segment.age = age_of(info);
  segment.uid = info.stx_uid;
  segment.mode = info.stx_mode & 07777;
  return segment;
}

// Folders are read level by level, never by recursion: a container can nest them as deep as it likes.
void read_folder(int shm_fd, const std::string& folder, std::vector<std::string>& folders, VisibleSegments& found) {
  const auto directory = open_directory(shm_fd, folder.empty() ? "." : folder);
  if (!directory) return;
  struct statx own {};
  if (::statx(::dirfd(directory.get()), "", AT_EMPTY_PATH, STATX_BASIC_STATS, &own) != 0) return;
  while (const dirent* entry = ::readdir(directory.get())) {
    const std::string name = entry->d_name;
    if (name == "." || name == "..") continue;
    struct statx info {};
    if (::statx(::dirfd(directory.get()), entry->d_name, AT_SYMLINK_NOFOLLOW | AT_NO_AUTOMOUNT,
                STATX_BASIC_STATS | STATX_BTIME, &info) != 0)
      continue;
    if (info.stx_dev_minor != own.stx_dev_minor || info.stx_dev_major != own.stx_dev_major) continue;
    std::string path = folder.empty() ? name : folder + "/" + name;
    if (S_ISDIR(info.stx_mode)) folders.push_back(std::move(path));
    if (!S_ISREG(info.stx_mode)) continue;
    if (found.segments.size() == most_segments) {
      found.cut_short = true;
      return;
    }
    found.segments.push_back(segment_of(std::move(path), info));
  }
}

}  // namespace

Result<VisibleSegments> visible_segments(int shm_fd) {
  if (const auto top = open_in_root(shm_fd, ".", O_RDONLY | O_DIRECTORY); !top) return tl::unexpected(top.error());
  VisibleSegments found;
  std::vector<std::string> folders{""};
  for (std::size_t i = 0; i < folders.size() && i < most_segments && !found.cut_short; ++i) {
    const std::string folder = folders[i];
    read_folder(shm_fd, folder, folders, found);
  }
  return found;
}

std::optional<bool> is_held(int shm_fd, const std::string& name) {
  // The owner of a lease is told by SIGIO when somebody opens the file meanwhile; by default that would end us.
  static const auto ignored = ::signal(SIGIO, SIG_IGN);
  static_cast<void>(ignored);
  // Without O_NONBLOCK, opening a file that the container put a lease on would wait for as long as it likes.
  const auto fd = open_in_root(shm_fd, name, O_RDONLY | O_NONBLOCK | O_NOCTTY);
  if (!fd) return fd.error().code.value() == EWOULDBLOCK ? std::optional(true) : std::nullopt;
  struct stat info {};
  if (::fstat(fd->get(), &info) != 0 || !S_ISREG(info.st_mode)) return std::nullopt;
  if (::fcntl(fd->get(), F_SETLEASE, F_WRLCK) == 0) {
    ::fcntl(fd->get(), F_SETLEASE, F_UNLCK);
    return false;
  }
  return errno == EAGAIN ? std::optional(true) : std::nullopt;
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
