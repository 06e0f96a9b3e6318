// Opens what tests/data holds: trees of /proc and cgroups, mount tables, answers of engines.
#pragma once

#include <fcntl.h>
#include <gtest/gtest.h>

#include <fstream>
#include <sstream>
#include <string>

#include "base/unique_fd.h"

namespace ullage::testing {

// For instance "proc-docker-cgroup1/proc".
inline UniqueFd open_data(const std::string& path) {
  UniqueFd fd(::open((std::string(TEST_DATA) + "/" + path).c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  EXPECT_TRUE(fd) << path;
  return fd;
}

inline std::string read_data(const std::string& path) {
  std::ifstream file(std::string(TEST_DATA) + "/" + path);
  EXPECT_TRUE(file) << path;
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

}  // namespace ullage::testing
