// verify: is the size what it should be, inside, in the engine's configuration, and does the service answer?
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"

namespace ullage::operations {

struct VerifyRequest {
  std::string name;
  std::optional<Bytes> expect;
  std::string health_url;  // empty: not asked for
  bool write = false;      // allocate the expected size for real, and free it again
  bool live = false;       // judge the running mount alone: a configured size that differs is a note, not a failure
};

enum class CheckState { passed, note, failed };

struct Check {
  std::string name;      // "size inside", "configured size", "health", "write"
  std::string expected;  // for people; empty when nothing was asked for
  std::string found;
  CheckState state = CheckState::passed;
  std::string remedy;  // what to do about a failure or a note
};

struct VerifyReport {
  std::string name;
  std::vector<Check> checks;
  bool passed() const;
};

Result<VerifyReport> verify(const VerifyRequest& request);

}  // namespace ullage::operations
