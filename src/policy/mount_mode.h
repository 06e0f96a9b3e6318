// Who else sees a shm mount, from what the mount tables of all namespaces say.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "model/shm_mount.h"

namespace ullage::policy {

// One place where a superblock is mounted.
struct MountPlace {
  std::string container;  // id of the container whose namespace it is; empty for the host and its services
  std::string mount_point;
};

struct MountSharing {
  model::MountMode mode = model::MountMode::isolated;
  std::vector<std::string> host_paths;  // outside of containers, the engines' own folders left out
};

// Where an engine keeps the mount of a container that others may join, or of a pod:
//   Docker …/containers/ID/mounts/shm, Podman …/overlay-containers/ID/userdata/shm, containerd …/sandboxes/ID/shm
bool is_engine_folder(std::string_view mount_point);

// `is_host`: it is the superblock that pid 1 sees at /dev/shm.
MountSharing classify(bool is_host, const std::vector<MountPlace>& places);

}  // namespace ullage::policy
