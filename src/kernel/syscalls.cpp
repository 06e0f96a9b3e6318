// openat2, statx and reading whole files.
#include "kernel/syscalls.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <linux/openat2.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>

#include "base/text.h"

namespace ullage::kernel {

namespace {

Result<UniqueFd> open_resolved(int root, const std::string& path, int flags, std::uint64_t resolve) {
  open_how how{};
  how.flags = static_cast<std::uint64_t>(flags) | O_CLOEXEC | O_NOFOLLOW;
  how.resolve = resolve | RESOLVE_NO_SYMLINKS | RESOLVE_NO_MAGICLINKS;
  long fd = -1;
  // EAGAIN: something was renamed during the walk; the kernel asks for another try (openat2(2)).
  for (int attempt = 0; attempt < 16 && fd < 0; ++attempt) {
    fd = ::syscall(SYS_openat2, root, path.c_str(), &how, sizeof how);
    if (fd < 0 && errno != EAGAIN && errno != EINTR) break;
  }
  if (fd >= 0) return UniqueFd(static_cast<int>(fd));
  // A link at the very end, where a folder is asked for, gives ENOTDIR.
  if (errno == ELOOP || errno == ENOTDIR)
    return fail(ErrorKind::refused, fmt::format("a symbolic link or a file is in the way of /{}", printable(path)),
                "nothing was touched; mount a tmpfs there instead");
  if (errno == ENOSYS)
    return fail(ErrorKind::failed, "this kernel is older than Linux 5.6, which first had openat2",
                "run on a newer kernel");
  return fail_errno(errno, fmt::format("open /{}", printable(path)));
}

}  // namespace

Result<UniqueFd> open_in_root(int root, const std::string& path, int flags) {
  return open_resolved(root, path, flags, RESOLVE_IN_ROOT);
}

Result<UniqueFd> open_below(int directory, const std::string& path, int flags) {
  return open_resolved(directory, path, flags, RESOLVE_BENEATH | RESOLVE_NO_XDEV);
}

Result<std::string> read_file(int dir, const std::string& path, std::size_t most) {
  UniqueFd fd(::openat(dir, path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW));
  if (!fd) return fail_errno(errno, "open " + printable(path));
  std::string text;
  std::size_t have = 0;
  while (have < most) {
    text.resize(std::min(most, have + 16384));
    const ssize_t got = ::read(fd.get(), text.data() + have, text.size() - have);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return fail_errno(errno, "read " + printable(path));
    have += static_cast<std::size_t>(got);
    if (got == 0) break;
  }
  text.resize(have);
  return text;
}

std::optional<int> parse_mount_id(std::string_view fdinfo) {
  for (const auto line : split(fdinfo, '\n'))
    if (line.starts_with("mnt_id:")) return parse_number<int>(trim(line.substr(7)));
  return std::nullopt;
}

Result<int> mount_id(int fd) {
#ifdef STATX_MNT_ID
  struct statx info {};
  if (::statx(fd, "", AT_EMPTY_PATH | AT_STATX_DONT_SYNC, STATX_MNT_ID, &info) == 0 && (info.stx_mask & STATX_MNT_ID))
    return static_cast<int>(info.stx_mnt_id);
#endif
  // Before Linux 5.8.
  const auto text = read_file(AT_FDCWD, fmt::format("/proc/self/fdinfo/{}", fd));
  if (!text) return tl::unexpected(text.error());
  if (const auto id = parse_mount_id(*text)) return *id;
  return fail(ErrorKind::failed, "the kernel does not say which mount a file is on", "run on Linux 5.6 or later");
}

}  // namespace ullage::kernel
