// The parts that libpod_specification() is made of; only for recreation_libpod*.cpp.
#pragma once

#include "engine/create_command.h"
#include "engine/recreation.h"

namespace ullage::engine {

// What a container was, as its new one's specification is written from it.
struct LibpodSource {
  const json::value& inspected;  // as Docker would show it
  const json::value& own;        // as Podman shows it
  const RecreationWishes& wishes;
  CreateCommand command;

  const json::value& config(std::string_view key) const { return at(own, {"Config", key}); }
  const json::value& host(std::string_view key) const { return at(own, {"HostConfig", key}); }
  std::string config_text(std::string_view key) const { return text_at(own, {"Config", key}); }
  std::string host_text(std::string_view key) const { return text_at(own, {"HostConfig", key}); }
};

// Without what is made up at each start, and without a secret's value, which is not to be copied out of its keeping.
json::object said_environment(const json::value& own);
json::object secret_variables(const CreateCommand& command);  // the names of their secrets
json::object said_annotations(const json::value& own);        // without those that Podman makes at each start

bool says_nothing(const json::value& value);  // null, "", [], {}, 0 or false

// Leaves out what says nothing, so that Podman's own defaults hold.
void say(json::object& spec, std::string_view key, json::value value);

void append(json::object& spec, std::string_view key, json::array words);
json::array words_of(std::string_view text, char separator);

// A namespace's mode, with the container that takes the place of the one it joins.
std::string followed(const std::string& mode, const std::map<std::string, std::string>& instead);
bool has_own_shm(const LibpodSource& from);

void say_storage(const LibpodSource& from, json::object& spec);  // mounts, volumes, secrets, devices
void say_namespaces(const LibpodSource& from, json::object& spec);
void say_network(const LibpodSource& from, json::object& spec);
void say_security(const LibpodSource& from, json::object& spec);
void say_limits(const LibpodSource& from, json::object& spec);

}  // namespace ullage::engine
