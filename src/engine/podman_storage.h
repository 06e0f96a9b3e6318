// Podman without its service: names and pids from the files of its storage. There is no configured size in them.
#pragma once

#include "engine/engine.h"

namespace ullage::engine {

class PodmanStorage final : public Engine {
 public:
  // Where containers and images lie (…/containers/storage), and where the state of running ones does.
  PodmanStorage(std::string storage, std::string runtime);

  model::EngineKind kind() const override { return model::EngineKind::podman; }
  std::string endpoint() const override { return storage_; }
  Result<std::vector<model::Container>> running() override;
  Result<model::Container> find(std::string_view name) override;

 private:
  Result<std::vector<model::Container>> all() const;

  std::string storage_;
  std::string runtime_;
};

// This user's storage, if it is there.
std::unique_ptr<Engine> podman_storage(const Environment& environment);

// Reads a containers.json. All are stopped until a living pid says otherwise.
Result<std::vector<model::Container>> parse_podman_storage(std::string_view text);

}  // namespace ullage::engine
