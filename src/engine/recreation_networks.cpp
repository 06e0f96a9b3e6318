// Networks: which there are, what was said of each, and what the engine has added by itself.
#include <algorithm>

#include "engine/recreation_parts.h"

namespace ullage::engine {

namespace {

// The name under which the container's own network stands among its networks: a mode may be its id instead.
std::string own_network(const json::value& inspected, const json::object& networks) {
  const std::string mode = text_at(inspected, {"HostConfig", "NetworkMode"});
  if (mode.empty() || mode == "default" || mode == "bridge") return "bridge";
  for (const auto& [name, endpoint] : networks)
    if (text_at(endpoint, {"NetworkID"}).starts_with(mode) && mode.size() >= 12) return std::string(name);
  return mode;
}

bool has_none(const json::value& value) {
  if (const auto* array = value.if_array()) return array->empty();
  if (const auto* text = value.if_string()) return text->empty();
  return value.is_null();
}

// The engine appends the short id, and the hostname, each unless it is there: what stands before was said.
json::value said_aliases(const json::value& aliases, const json::value& inspected) {
  if (!aliases.is_array()) return aliases;
  json::array said;
  for (const auto& alias : elements_at(aliases, {})) {
    if (text_at(alias, {}) == short_id(inspected)) break;
    said.push_back(alias);
  }
  const auto& all = elements_at(aliases, {});
  const auto rest = all.size() - said.size();
  const bool only_added =
      rest <= 1 || (rest == 2 && text_at(all.back(), {}) == text_at(inspected, {"Config", "Hostname"}));
  if (only_added) return said;
  // Something was said after all: keep all but the id.
  said.clear();
  std::ranges::copy_if(all, std::back_inserter(said),
                       [&](const auto& alias) { return text_at(alias, {}) != short_id(inspected); });
  return said;
}

}  // namespace

json::object endpoint_settings(const json::value& endpoint, const json::value& inspected) {
  json::object said;
  for (const auto key : {"IPAMConfig", "Links", "DriverOpts"})
    if (const auto& value = at(endpoint, {key}); !has_none(value)) said[key] = value;
  const auto aliases = said_aliases(at(endpoint, {"Aliases"}), inspected);
  if (!has_none(aliases)) said["Aliases"] = aliases;
  return said;
}

void add_networks(const json::value& inspected, Recreation& out) {
  const std::string mode = text_at(inspected, {"HostConfig", "NetworkMode"});
  if (mode == "host" || joins_container(mode)) return;
  const json::object networks = object_at(inspected, {"NetworkSettings", "Networks"});
  const std::string own = own_network(inspected, networks);
  for (const auto& [key, endpoint] : networks) {
    const std::string name(key);
    json::object said = endpoint_settings(endpoint, inspected);
    if (name != own)
      out.connect.push_back({name, std::move(said)});
    else if (!said.empty())
      out.body["NetworkingConfig"] = json::object{{"EndpointsConfig", json::object{{name, std::move(said)}}}};
  }
  if (!networks.contains(own)) out.disconnect.push_back(own);
}

}  // namespace ullage::engine
