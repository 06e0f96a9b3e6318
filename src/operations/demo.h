// demo: the whole story on this machine, in a few seconds: it fails, it is seen, grown, recovers, is verified.
#pragma once

#include <functional>
#include <string>

#include "base/result.h"
#include "model/container.h"

namespace ullage::operations {

struct DemoRequest {
  model::EngineKind engine = model::EngineKind::ullage;  // or docker, podman
  int port = 8308;
};

// What the demo tells its audience, as it goes. Each command is one that a user could type, and is run as typed.
struct DemoStage {
  std::function<void(const std::string& sentence)> say;
  std::function<void(const std::string& command)> show;                      // just before it is run
  std::function<int(const std::vector<std::string>& arguments)> run_ullage;  // runs `ullage arguments…`
};

Result<> demo(const DemoRequest& request, const DemoStage& stage);

}  // namespace ullage::operations
