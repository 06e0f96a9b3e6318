// Whether a container that was made again is the one that it stands for: field by field, of all that `inspect` shows.
#pragma once

#include <string>
#include <vector>

#include "base/bytes.h"
#include "engine/json.h"
#include "engine/recreation.h"

namespace ullage::engine {

struct Difference {
  std::string field;   // "HostConfig.Binds[1]"
  std::string before;  // compact JSON; empty: it was not there
  std::string after;
};

// What is configured and was not asked to change. Left out: what differs between any two containers (ids, times, paths
// of ids, what the engine hands out: hostname, addresses, ports), what only a started one has, and the volumes pinned.
std::vector<Difference> differences(const json::value& before, const json::value& after, const Recreation& asked,
                                    const RecreationWishes& wishes);

}  // namespace ullage::engine
