// Reads the process's environment once.
#include "engine/environment.h"

#include <unistd.h>

#include <cstdlib>

namespace ullage::engine {

namespace {

std::string variable(const char* name) {
  const char* value = std::getenv(name);
  return value ? value : "";
}

}  // namespace

Environment Environment::from_process() {
  Environment out;
  out.docker_host = variable("DOCKER_HOST");
  out.docker_context = variable("DOCKER_CONTEXT");
  out.docker_config = variable("DOCKER_CONFIG");
  out.docker_tls = !variable("DOCKER_TLS_VERIFY").empty() || !variable("DOCKER_TLS").empty();
  out.container_host = variable("CONTAINER_HOST");
  out.xdg_runtime_dir = variable("XDG_RUNTIME_DIR");
  out.xdg_data_home = variable("XDG_DATA_HOME");
  out.xdg_state_home = variable("XDG_STATE_HOME");
  out.home = variable("HOME");
  out.uid = ::geteuid();
  return out;
}

}  // namespace ullage::engine
