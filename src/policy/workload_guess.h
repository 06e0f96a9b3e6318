// What a running program loads, told from its processes and the memory that they share. Pure.
#pragma once

#include <sys/types.h>

#include <optional>
#include <string>
#include <vector>

#include "model/segment.h"
#include "model/workload.h"

namespace ullage::policy {

// One that has a segment or a semaphore open or mapped.
struct SharingProcess {
  pid_t pid = 0;
  pid_t parent = 0;
};

// One moment of a program that was watched: a usual one, with as much in flight as there ever was in such a one.
struct GuessFacts {
  std::vector<SharingProcess> holders;
  std::vector<model::Segment> semaphores;
  std::vector<model::Segment> segments;
  Bytes peak;  // the most that was in use at any moment: a look takes a while, and sees more than there is at once
  bool full = false;  // … which was all that there was, and no bound for what comes and goes
};

enum class Confidence { low, medium, high };

struct WorkloadGuess {
  model::Workload workload;  // per loader and rank; its batch is as large as those that were seen
  Confidence confidence = Confidence::low;
  std::vector<std::string> because;  // "4 worker processes below pid 12", "20 semaphores: what one loader with …"
};

// Absent where no workers can be told.
std::optional<WorkloadGuess> guess_workload(const GuessFacts& facts);

// A semaphore of sem_open(3), as it is called in the mount.
bool is_semaphore(const model::Segment& segment);

}  // namespace ullage::policy
