// Which namespaces are its own, and whose the others are.
#include <algorithm>

#include "base/text.h"
#include "engine/libpod_parts.h"
#include "engine/recreation_parts.h"

namespace ullage::engine {

namespace {

// "container:ID", "ns:/path", "keep-id:uid=1", "private": each a mode, and what it is of.
json::object mode_of(std::string text) {
  const auto colon = text.find(':');
  std::string mode = text.substr(0, colon);
  if (mode == "ns") mode = "path";
  json::object out{{"nsmode", mode}};
  if (colon != std::string::npos) out["value"] = text.substr(colon + 1);
  return out;
}

void say_mode(const LibpodSource& from, json::object& spec, std::string_view key, const std::string& mode) {
  if (!mode.empty()) spec[key] = mode_of(followed(mode, from.wishes.instead));
}

// Podman shows no IPC mode but "container:ID".
std::string ipc_mode(const LibpodSource& from) {
  const auto shown = from.host_text("IpcMode");
  return shown == "shareable" || shown.empty() ? from.command.last("--ipc") : shown;
}

json::array id_map(const LibpodSource& from, std::string_view key) {
  json::array out;
  for (const auto& entry : elements_at(from.host("IDMappings"), {key})) {
    const std::string text = text_at(entry, {});
    const auto numbers = split(text, ':');
    if (numbers.size() != 3) continue;
    json::object range;
    for (std::size_t i = 0; i < 3; ++i)
      range[i == 0 ? "container_id" : i == 1 ? "host_id" : "size"] = parse_number(numbers[i]).value_or(0);
    out.push_back(std::move(range));
  }
  return out;
}

// The ids that "auto" found are kept: files in volumes belong to them.
void say_user_namespace(const LibpodSource& from, json::object& spec) {
  const auto shown = from.host_text("UsernsMode");
  const auto said = from.command.last("--userns");
  say_mode(from, spec, "userns", shown == "private" && said.starts_with("keep-id") ? said : shown);
  json::array users = id_map(from, "UidMap");
  if (shown != "private" || users.empty()) return;
  spec["idmappings"] = json::object{{"UIDMap", std::move(users)}, {"GIDMap", id_map(from, "GidMap")}};
}

void say_hostname(const LibpodSource& from, json::object& spec) {
  const auto uts = from.host_text("UTSMode");
  say_mode(from, spec, "utsns", uts);
  const auto name = from.config_text("Hostname");
  const bool said = from.command.has("--hostname") || from.command.has("-h");
  const bool hosts = from.host_text("NetworkMode") == "host" && !said;  // which Podman follows
  if (uts == "private" && name != short_id(from.inspected) && !hosts) spec["hostname"] = name;
}

constexpr auto modes = {"IpcMode", "PidMode", "CgroupMode", "UsernsMode", "UTSMode", "NetworkMode"};

// Those that are not there for a namespace's sake were asked for: --requires.
void say_dependencies(const LibpodSource& from, json::object& spec) {
  json::array out;
  for (const auto& each : elements_at(from.own, {"Dependencies"})) {
    const std::string id = text_at(each, {});
    const bool joined =
        std::ranges::any_of(modes, [&](const char* mode) { return from.host_text(mode) == "container:" + id; });
    const auto found = from.wishes.instead.find(id);
    if (!joined) out.emplace_back(found == from.wishes.instead.end() ? id : found->second);
  }
  say(spec, "dependencyContainers", std::move(out));
}

}  // namespace

std::string followed(const std::string& mode, const std::map<std::string, std::string>& instead) {
  if (!joins_container(mode)) return mode;
  const auto found = instead.find(mode.substr(mode.find(':') + 1));
  return found == instead.end() ? mode : "container:" + found->second;
}

bool has_own_shm(const LibpodSource& from) {
  const auto mode = ipc_mode(from);
  return mode != "host" && mode != "none" && !joins_container(mode);
}

void say_namespaces(const LibpodSource& from, json::object& spec) {
  say_mode(from, spec, "ipcns", ipc_mode(from));
  say_mode(from, spec, "pidns", from.host_text("PidMode"));
  say_mode(from, spec, "cgroupns", from.host_text("CgroupMode"));
  say_user_namespace(from, spec);
  say_hostname(from, spec);
  say_mode(from, spec, "netns", from.host_text("NetworkMode"));
  say_dependencies(from, spec);
}

}  // namespace ullage::engine
