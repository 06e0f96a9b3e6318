// A child process with a mount namespace of its own, prepared by the test, for code that looks into other processes.
#pragma once

#include <fcntl.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <functional>
#include <stdexcept>
#include <string>

#include "base/unique_fd.h"

namespace ullage::testing {

class Sandbox {
 public:
  // `prepare` runs in the child, in its new namespace, as root there; then the child waits to be looked at.
  explicit Sandbox(const std::function<bool()>& prepare) {
    int ready[2];
    if (::pipe(ready) != 0) throw std::runtime_error("pipe");
    const int flags = CLONE_NEWNS | (::geteuid() == 0 ? 0 : CLONE_NEWUSER);
    pid_ = ::fork();
    if (pid_ == 0) {
      const bool done =
          ::unshare(flags) == 0 && ::mount(nullptr, "/", nullptr, MS_REC | MS_PRIVATE, nullptr) == 0 && prepare();
      const char answer = done ? 'y' : 'n';
      static_cast<void>(!::write(ready[1], &answer, 1));
      while (true) ::pause();
    }
    ::close(ready[1]);
    char answer = 'n';
    const bool told = ::read(ready[0], &answer, 1) == 1;
    ::close(ready[0]);
    if (!told || answer != 'y') throw std::runtime_error("the sandbox could not be prepared");
    proc_.reset(::open("/proc", O_PATH | O_DIRECTORY | O_CLOEXEC));
  }
  ~Sandbox() {
    ::kill(pid_, SIGKILL);
    ::waitpid(pid_, nullptr, 0);
  }
  Sandbox(const Sandbox&) = delete;
  Sandbox& operator=(const Sandbox&) = delete;

  pid_t pid() const { return pid_; }
  int proc() const { return proc_.get(); }

 private:
  pid_t pid_ = -1;
  UniqueFd proc_;
};

inline bool mount_shm(const char* size) {
  return ::mount("shm", "/dev/shm", "tmpfs", 0, (std::string("mode=1777,size=") + size).c_str()) == 0;
}

}  // namespace ullage::testing
