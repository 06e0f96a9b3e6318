// An Error on its way from a child process to its parent.
#pragma once

#include <unistd.h>

#include <string>

#include "base/result.h"

namespace ullage::kernel {

// kind, then what and remedy, each ended by a zero byte.
inline std::string pack_error(const Error& error) {
  return std::string(1, static_cast<char>(error.kind)) + error.what + '\0' + error.remedy + '\0';
}

inline Error unpack_error(const std::string& report) {
  const auto end = report.find('\0', 1);
  if (report.empty() || end == std::string::npos)
    return Error{ErrorKind::failed, {}, "a child process ended without a word", "try again"};
  return Error{static_cast<ErrorKind>(report[0]), {}, report.substr(1, end - 1), std::string(report.c_str() + end + 1)};
}

// What to do where a look into another process is denied.
inline std::string sudo_remedy() {
  return ::geteuid() == 0 ? "root lacks CAP_SYS_PTRACE here: run it on the host, or add the capability"
                          : "run it with sudo";
}

}  // namespace ullage::kernel
