// Ctrl-C between two steps: what takes several notices it and puts things back itself.
#pragma once

#include <csignal>

namespace ullage::operations {

// While it lives, SIGINT and SIGTERM only set a mark. With `unattended` a terminal that goes away does not end the
// program either (SIGHUP, SIGPIPE).
class InterruptGuard {
 public:
  explicit InterruptGuard(bool unattended = false);
  ~InterruptGuard();
  InterruptGuard(const InterruptGuard&) = delete;
  InterruptGuard& operator=(const InterruptGuard&) = delete;

 private:
  struct sigaction old_[4];
  int count_;
};

bool interrupted();

}  // namespace ullage::operations
