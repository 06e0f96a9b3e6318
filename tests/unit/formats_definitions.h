// Definitions that the tests of several formats render.
#pragma once

#include "model/definition.h"

namespace ullage::formats {

// The scenario's container.
inline model::Definition scenario() {
  model::Definition d;
  d.name = "starpainting-digital-human-service-1";
  d.image = "heygem:v2.2";
  d.process.command = model::Words{"bash", "start.sh"};
  d.process.env = {"PYTHONUNBUFFERED=1"};
  d.resources.shm_size = GiB(2);
  d.networking.ports = {{"8308", "tcp", "", "8308"}};
  d.security.device_requests = {{"", -1, {}, {{"gpu"}}, {}}};
  d.mounts.resize(2);
  d.mounts[0].source = "/opt/heygem/app";
  d.mounts[0].target = "/app";
  d.mounts[1].source = d.mounts[1].target = "/opt/heygem/data";
  d.restart.name = "unless-stopped";
  return d;
}

inline model::Definition named(const std::string& name) {
  model::Definition d;
  d.name = name;
  d.image = "shell:1";
  return d;
}

inline model::Mount mount_of(model::MountType type, const std::string& source, const std::string& target) {
  model::Mount mount;
  mount.type = type;
  mount.source = source;
  mount.target = target;
  return mount;
}

}  // namespace ullage::formats
