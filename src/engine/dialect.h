// The two dialects of the one HTTP API: where to ask, and how to read what comes back.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "model/container.h"

namespace ullage::engine {

struct Dialect {
  model::EngineKind kind;
  std::string_view prefix;  // of the paths: "" or "/v4.0.0/libpod"
  Result<std::vector<model::Container>> (*parse_list)(std::string_view body);
  Result<model::Container> (*parse_inspect)(std::string_view body);
};

}  // namespace ullage::engine
