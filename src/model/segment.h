// A segment: a file in a shm mount, or one that is unlinked and still held. A holder: a process that has it.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/bytes.h"

namespace ullage::model {

struct Holder {
  pid_t pid = 0;
  std::string command;  // /proc/PID/comm: the process chose it
  bool open = false;    // has a file descriptor of it
  bool mapped = false;  // has it in its address space
};

struct Segment {
  std::string name;  // relative to the mount; for an unlinked one, what it was called
  ino_t inode = 0;
  bool linked = true;                       // false: unlinked but still held
  Bytes size;                               // apparent: what it may grow to without another ftruncate
  Bytes allocated;                          // what it takes from the mount
  std::optional<std::chrono::seconds> age;  // since it was made (statx btime); unknown on kernels before 6.0
  std::chrono::seconds untouched{};         // since it was made, changed, mapped or read, whichever was last
  uid_t uid = 0;
  mode_t mode = 0;
  std::vector<Holder> holders;
  bool leaked = false;  // linked, nothing holds it, and the process that its name speaks of is gone
};

}  // namespace ullage::model
