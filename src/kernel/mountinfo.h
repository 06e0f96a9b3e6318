// Reads /proc/PID/mountinfo (proc(5); Documentation/filesystems/proc.rst section 3.5).
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "model/shm_mount.h"

namespace ullage::kernel {

struct MountEntry {
  int id = 0;
  int parent = 0;
  model::DeviceId device;
  std::string root;         // which part of the file system is mounted; "/" for all of it
  std::string mount_point;  // relative to the process's root
  std::string type;
  std::string source;
  std::string options;  // of the superblock: "rw,size=65536k"
};

// Lines that make no sense are left out: mount points are names that users chose.
std::vector<MountEntry> parse_mountinfo(std::string_view text);

// The last entry mounted on /dev/shm: the one on top where several are stacked. Null if there is none.
const MountEntry* shm_entry(const std::vector<MountEntry>& mounts);

// The size= option of a tmpfs; absent where the kernel prints none (its own default, or no limit).
std::optional<Bytes> size_option(std::string_view superblock_options);

}  // namespace ullage::kernel
