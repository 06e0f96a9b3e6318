// Worker: one process of a loader, which makes batches in shared memory. It dies with this object and with its parent.
#pragma once

#include <sys/types.h>

#include <string>

#include "workload/channel.h"
#include "workload/config.h"

namespace ullage::workload {

// How a worker ended. At most one of signal and error is not zero.
struct LostWorker {
  unsigned number = 0;
  pid_t pid = 0;
  int signal = 0;
  int status = 0;
  int error = 0;  // errno, where it could not make shared memory, or its message could not be received
};

// "worker 2 was lost to a bus error (SIGBUS): /dev/shm is full"
std::string describe(const LostWorker& lost);

class Worker {
 public:
  // Forks: the calling process must have one thread.
  static Result<Worker> spawn(unsigned number, const LoaderConfig& config);

  Worker(Worker&& other) noexcept;
  Worker& operator=(Worker&& other) noexcept;
  ~Worker();

  pid_t pid() const { return pid_; }
  int socket() const { return socket_.get(); }

  // Waits for the end of a worker that hung up; with `error` known, kills it first.
  LostWorker bury(int error);

 private:
  Worker(unsigned number, pid_t pid, UniqueFd socket) : number_(number), pid_(pid), socket_(std::move(socket)) {}

  unsigned number_ = 0;
  pid_t pid_ = -1;
  UniqueFd socket_;
};

}  // namespace ullage::workload
