// One process, held by its /proc directory: once open, a pid that is used again can't take its place (the kernel
// answers ESRCH for the dead one).
#pragma once

#include <sys/types.h>

#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "base/unique_fd.h"
#include "kernel/mountinfo.h"

namespace ullage::kernel {

class Process {
 public:
  // `proc`: a descriptor of /proc, or of a captured copy of it. Error: not_found.
  static Result<Process> open(int proc, pid_t pid);

  pid_t pid() const { return pid_; }
  int directory() const { return directory_.get(); }

  Result<std::string> cgroup() const { return read("cgroup"); }
  Result<std::vector<MountEntry>> mounts() const;
  // Inode number of its mount namespace. Error: denied without the right to ptrace it.
  Result<ino_t> mount_namespace() const;
  // Its name, as it set it itself; empty when it is gone.
  std::string command() const;
  // Its pids from the outermost namespace to its own (status, NSpid).
  std::vector<pid_t> pids_in_namespaces() const;

  Result<std::string> read(const std::string& file) const;

 private:
  Process(pid_t pid, UniqueFd directory) : pid_(pid), directory_(std::move(directory)) {}
  pid_t pid_;
  UniqueFd directory_;
};

// The same as Process::mount_namespace() in one system call: for looking at every process of a host.
Result<ino_t> mount_namespace_of(int proc, pid_t pid);

// All pids below a /proc, in ascending order.
Result<std::vector<pid_t>> list_pids(int proc);

}  // namespace ullage::kernel
