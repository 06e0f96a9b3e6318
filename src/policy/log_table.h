// The parts of the table of signatures, one file for each family of programs.
#pragma once

#include <span>

#include "policy/log_signatures.h"

namespace ullage::policy {

std::span<const Signature> training_signatures();  // PyTorch, NCCL, Ray, … and Python below them
std::span<const Signature> service_signatures();   // databases, browsers, robots, cameras
std::span<const Signature> host_signatures();      // engines, the kernel, shells

}  // namespace ullage::policy
