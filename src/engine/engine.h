// What Ullage asks of a container engine: names for what the kernel shows, and what was configured.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "engine/environment.h"
#include "model/container.h"
#include "model/definition.h"

namespace ullage::engine {

class Engine {
 public:
  virtual ~Engine() = default;
  virtual model::EngineKind kind() const = 0;  // sure only after the first call: a Docker socket may be Podman's
  virtual std::string endpoint() const = 0;    // "unix:///var/run/docker.sock", or a folder: to be shown
  virtual Result<std::vector<model::Container>> running() = 0;  // names, ids, images, owners: one request for all
  // By name, id or unique id prefix, stopped ones too; all fields that the engine knows.
  // Error: not_found, usage (the prefix fits several), unreachable, denied.
  virtual Result<model::Container> find(std::string_view name) = 0;
  // What somebody said when they made it; `id` as `find` gave it. Error: refused by an engine that keeps no definition.
  virtual Result<model::Definition> definition(std::string_view id);
};

// Every engine that this user may have, found as their own command lines find them. Connects to nothing: an engine
// that was named by the user and can't be reached is here too, and says so at the first call.
std::vector<std::unique_ptr<Engine>> engines(const Environment& environment);

}  // namespace ullage::engine
