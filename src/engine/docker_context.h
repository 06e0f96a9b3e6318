// Docker's contexts: the named endpoints in ~/.docker that `docker context` manages.
#pragma once

#include <optional>
#include <string>

#include "base/result.h"
#include "engine/environment.h"

namespace ullage::engine {

struct DockerContext {
  std::string name;
  std::string host;  // "unix:///run/user/1000/docker.sock"
  bool tls = false;  // it comes with certificates
};

// The name in force: $DOCKER_CONTEXT, else config.json's currentContext; empty for the default one.
Result<std::string> current_docker_context(const Environment& environment);

// Error: not_found where there is none of that name, failed where its description can't be read.
Result<DockerContext> docker_context(const Environment& environment, const std::string& name);

}  // namespace ullage::engine
