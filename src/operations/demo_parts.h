// What the two ways to run the demo's service share; only for demo_*.cpp.
#pragma once

#include <string_view>

#include "operations/demo_service.h"

namespace ullage::operations {

std::string_view demo_binary();

Result<std::unique_ptr<DemoService>> embedded_demo_service(const DemoSetting& setting);
Result<std::unique_ptr<DemoService>> container_demo_service(model::EngineKind engine, const DemoSetting& setting);

}  // namespace ullage::operations
