// Whether a rehearsal may begin: the rules that protect the host's memory and the service beside it. Pure.
#pragma once

#include <optional>
#include <string>

#include "policy/grow_rules.h"

namespace ullage::policy {

struct RehearseFacts {
  Bytes expected;                    // the most that it will have in use
  std::optional<Ceiling> most = {};  // that memory can back
  std::string name = {};             // of the container whose own mount is filled; empty: none
  bool is_host = false;              // that mount is the host's
  std::size_t held = 0;              // segments in it that something holds
  Bytes used = {};                   // of it, by whatever
};

struct RehearseConsent {
  bool over_ceiling = false;
  bool beside_service = false;
};

// Error: refused, with the flag that overrides.
Result<> may_rehearse(const RehearseFacts& facts, const RehearseConsent& consent);

}  // namespace ullage::policy
