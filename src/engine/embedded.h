// Ullage's own engine: what `run` started, as it noted in small state files, one per name.
#pragma once

#include <sys/types.h>
#include <unistd.h>

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
  // `owner`: whose folder it must be.
  explicit Registry(std::string folder, uid_t owner = ::geteuid());
  static Registry of_user(const Environment& environment);

  // Takes the name, and removes what ended. Makes the folder. Error: usage (not a name), refused (the name is in use,
  // or the folder is not its owner's alone).
  Result<> record(const RunEntry& entry) const;
  Result<> update_size(const std::string& name, Bytes size) const;

  // Those that live, of the first 1000 entries. A missing folder has none. An entry is believed only about a process
  // of the file's own user, and only while the process is seen in the mount namespace that it names.
  Result<std::vector<RunEntry>> living() const;

  const std::string& folder() const { return folder_; }

 private:
  std::string folder_;
  uid_t owner_;
};

// Root sees what all users run; another user their own.
std::unique_ptr<Engine> embedded(const Environment& environment);

}  // namespace ullage::engine
