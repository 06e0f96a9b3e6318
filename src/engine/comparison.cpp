// Makes two descriptions comparable, then walks them side by side.
#include "engine/comparison.h"

#include <fmt/format.h>

#include <algorithm>

#include "engine/comparison_parts.h"
#include "engine/recreation_parts.h"

namespace ullage::engine {

namespace {

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
          {"Platform", at(inspected, {"Platform"})}};
}

}  // namespace

std::vector<Difference> differences(const json::value& before, const json::value& after, const Recreation& asked,
                                    const RecreationWishes& wishes) {
  if (wishes.podman) return podman_differences(before, after, asked, wishes);
  json::object expected = comparable(before);
  const json::value body = asked.body;
  // What was asked to be otherwise is held to what was asked.
  auto& host = expected["HostConfig"].as_object();
  for (const auto key : {"Binds", "Mounts", "NetworkMode", "IpcMode", "PidMode"})
    host[key] = at(body, {"HostConfig", key});
  expected["Config"].as_object()["Image"] = wishes.image;
  expected["Image"] = wishes.image_id;
  std::vector<Difference> out;
  compare(expected, comparable(after), "", out);
  const auto size = number_at(after, {"HostConfig", "ShmSize"});
  const auto wanted = number_at(body, {"HostConfig", "ShmSize"});
  if (size != wanted)
    out.push_back(
        {"HostConfig.ShmSize", wanted ? fmt::format("{}", *wanted) : "", size ? fmt::format("{}", *size) : ""});
  return out;
}

}  // namespace ullage::engine
