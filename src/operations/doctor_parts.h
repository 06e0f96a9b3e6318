// Where the doctor's facts come from; only for doctor*.cpp.
#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "operations/reach.h"
#include "policy/doctor_facts.h"

namespace ullage::operations {

using Notes = std::vector<std::string>;

// From the kernel, of a mount that was reached, with its segments and who holds them.
void read_mount(const Reached& reached, policy::DoctorFacts& facts, Notes& notes);
// The same in brief: of any mount, without segments. Error: as of open_shm().
Result<> read_briefly(const Landscape& landscape, const Target& target, policy::DoctorFacts& facts);

// From the container's engine: its state and settings. Error: not_found where it is gone; else what the engine said.
Result<> read_engine(const model::Container& container, bool with_log, policy::DoctorFacts& facts, Notes& notes);

// From a file, or standard input for "-". Error: usage.
Result<> read_log_file(const std::string& path, policy::DoctorFacts& facts);

}  // namespace ullage::operations
