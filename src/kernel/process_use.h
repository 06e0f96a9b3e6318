// Limits of processes and IPC namespaces, and what is used of them.
#pragma once

#include <optional>
#include <string_view>

#include "base/result.h"
#include "kernel/process.h"
#include "model/process_use.h"

namespace ullage::kernel {

// Absent where the process is gone.
std::optional<model::ProcessUse> process_use(const Process& process);

// Out of /proc/PID/limits; "unlimited" is absent.
struct Limits {
  std::optional<std::uint64_t> descriptors;
  std::optional<std::uint64_t> hard_descriptors;
  std::optional<Bytes> locked;
};
Limits parse_limits(std::string_view text);

// utime and stime of /proc/PID/stat, whatever the process calls itself.
std::optional<std::uint64_t> parse_cpu_ticks(std::string_view stat);

// Of the IPC namespace that the process lives in. /proc/sys/kernel/shm* and shmctl(2) speak of the caller's own, so a
// thread enters that one and ends. Error: denied without CAP_SYS_ADMIN over it.
Result<model::SystemV> system_v(const Process& process);

}  // namespace ullage::kernel
