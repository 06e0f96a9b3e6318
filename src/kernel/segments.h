// The files in a shm mount: those that are visible, and by the kernel's own count whether anything holds them.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <set>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "model/segment.h"

struct statx;

namespace ullage::kernel {

// A container can make a million files and folders: past this many the rest is left out.
inline constexpr std::size_t most_segments = 100'000;

struct VisibleSegments {
  std::vector<model::Segment> segments;  // regular files, in subfolders too
  bool cut_short = false;                // there is more than was looked at
};

// Size, allocation, owner, mode and age, as the file's own statx tells them.
void take_stat(model::Segment& segment, const struct statx& info);

// The same of an open file; the name is empty.
Result<model::Segment> stat_of(int fd);

// Never leaves the mount: no links, no mounts inside it. Error: denied where the folder may not be read.
Result<VisibleSegments> visible_segments(int shm_fd);

// Whether any process on this machine, in whatever namespace, has the file open or mapped: a write lease taken and
// given back at once tells. Absent where this user may not ask (not the owner, no CAP_LEASE).
std::optional<bool> is_held(int shm_fd, const std::string& name);

// The pid that a well-known library puts into the name of a file it shares: that process may still come back for it.
std::optional<pid_t> creator_in_name(const std::string& name);

// Files that a program comes back to by name, although nobody holds them meanwhile.
bool is_kept_on_purpose(std::string_view name);

// A visible file is leaked when nothing holds it, it is not kept on purpose, and the process in its name, if any, does
// not live. `living` gives the pids as the container counts them; it is asked only when it matters, for it looks at
// every process.
bool is_leaked(const model::Segment& segment, bool held, const std::function<const std::set<pid_t>&()>& living);

}  // namespace ullage::kernel
