// Opens other processes' /dev/shm without ever getting stuck. A file system on the way (a FUSE or NFS at / or /dev of
// the container) can keep whoever looks a name up there waiting for ever, in a sleep that not even SIGKILL ends. So a
// child does the looking up and hands over the descriptor; one that doesn't answer in time is left behind.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <utility>

#include "base/result.h"
#include "base/unique_fd.h"
#include "kernel/mountinfo.h"
#include "kernel/process.h"
#include "kernel/shm_handle.h"

namespace ullage::kernel {

class ShmOpener {
 public:
  explicit ShmOpener(std::chrono::milliseconds patience = std::chrono::milliseconds(1500)) : patience_(patience) {}
  ShmOpener(ShmOpener&& other) noexcept
      : patience_(other.patience_), channel_(std::move(other.channel_)), child_(std::exchange(other.child_, -1)) {}
  ShmOpener& operator=(ShmOpener&&) = delete;
  ~ShmOpener() { abandon(); }

  // As ShmHandle::open(). Error also: failed where a file system on the way does not answer.
  Result<ShmHandle> open(const Process& process, const MountEntry& listed);

 private:
  Result<> start();
  void abandon();

  std::chrono::milliseconds patience_;
  UniqueFd channel_;  // to the child, which lives as long as this and serves one request after the other
  pid_t child_ = -1;
};

}  // namespace ullage::kernel
