// A Kubernetes manifest: a Deployment for each container, with the Services and volume claims that it needs.
#pragma once

#include <vector>

#include "formats/rendered.h"
#include "model/definition.h"

namespace ullage::formats {

// The size is said as a memory emptyDir on /dev/shm, and the memory limit raised by it: Kubernetes counts it there.
Rendered render_kube(const std::vector<model::Definition>& definitions);

}  // namespace ullage::formats
