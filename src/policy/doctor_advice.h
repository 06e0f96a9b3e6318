// How much more shared memory to give, and the commands that do it, for whoever will make the container again.
#pragma once

#include <string>
#include <vector>

#include "policy/doctor_facts.h"

namespace ullage::policy {

struct Advice {
  std::string remedy;
  std::vector<std::string> commands;
};

// What to grow to, memory left aside: what the log says was needed; the starting table's 2 GiB where several processes
// share; else the next power of two from four times the size on.
Bytes suggest_size(const DoctorFacts& facts);

// Never more than memory can back: then it says what limits, and how to raise that.
Advice more_room(const DoctorFacts& facts);

// The same for what hangs meanwhile: room alone does not wake it.
Advice more_room_and_restart(const DoctorFacts& facts);

// The same for its memory limit. Empty where no engine can change it.
Advice more_memory(const DoctorFacts& facts, Bytes shm_size);

// NAME to type; "NAME" where only a log is known.
std::string callable(const DoctorFacts& facts);

// The engine's own command line: "docker", "podman".
std::string engine_program(const DoctorFacts& facts);

}  // namespace ullage::policy
