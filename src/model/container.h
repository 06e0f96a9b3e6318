// A container as an engine describes it: names and what was configured. What is in force, the kernel says.
#pragma once

#include <sys/types.h>

#include <optional>
#include <string>

#include "base/bytes.h"

namespace ullage::model {

// Who made the container.
enum class EngineKind { docker, podman, containerd, ullage, unknown };

// What will make the container again.
enum class OwnerKind { nobody, compose, swarm, kubernetes };

struct Owner {
  OwnerKind kind = OwnerKind::nobody;
  std::string group;    // compose project, stack, or Kubernetes namespace
  std::string service;  // compose or swarm service, or pod
  std::string file;     // the compose file, where the engine tells
};

enum class ContainerState { running, paused, stopped };

struct Container {
  EngineKind engine = EngineKind::unknown;
  std::string id;     // full id; "pid:123" where only the kernel knows it
  std::string name;   // without Docker's leading slash; as hostile as any text from outside
  std::string image;  // as the user wrote it, or the image's id
  ContainerState state = ContainerState::running;
  std::optional<pid_t> pid;              // of its first process, as the engine says: to be checked, never trusted
  std::optional<Bytes> configured_size;  // HostConfig.ShmSize: the size at the next start
  std::string ipc_mode;                  // as the engine spells it: private, shareable, host, container:ID
  std::string pod;                       // the pod's name, if it is in one
  bool is_sandbox = false;               // holds a pod's namespaces and does nothing else (pause, infra)
  std::string shm_source;  // what the user put at /dev/shm instead of the engine's own mount; empty if nothing
  Owner owner;
  std::optional<uid_t> user;  // whose it is, where it is another user's than the caller's
};

std::string_view to_string(EngineKind kind);

// The name to call it by: its name, or the first 12 characters of its id.
std::string display_name(const Container& container);

}  // namespace ullage::model
