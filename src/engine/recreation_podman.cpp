// Podman's accent: what its Docker-compatible API (4.3, pkg/api/handlers/compat) shows, said as it takes it.
#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "engine/recreation_parts.h"

namespace ullage::engine {

namespace {

// "RLIMIT_NOFILE" is taken as "nofile".
void name_limits(json::object& host) {
  auto* limits = host.if_contains("Ulimits");
  if (limits == nullptr || !limits->is_array()) return;
  for (auto& limit : limits->get_array()) {
    std::string name = text_at(limit, {"Name"});
    if (name.starts_with("RLIMIT_")) name.erase(0, 7);
    std::ranges::transform(name, name.begin(), [](unsigned char c) { return std::tolower(c); });
    limit.as_object()["Name"] = name;
  }
}

// The options that Podman adds to each volume by itself: said again, some are refused.
void plain_binds(json::object& host) {
  auto* binds = host.if_contains("Binds");
  if (binds == nullptr || !binds->is_array()) return;
  for (auto& bind : binds->get_array()) {
    const std::string text = text_at(bind, {});
    const auto parts = split(text, ':');
    if (parts.size() != 3) continue;
    std::string options;
    for (const auto option : split(parts[2], ',')) {
      const bool added =
          option == "rw" || option == "rbind" || option == "rprivate" || option == "nosuid" || option == "nodev";
      if (!added) options += fmt::format("{}{}", options.empty() ? "" : ",", option);
    }
    bind = fmt::format("{}:{}{}{}", parts[0], parts[1], options.empty() ? "" : ":", options);
  }
}

void drop_made_up_environment(const json::value& inspected, json::object& body) {
  json::array said;
  for (const auto& entry : elements_at(inspected, {"Config", "Env"}))
    if (text_at(entry, {}) != "HOSTNAME=" + short_id(inspected)) said.push_back(entry);
  body["Env"] = std::move(said);
}

}  // namespace

void say_to_podman(const json::value& inspected, json::object& body) {
  auto& host = body["HostConfig"].as_object();
  name_limits(host);
  plain_binds(host);
  drop_made_up_environment(inspected, body);
  // 0 is what it shows where nothing was said, and "never swap" where it is said.
  if (number_at(inspected, {"HostConfig", "MemorySwappiness"}) == 0) host.erase("MemorySwappiness");
}

json::object podman_fields(const json::value& inspected) {
  json::object out;
  const auto& own = at(inspected, {"Libpod"});
  if (!own.is_object()) return out;
  for (const auto key : {"Umask", "Timeout", "sdNotifyMode", "HealthcheckOnFailureAction", "Secrets", "SystemdMode",
                         "Timezone", "Passwd", "ChrootDirs"})
    out[key] = at(own, {"Config", key});
  for (const auto key : {"CgroupMode", "CgroupManager", "IDMappings", "Tmpfs", "Cgroups", "CgroupConf", "Init"})
    out[key] = at(own, {"HostConfig", key});
  for (const auto key : {"Pod", "EffectiveCaps", "BoundingCaps", "OCIRuntime", "IsService"}) out[key] = at(own, {key});
  json::object annotations = object_at(own, {"Config", "Annotations"});
  annotations.erase("io.kubernetes.cri-o.Created");
  out["Annotations"] = std::move(annotations);
  return out;
}

}  // namespace ullage::engine
