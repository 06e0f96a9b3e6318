// Makes two descriptions comparable, then walks them side by side.
#include "engine/comparison.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/json/serialize.hpp>

#include "engine/recreation_parts.h"

namespace ullage::engine {

namespace {

// Nothing said: null, "", [] and {} mean the same to an engine, but for the fields of `where_empty_differs`.
bool is_nothing(const json::value& value) {
  if (const auto* array = value.if_array()) return array->empty();
  if (const auto* object = value.if_object()) return object->empty();
  if (const auto* text = value.if_string()) return text->empty();
  return value.is_null();
}

bool empty_differs(std::string_view field) {
  return field == "Config.Entrypoint" || field == "Config.Cmd" || field == "HostConfig.MaskedPaths" ||
         field == "HostConfig.ReadonlyPaths";
}

std::string text_of(const json::value& value) { return value.is_null() ? std::string() : json::serialize(value); }

void walk(const json::value& before, const json::value& after, const std::string& field, std::vector<Difference>& out);

void walk_objects(const json::object& before, const json::object& after, const std::string& field,
                  std::vector<Difference>& out) {
  static const json::value nothing;
  const auto name = [&](json::string_view key) {
    return field.empty() ? std::string(key) : fmt::format("{}.{}", field, std::string_view(key.data(), key.size()));
  };
  for (const auto& [key, value] : before) {
    const auto* other = after.if_contains(key);
    walk(value, other ? *other : nothing, name(key), out);
  }
  for (const auto& [key, value] : after)
    if (!before.contains(key)) walk(nothing, value, name(key), out);
}

void walk(const json::value& before, const json::value& after, const std::string& field, std::vector<Difference>& out) {
  if (before == after || (!empty_differs(field) && is_nothing(before) && is_nothing(after))) return;
  if (before.is_object() && after.is_object()) return walk_objects(before.get_object(), after.get_object(), field, out);
  if (before.is_array() && after.is_array() && before.get_array().size() == after.get_array().size()) {
    for (std::size_t i = 0; i < before.get_array().size(); ++i)
      walk(before.get_array()[i], after.get_array()[i], fmt::format("{}[{}]", field, i), out);
    return;
  }
  out.push_back({field, text_of(before), text_of(after)});
}

// Mounts come in no order; what says of a volume how it was asked for is compared in Binds and HostConfig.Mounts.
json::value mounts(const json::value& inspected) {
  std::vector<json::object> all;
  for (const auto& mount : elements_at(inspected, {"Mounts"})) {
    json::object one;
    for (const auto key : {"Type", "Name", "Source", "Destination", "Driver", "RW", "Propagation"})
      one[key] = at(mount, {key});
    all.push_back(std::move(one));
  }
  std::ranges::sort(all, {}, [](const json::object& mount) { return text_at(mount, {"Destination"}); });
  return json::array(all.begin(), all.end());
}

json::value networks(const json::value& inspected) {
  const std::string mode = text_at(inspected, {"HostConfig", "NetworkMode"});
  json::object out;
  if (mode == "host" || joins_container(mode)) return out;  // said by the mode alone
  for (const auto& [name, endpoint] : object_at(inspected, {"NetworkSettings", "Networks"}))
    out[name] = endpoint_settings(endpoint, inspected);
  return out;
}

// All that both must have in common, with what the engine made up taken out.
json::object comparable(const json::value& inspected) {
  json::object config = object_at(inspected, {"Config"});
  if (joins_container(text_at(inspected, {"HostConfig", "NetworkMode"})))
    for (const auto key : {"Hostname", "Domainname"}) config.erase(key);
  else if (text_at(inspected, {"Config", "Hostname"}) == short_id(inspected))
    config["Hostname"] = "(generated)";
  json::object host = object_at(inspected, {"HostConfig"});
  host.erase("ShmSize");
  host.erase("Links");  // they show the container's own name, which is compared once it has it
  return {{"Config", std::move(config)},
          {"HostConfig", std::move(host)},
          {"Mounts", mounts(inspected)},
          {"Networks", networks(inspected)},
          {"Image", at(inspected, {"Image"})},
          {"Path", at(inspected, {"Path"})},
          {"Args", at(inspected, {"Args"})},
          {"Driver", at(inspected, {"Driver"})},
          {"Platform", at(inspected, {"Platform"})},
          {"Libpod", podman_fields(inspected)}};
}

}  // namespace

std::vector<Difference> differences(const json::value& before, const json::value& after, const Recreation& asked,
                                    const RecreationWishes& wishes) {
  json::object expected = comparable(before);
  const json::value body = asked.body;
  // What was asked to be otherwise is held to what was asked.
  auto& host = expected["HostConfig"].as_object();
  for (const auto key : {"Binds", "Mounts", "NetworkMode", "IpcMode", "PidMode"})
    host[key] = at(body, {"HostConfig", key});
  expected["Config"].as_object()["Image"] = wishes.image;
  expected["Image"] = wishes.image_id;
  std::vector<Difference> out;
  walk(expected, comparable(after), "", out);
  const auto size = number_at(after, {"HostConfig", "ShmSize"});
  const auto wanted = number_at(body, {"HostConfig", "ShmSize"});
  if (size != wanted)
    out.push_back(
        {"HostConfig.ShmSize", wanted ? fmt::format("{}", *wanted) : "", size ? fmt::format("{}", *size) : ""});
  return out;
}

}  // namespace ullage::engine
