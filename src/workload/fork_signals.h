// Signals around a fork: no handler of the parent may run in the child, where it would swallow what is meant to end it;
// and no child may outlive its parent.
//
//   const SignalsBlocked blocked;
//   if (const pid_t pid = ::fork(); pid == 0) {
//     take_default_signals();
//     …
#pragma once

#include <sys/prctl.h>
#include <unistd.h>

#include <csignal>

namespace ullage::workload {

// In this thread, until it goes; a child that is forked meanwhile inherits it.
class SignalsBlocked {
 public:
  SignalsBlocked() {
    sigset_t all;
    sigfillset(&all);
    ::sigprocmask(SIG_SETMASK, &all, &before_);
  }
  ~SignalsBlocked() { ::sigprocmask(SIG_SETMASK, &before_, nullptr); }
  SignalsBlocked(const SignalsBlocked&) = delete;
  SignalsBlocked& operator=(const SignalsBlocked&) = delete;

 private:
  sigset_t before_;
};

// For the child: it is killed when its parent ends, also where that has happened already.
inline void die_with(pid_t parent) {
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (::getppid() != parent) ::_exit(1);
}

// For the child: no handlers, `ignored` ignored (0: none), nothing blocked.
inline void take_default_signals(int ignored = 0) {
  for (int number = 1; number < NSIG; ++number) ::signal(number, number == ignored ? SIG_IGN : SIG_DFL);
  sigset_t none;
  sigemptyset(&none);
  ::sigprocmask(SIG_SETMASK, &none, nullptr);
}

}  // namespace ullage::workload
