// doctor: why shared memory fails, from all that can be read: the kernel's facts, the engine's, and logs.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "model/shm_mount.h"
#include "policy/doctor.h"

namespace ullage::operations {

struct DoctorRequest {
  std::string name;  // a container, pid:123 or host; empty: all that there is, or the log alone
  std::string log;   // a file to read in place of the container's own log, "-" for standard input; empty: none
};

struct Examined {
  std::string name;                        // as the user should call it; empty: a log alone
  std::optional<model::Usage> usage;       // of what runs
  std::optional<std::uint64_t> log_lines;  // that were read
  std::vector<policy::Finding> findings;   // the worst first
};

struct DoctorReport {
  bool everything = false;  // every mount was looked at in brief: no segments, no logs
  std::vector<Examined> subjects;
  std::vector<std::string> notes;  // what could not be seen, and why
  bool is_bad() const;
};

// Errors: not_found; usage, for a log that can't be read; else why neither the kernel nor an engine told anything.
Result<DoctorReport> doctor(const DoctorRequest& request);

}  // namespace ullage::operations
