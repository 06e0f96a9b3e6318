// The configuration of a container, said again.
#include "engine/recreation.h"

#include <fmt/format.h>

#include "base/text.h"
#include "engine/recreation_parts.h"

namespace ullage::engine {

namespace {

// A hostname that the engine made up must not be said, and one that is another namespace's can't be.
void set_hostname(const json::value& inspected, json::object& config) {
  const std::string network = text_at(inspected, {"HostConfig", "NetworkMode"});
  if (joins_container(network)) {
    // Ports, too, may come from the image here, but not be said.
    for (const auto key : {"Hostname", "Domainname", "ExposedPorts", "MacAddress"}) config.erase(key);
  } else if (text_at(inspected, {"HostConfig", "UTSMode"}) == "host" ||
             text_at(inspected, {"Config", "Hostname"}) == short_id(inspected)) {
    config.erase("Hostname");
  }
}

// "/web:/this/database" is shown where "web:database" was said.
json::value links(const json::value& shown, const std::map<std::string, std::string>& names) {
  if (!shown.is_array()) return shown;
  json::array said;
  for (const auto& entry : elements_at(shown, {})) {
    const std::string text = text_at(entry, {});
    const auto colon = text.find(':');
    std::string target = text.substr(0, colon);
    if (target.starts_with('/')) target.erase(0, 1);
    if (const auto found = names.find(target); found != names.end()) target = found->second;
    std::string alias = colon == std::string::npos ? target : text.substr(colon + 1);
    alias.erase(0, alias.rfind('/') + 1);
    said.emplace_back(target + ":" + alias);
  }
  return said;
}

// Namespaces of another container are named by its id, which may be about to change.
void follow(json::object& host, const std::map<std::string, std::string>& instead) {
  for (const auto key : {"NetworkMode", "IpcMode", "PidMode"}) {
    auto* mode = host.if_contains(key);
    const std::string text = mode ? text_at(*mode, {}) : std::string();
    if (!joins_container(text)) continue;
    if (const auto found = instead.find(text.substr(text.find(':') + 1)); found != instead.end())
      *mode = "container:" + found->second;
  }
}

}  // namespace

json::object object_at(const json::value& from, JsonPath path) {
  const auto* object = at(from, path).if_object();
  return object ? *object : json::object();
}

bool joins_container(std::string_view mode) { return mode.starts_with("container:"); }

Recreation recreate(const json::value& inspected, const RecreationWishes& wishes) {
  Recreation out;
  if (wishes.podman) {
    out.body = libpod_specification(inspected, wishes);
    return out;
  }
  out.body = object_at(inspected, {"Config"});
  set_hostname(inspected, out.body);
  out.body["Image"] = wishes.image;
  // `--entrypoint ""` is shown as null; sent as null, the image's would come back.
  if (at(inspected, {"Config", "Entrypoint"}).is_null()) out.body["Entrypoint"] = json::array{""};

  json::object host = object_at(inspected, {"HostConfig"});
  if (wishes.shm_size) host["ShmSize"] = wishes.shm_size->value;
  if (auto* shown = host.if_contains("Links")) *shown = links(*shown, wishes.link_names);
  follow(host, wishes.instead);
  pin_volumes(inspected, wishes.inherited, host, out.pinned);
  out.body["HostConfig"] = std::move(host);
  add_networks(inspected, out);
  return out;
}

}  // namespace ullage::engine
