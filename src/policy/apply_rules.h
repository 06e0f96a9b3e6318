// Whether a container may be replaced by one with another size: what would be lost, who would suffer, whose it is.
#pragma once

#include <string>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"
#include "model/container.h"
#include "model/layer_change.h"

namespace ullage::policy {

// A container that uses another one's namespaces or links, and would lose them.
struct Dependent {
  std::string name;
  std::string uses;  // "its network", "its IPC namespace"
};

struct ApplyFacts {
  model::Container container;
  Bytes wanted;
  bool auto_remove = false;
  bool image_is_gone = false;
  std::string ipc_owner;  // the name of the container whose /dev/shm it uses; empty where it has its own
  std::vector<model::LayerChange> layer;  // what its own layer would lose
  std::vector<Dependent> dependents;
};

struct ApplyConsent {
  bool keep_layer = false;
  bool discard_layer = false;
  bool with_dependents = false;
};

// Whether its size could be changed by making it again at all. Error: refused, naming the right place.
Result<> size_is_its_own(const ApplyFacts& facts);

// Whether nothing is lost by that, or by the user's leave. Error: refused, naming the flag.
Result<> may_replace(const ApplyFacts& facts, const ApplyConsent& consent);

}  // namespace ullage::policy
