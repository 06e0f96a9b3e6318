// What one process uses of the limits that are mistaken for a shortage of shared memory.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <optional>
#include <string>

#include "base/bytes.h"

namespace ullage::model {

struct ProcessUse {
  pid_t pid = 0;
  std::string command;                            // it chose it itself
  std::optional<std::uint64_t> descriptors;       // open ones; absent where they may not be counted
  std::optional<std::uint64_t> most_descriptors;  // soft limit (nofile); absent: none, or not known
  std::optional<std::uint64_t> hard_descriptors;  // what it may raise that to without a privilege
  std::optional<Bytes> locked;                    // memory that it has locked
  std::optional<Bytes> most_locked;               // soft limit (memlock); absent: none, or not known
  std::uint64_t cpu_ticks = 0;                    // that it has run, in user and kernel mode
};

// The limits of System V shared memory in one IPC namespace, and what is used of them.
struct SystemV {
  Bytes largest_segment;            // shmmax
  std::uint64_t most_pages = 0;     // shmall
  std::uint64_t most_segments = 0;  // shmmni
  std::uint64_t pages = 0;
  std::uint64_t segments = 0;
};

}  // namespace ullage::model
