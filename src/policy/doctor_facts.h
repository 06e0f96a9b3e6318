// What was read about one /dev/shm, its container and its log, for doctor.h to judge. Whatever may be unreadable is
// optional, and absent means not known.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "model/memory_cgroup.h"
#include "model/process_use.h"
#include "model/segment.h"
#include "model/shm_mount.h"
#include "policy/log_signatures.h"

namespace ullage::policy {

// What the engine gives a container that asks for nothing.
struct EngineDefault {
  Bytes size;
  std::string source;  // "/etc/docker/daemon.json"
};

struct EngineFacts {
  std::string status;  // created, running, paused, restarting, exited or dead
  std::int64_t exit_code = 0;
  bool oom_killed = false;  // as the engine noticed it: of the first process alone
  std::int64_t restarts = 0;
  std::string finished;  // when; as the engine writes times
  std::string error;     // why it could not be started
  std::optional<Bytes> memory_limit;
  bool has_gpu = false;
  std::optional<EngineDefault> default_size;
};

struct DoctorFacts {
  std::string name;  // as to type it in the next command; empty: a log and nothing else
  std::optional<model::Container> container;

  // Of what runs.
  std::optional<model::ShmMount> mount;
  std::optional<Error> no_mount;  // why it can't be looked at, although something runs
  std::optional<mode_t> mode;     // of the mount's root folder
  std::vector<model::Segment> segments;
  Bytes hidden;  // used by the mount and in no segment that could be seen
  std::optional<model::MemoryCgroup> memory;
  std::vector<model::ProcessUse> processes;
  bool stands_still = false;  // while it was watched no process of it ran, and the use of the mount did not change
  std::optional<model::SystemV> system_v;
  std::optional<Bytes> host_available;

  std::optional<EngineFacts> engine;
  std::optional<std::uint64_t> log_lines;  // that were read; absent: there was no log to read
  std::vector<LogFinding> log;

  bool runs() const { return mount || no_mount; }
  bool is_host() const { return mount && mount->mode == model::MountMode::host; }
};

}  // namespace ullage::policy
