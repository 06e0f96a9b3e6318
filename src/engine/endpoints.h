// Which HTTP endpoints of engines exist for this user.
#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "engine/address.h"
#include "engine/environment.h"
#include "model/container.h"

namespace ullage::engine {

struct Endpoint {
  model::EngineKind kind = model::EngineKind::docker;  // what it should be; the engine's answers decide
  std::string url;          // as configured: "unix:///var/run/docker.sock", "ssh://user@host"
  std::string named_by;     // "DOCKER_HOST", "the Docker context \"lab\""; empty: a default place where a socket exists
  Result<Address> address;  // how to reach it, or why it can't be reached from here
};

// Named ones always, in place of their engine's defaults, as docker and podman themselves do; of the default places
// those that exist. A socket with several names is listed once. Reads configuration files; connects to no engine.
std::vector<Endpoint> endpoints(const Environment& environment);

}  // namespace ullage::engine
