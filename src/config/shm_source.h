// Whether a service's /dev/shm is the engine's own mount, which shm_size is for, or comes from somewhere else.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"
#include "config/compose_file.h"

namespace ullage::config {

// Error: refused, naming the line that decides instead, and what to write there.
Result<> shm_size_counts(const Service& service, std::string_view file_name, Bytes size);

// What could not be decided from this file, and what other tools make of shm_size: one sentence each.
std::vector<std::string> shm_size_doubts(const Service& service);

}  // namespace ullage::config
