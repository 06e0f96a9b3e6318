// Docker's dialect: reads the answers of GET /containers/json and GET /containers/NAME/json, from 17.x on.
#pragma once

#include "engine/dialect.h"
#include "engine/json.h"

namespace ullage::engine {

// Without a version in the path each daemon answers in its own newest one, so none is ever too old or too new.
extern const Dialect docker_dialect;

// What `inspect` has in common with Podman's: HostConfig, State, Mounts, labels. Name and image differ.
model::Container read_inspected(const json::value& inspected);

// The first 12 digits of its id: its hostname and a network alias, where nobody gave it one.
std::string short_id(const json::value& inspected);

// A path inside of a container, one spelling for all: "/dev//shm/" is "/dev/shm".
std::string clean_path(std::string_view path);

// What the user put at /dev/shm: "--tmpfs /dev/shm", "volume data", "bind /dev/shm"; empty if nothing.
std::string shm_source_of(const json::value& inspected);

}  // namespace ullage::engine
