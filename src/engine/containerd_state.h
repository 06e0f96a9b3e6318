// Kubernetes containers by the state files of containerd's runtime: names without a call to anybody.
#pragma once

#include "engine/engine.h"

namespace ullage::engine {

class ContainerdState final : public Engine {
 public:
  explicit ContainerdState(std::string state);  // /run/containerd

  model::EngineKind kind() const override { return model::EngineKind::containerd; }
  std::string endpoint() const override { return state_; }
  Result<std::vector<model::Container>> running() override;
  Result<model::Container> find(std::string_view name) override;  // running ones only: state is gone with the task

 private:
  std::string state_;
};

// containerd's state folder, if it has any task of Kubernetes.
std::unique_ptr<Engine> containerd_state(const Environment& environment);

// Reads an OCI config.json with the annotations of containerd's CRI plugin. The container is named "pod/container",
// a pod's own sandbox "pod". Error: not_found where the annotations are not there.
Result<model::Container> parse_cri_config(std::string_view text);

}  // namespace ullage::engine
