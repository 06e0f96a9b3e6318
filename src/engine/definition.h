// A container's definition, read from what its engine answers. What the image and the engine give by default is taken
// away again, so that what is left is what somebody said.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "engine/json.h"
#include "model/definition.h"

namespace ullage::engine {

// All in the form of Docker's API, which Podman answers in too.
struct Answers {
  model::EngineKind engine = model::EngineKind::docker;
  json::value container;    // GET /containers/ID/json
  json::value image;        // GET /images/ID/json of the image that it runs; null: it is gone
  json::value named_image;  // the same of the reference that the user wrote; null: it means nothing by now
  json::value host;         // GET /info; null: an engine with the usual defaults
  std::map<std::string, std::string> names;  // by what `references` gave
};

// What it refers to by ids that people would not write, as paths of the API: "/containers/ID", "/networks/ID".
std::vector<std::string> references(const json::value& container);

// Error: failed, where the answer is no container at all. What could not be read is in the definition's notes.
Result<model::Definition> read_definition(const Answers& answers);

}  // namespace ullage::engine
