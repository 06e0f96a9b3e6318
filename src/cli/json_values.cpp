// Mounts and containers as JSON, and text that is safe to put there.
#include "cli/json_values.h"

#include "base/text.h"

namespace ullage::cli {

namespace {

namespace json = boost::json;

std::string_view word(model::ContainerState state) {
  switch (state) {
    case model::ContainerState::running: return "running";
    case model::ContainerState::paused: return "paused";
    case model::ContainerState::stopped: return "stopped";
  }
  return "unknown";
}

std::string_view word(model::OwnerKind kind) {
  switch (kind) {
    case model::OwnerKind::nobody: return "nobody";
    case model::OwnerKind::compose: return "compose";
    case model::OwnerKind::swarm: return "swarm";
    case model::OwnerKind::kubernetes: return "kubernetes";
  }
  return "unknown";
}

std::string_view engine_word(model::EngineKind kind) {
  return kind == model::EngineKind::unknown ? std::string_view("unknown") : to_string(kind);
}

json::object json_container(const model::Container& container) {
  return {{"id", json_text(container.id)},
          {"name", json_text(container.name)},
          {"image", json_text(container.image)},
          {"engine", engine_word(container.engine)},
          {"state", word(container.state)},
          {"pid", container.pid ? json::value(*container.pid) : json::value(nullptr)},
          {"configured_size", json_bytes(container.configured_size)},
          {"ipc_mode", json_text(container.ipc_mode)},
          {"pod", json_text(container.pod)},
          {"shm_source", json_text(container.shm_source)},
          {"owner",
           {{"kind", word(container.owner.kind)},
            {"group", json_text(container.owner.group)},
            {"service", json_text(container.owner.service)},
            {"file", json_text(container.owner.file)}}}};
}

}  // namespace

std::string valid_utf8(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    const std::size_t length = rune_length(text);
    out += length == 0 ? std::string_view("\ufffd") : text.substr(0, length);
    text.remove_prefix(length == 0 ? 1 : length);
  }
  return out;
}

json::value json_text(std::string_view text) { return json::string(valid_utf8(text)); }

json::array json_list(const std::vector<std::string>& texts) {
  json::array list;
  for (const std::string& text : texts) list.push_back(json_text(text));
  return list;
}

json::object json_mount(const model::ShmMount& mount) {
  json::array containers;
  for (const model::Container& container : mount.containers) containers.push_back(json_container(container));
  const auto& usage = mount.usage;
  const auto bytes = [&](Bytes model::Usage::*member) {
    return usage ? json::value((*usage.*member).value) : json::value(nullptr);
  };
  return {{"device", to_string(mount.device)},
          {"mode", to_string(mount.mode)},
          {"verdict", mount.verdict ? json::value(to_string(*mount.verdict)) : json::value(nullptr)},
          {"containers", std::move(containers)},
          {"pid", mount.pid == 0 ? json::value(nullptr) : json::value(mount.pid)},
          {"size", usage ? bytes(&model::Usage::size) : json_bytes(mount.size)},
          {"used", bytes(&model::Usage::used)},
          {"free", bytes(&model::Usage::free)},
          {"inodes", usage ? json::value(usage->inodes) : json::value(nullptr)},
          {"inodes_free", usage ? json::value(usage->inodes_free) : json::value(nullptr)},
          {"files", json_number(mount.files)},
          {"leaked", json_number(mount.leaked)},
          {"options", json_text(mount.options)},
          {"host_paths", json_list(mount.host_paths)},
          {"notes", json_list(mount.notes)}};
}

}  // namespace ullage::cli
