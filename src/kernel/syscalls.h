// System calls that glibc does not wrap, and opening without being led astray.
#pragma once

#include <sys/types.h>

#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "base/unique_fd.h"

namespace ullage::kernel {

// Opens `path` below `root`, treating `root` as "/" and following no link of any kind, not even in the middle:
// whoever owns the tree below `root` can't lead us out of it (openat2(2), Linux 5.6).
// Error: refused where a symbolic link is in the way; else as errno says.
Result<UniqueFd> open_in_root(int root, const std::string& path, int flags);

// The same, but never into another mount either: what is mounted inside is not even asked.
Result<UniqueFd> open_below(int directory, const std::string& path, int flags);

// The whole of a small file, at most `most` bytes. For /proc and /sys, where sizes are not known before.
Result<std::string> read_file(int dir, const std::string& path, std::size_t most = 16u << 20);

// The mnt_id line of /proc/PID/fdinfo/N (proc(5)).
std::optional<int> parse_mount_id(std::string_view fdinfo);

// Which mount a descriptor is on: the mount id of /proc/PID/mountinfo.
Result<int> mount_id(int fd);

}  // namespace ullage::kernel
