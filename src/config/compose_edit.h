// The edit of a compose file as text: a service's shm_size gets another value, and nothing else changes.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"

namespace ullage::config {

struct ComposeEdit {
  std::string text;  // the whole file as it should be
  std::string service;
  std::string before;  // the service's shm_size as it was written: "64m", "*size"; empty: nothing was said
  std::string after;   // "2g"
  int line = 0;        // where it says so, from 1
  bool changed = false;
  std::vector<std::string> notes;
};

// `service` may be empty where there is only one. `file_name` is only for messages.
// Errors: usage for what is not a compose file, with line and column; not_found for the service; refused where shm_size
// would do nothing, or where more than the one line had to change.
Result<ComposeEdit> set_shm_size(std::string_view text, std::string_view file_name, std::string_view service,
                                 Bytes size);

}  // namespace ullage::config
