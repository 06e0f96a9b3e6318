// Asks an engine for all that a container's definition is read from. Reads only.
#pragma once

#include <string_view>

#include "engine/engine_client.h"
#include "model/definition.h"

namespace ullage::engine {

// `id`: of a container that this engine has, a letter-and-digit word. Error: not_found, unreachable, denied.
Result<model::Definition> ask_for_definition(EngineClient& client, std::string_view id);

}  // namespace ullage::engine
