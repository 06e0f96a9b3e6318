// The text of a state file of Ullage's own engine.
#pragma once

#include "engine/embedded.h"

namespace ullage::engine {

std::string serialize(const RunEntry& entry);

// Strict: another user may have written it. Error: failed.
Result<RunEntry> parse_run_entry(std::string_view text);

// [a-zA-Z0-9][a-zA-Z0-9_.-]*, at most 128.
bool is_run_name(std::string_view name);

}  // namespace ullage::engine
