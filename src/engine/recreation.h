// From what an engine says of a container (GET /containers/ID/json) to the request that makes an equal one.
// The configuration is copied as it is, the image's defaults too: only what the engine made up (ids, names of anonymous
// volumes) and what it shows otherwise than it takes it (links, networks by id, entrypoints) is said anew.
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "engine/json.h"

namespace ullage::engine {

struct RecreationWishes {
  bool podman = false;            // which is asked in its own language: Docker's can't say all that it knows
  std::string image;              // by name where that still means the same image, else its id
  std::string image_id;           // that it is to run
  std::optional<Bytes> shm_size;  // absent: as it is
  std::map<std::string, std::string> instead;     // ids of containers that it joins, and those that take their place
  std::map<std::string, std::string> link_names;  // the same for names that legacy links go to
  std::set<std::string> inherited;                // volumes that come by --volumes-from: by their names
};

struct NetworkConnection {
  std::string network;
  json::object endpoint;  // as POST /networks/NAME/connect takes it
};

struct Recreation {
  json::object body;                       // for ContainerApi::create(): Docker's configuration, or Podman's
  std::vector<NetworkConnection> connect;  // further networks: before API 1.44 create takes one
  std::vector<std::string> disconnect;     // a network that create joins, and that the container has left
  std::vector<std::string> pinned;         // "VOLUME:/path": anonymous volumes, bound by their names so that they stay
};

// What Podman itself takes, from its own description of a container ("Libpod" in what inspect() gives).
json::object libpod_specification(const json::value& inspected, const RecreationWishes& wishes);

Recreation recreate(const json::value& inspected, const RecreationWishes& wishes);

}  // namespace ullage::engine
