// A shm mount: one tmpfs superblock that one or more containers see as /dev/shm. It is what has a size.
#pragma once

#include <sys/types.h>

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "model/container.h"

namespace ullage::model {

// The device number of a superblock, as in /proc/PID/mountinfo.
struct DeviceId {
  unsigned major = 0;
  unsigned minor = 0;
  auto operator<=>(const DeviceId&) const = default;
};

// What statfs(2) says of a tmpfs. A size of 0 means without limit (tmpfs option size=0).
struct Usage {
  Bytes size;
  Bytes used;
  Bytes free;
  std::uint64_t inodes = 0;  // 0: without limit
  std::uint64_t inodes_free = 0;
};

enum class MountMode {
  isolated,   // "private": one container's own, nobody can join it
  shareable,  // one container's own, others could join it
  host,       // the host's own /dev/shm
  joined,     // several containers share it
  pod,        // all containers of a pod share it
  volume,     // something that the host mounts elsewhere too: a bind mount or a volume
};

enum class Verdict { ok, tight, full, default_size };

struct ShmMount {
  DeviceId device;
  MountMode mode = MountMode::isolated;
  std::vector<Container> containers;  // empty for a host's mount that no container sees
  pid_t pid = 0;                      // a process that sees it as /dev/shm; 0 if none may be looked into
  std::optional<Bytes> size;          // known from the mount table even where nothing else may be seen
  std::optional<Usage> usage;
  std::optional<std::uint64_t> files;   // visible regular files
  std::optional<std::uint64_t> leaked;  // of those, the ones that nothing holds
  std::optional<Verdict> verdict;       // absent where its use could not be measured
  std::string options;                  // the superblock's options, as in mountinfo
  std::vector<std::string> host_paths;  // where the host mounts the same superblock, the engine's own folders left out
  std::vector<std::string> notes;       // what could not be seen, and why
};

std::string_view to_string(MountMode mode);
std::string_view to_string(Verdict verdict);
std::string to_string(DeviceId device);

}  // namespace ullage::model
