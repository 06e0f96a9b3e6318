// What a planned size must pass, and what to do where it does not. Only for plan.cpp.
#pragma once

#include "policy/plan.h"

namespace ullage::policy {

std::vector<PlanCheck> check_plan(const PlanFacts& facts, Bytes recommended);

}  // namespace ullage::policy
