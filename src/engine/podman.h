// Podman's dialect: the libpod paths, which tell pods and pids where the Docker-like ones do not.
#pragma once

#include "engine/dialect.h"

namespace ullage::engine {

// Podman 3 to 5 all answer under /v4.0.0/libpod; without a version there is nothing.
// A container's description has its pod's id in `pod`, where the list has the name.
extern const Dialect podman_dialect;

// Reads GET …/pods/ID/json; empty if there is none.
std::string podman_pod_name(std::string_view body);

}  // namespace ullage::engine
