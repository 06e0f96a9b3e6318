// Maps errno to kinds and kinds to exit codes.
#include "base/result.h"

#include <cerrno>

namespace ullage {

namespace {

ErrorKind kind_of(int err) {
  switch (err) {
    case EPERM:
    case EACCES: return ErrorKind::denied;
    case ENOENT:
    case ESRCH: return ErrorKind::not_found;
    case ECONNREFUSED: return ErrorKind::unreachable;
    default: return ErrorKind::failed;
  }
}

}  // namespace

tl::unexpected<Error> fail_errno(int err, std::string doing, std::string remedy) {
  const std::error_code code(err, std::generic_category());
  return tl::unexpected<Error>(
      Error{kind_of(err), code, "can't " + std::move(doing) + ": " + code.message(), std::move(remedy)});
}

int exit_code(ErrorKind kind) {
  switch (kind) {
    case ErrorKind::failed:
    case ErrorKind::check_failed: return 1;
    case ErrorKind::usage: return 2;
    case ErrorKind::not_found: return 3;
    case ErrorKind::denied: return 4;
    case ErrorKind::refused: return 5;
    case ErrorKind::rolled_back: return 6;
    case ErrorKind::unreachable: return 7;
  }
  return 1;
}

}  // namespace ullage
