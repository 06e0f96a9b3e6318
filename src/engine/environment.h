// What of the process's surroundings decides where engines are looked for.
#pragma once

#include <sys/types.h>

#include <string>

namespace ullage::engine {

struct Environment {
  std::string docker_host;      // $DOCKER_HOST
  std::string docker_context;   // $DOCKER_CONTEXT
  std::string docker_config;    // $DOCKER_CONFIG, a folder
  bool docker_tls = false;      // $DOCKER_TLS or $DOCKER_TLS_VERIFY is not empty
  std::string container_host;   // $CONTAINER_HOST: Podman's
  std::string xdg_runtime_dir;  // $XDG_RUNTIME_DIR
  std::string xdg_data_home;    // $XDG_DATA_HOME
  std::string xdg_state_home;   // $XDG_STATE_HOME
  std::string home;             // $HOME
  uid_t uid = 0;                // effective
  std::string root;             // put before system paths ("/run/containerd"): another machine's tree

  static Environment from_process();
};

}  // namespace ullage::engine
