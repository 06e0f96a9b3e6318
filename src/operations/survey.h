// Every shared-memory mount on this host, whatever made it: what `ls` shows and what names are looked up in.
#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "model/shm_mount.h"

namespace ullage::operations {

struct Survey {
  std::vector<model::ShmMount> mounts;  // the host's own last, the others by first container's name
  std::size_t hidden_processes = 0;     // whose mounts this user may not look into
  std::vector<std::string> notes;       // engines that did not answer, and why something is hidden: one line each
};

Result<Survey> survey();

}  // namespace ullage::operations
