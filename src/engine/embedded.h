// Ullage's own engine: what `run` started, as it noted in small state files, one per name.
#pragma once

#include <cstdint>

#include "base/bytes.h"
#include "engine/engine.h"

namespace ullage::engine {

struct RunEntry {
  std::string name;
  pid_t pid = 0;
  std::uint64_t start_time = 0;       // see engine/process.h: tells the process from a later one of the same pid
  std::uint64_t mount_namespace = 0;  // inode number of /proc/PID/ns/mnt
  std::string command;
  Bytes size;  // as asked for, or as last grown
};

std::string default_run_name(pid_t pid);  // "run-123"

// One user's folder of state files: /run/ullage for root, else in $XDG_RUNTIME_DIR or /tmp.
class Registry {
 public:
  explicit Registry(std::string folder);
  static Registry of_user(const Environment& environment);

  // Takes the name, and removes what ended. Makes the folder. Error: usage (not a name), refused (the name is in use,
  // or the folder is not this user's alone).
  Result<> record(const RunEntry& entry) const;
  Result<> update_size(const std::string& name, Bytes size) const;

  // Those that live. A missing folder has none. Entries are believed only about processes of the file's own user.
  Result<std::vector<RunEntry>> living() const;

  const std::string& folder() const { return folder_; }

 private:
  std::string folder_;
};

// Root sees what all users run; another user their own.
std::unique_ptr<Engine> embedded(const Environment& environment);

}  // namespace ullage::engine
