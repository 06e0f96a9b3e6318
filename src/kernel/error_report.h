// An Error on its way from a child process to its parent.
#pragma once

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

}  // namespace ullage::kernel
