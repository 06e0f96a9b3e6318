// The text of a journal.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "operations/replacement.h"

namespace ullage::operations {

std::string serialize(const ReplacementPlan& plan);

// Error: failed, where it is no journal of this version.
Result<ReplacementPlan> parse_plan(std::string_view text);

}  // namespace ullage::operations
