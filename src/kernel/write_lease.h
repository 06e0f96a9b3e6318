// A write lease: the kernel's own word that nobody on this machine, in whatever namespace, has a file open or mapped.
// While it lives, whoever opens the file waits (fcntl(2), F_SETLEASE; fs/locks.c, check_conflicting_open).
#pragma once

#include <string>

#include "base/result.h"
#include "base/unique_fd.h"

namespace ullage::kernel {

class WriteLease {
 public:
  // The regular file at `path` below `directory`; no link is followed, no mount inside entered.
  // Errors: refused where somebody has it; denied where this user may not ask (not the owner, no CAP_LEASE); not_found
  // where it is gone or no regular file.
  static Result<WriteLease> take(int directory, const std::string& path);

  int fd() const { return fd_.get(); }
  // Somebody waits to open it, or tried to.
  bool is_wanted() const;

 private:
  explicit WriteLease(UniqueFd fd) : fd_(std::move(fd)) {}
  UniqueFd fd_;  // closing it gives the lease back
};

}  // namespace ullage::kernel
