// Volumes that nobody named: bound by the names that the engine made up, so that their content stays.
#include "base/text.h"
#include "engine/recreation_parts.h"

namespace ullage::engine {

namespace {

// "/data", "data:/data:ro", "/host:/data": the place inside, and whether something is put there by name.
struct Bind {
  std::string source;
  std::string target;
};

Bind parse_bind(const std::string& text) {
  const auto parts = split(text, ':');
  if (parts.size() == 1) return {"", clean_path(text)};
  return {std::string(parts[0]), clean_path(parts[1])};
}

// Finds what was said of this place, and names the volume there. True if it is settled.
bool pin_in_binds(json::array& binds, const std::string& target, const std::string& name, bool& pinned) {
  for (auto& entry : binds) {
    const Bind bind = parse_bind(text_at(entry, {}));
    if (bind.target != target) continue;
    pinned = bind.source.empty();
    if (pinned) entry = name + ":" + target;
    return true;
  }
  return false;
}

bool pin_in_mounts(json::array& mounts, const std::string& target, const std::string& name, bool& pinned) {
  for (auto& entry : mounts) {
    if (clean_path(text_at(entry, {"Target"})) != target) continue;
    pinned = text_at(entry, {"Type"}) == "volume" && text_at(entry, {"Source"}).empty();
    if (pinned) entry.as_object()["Source"] = name;
    return true;
  }
  return false;
}

json::array array_of(const json::object& host, const char* key) {
  const auto* value = host.if_contains(key);
  return value ? elements_at(*value, {}) : json::array();
}

}  // namespace

void pin_volumes(const json::value& inspected, const std::set<std::string>& inherited, json::object& host,
                 std::vector<std::string>& pinned) {
  json::array binds = array_of(host, "Binds");
  json::array mounts = array_of(host, "Mounts");
  const std::size_t before = pinned.size();
  for (const auto& mount : elements_at(inspected, {"Mounts"})) {
    const std::string name = text_at(mount, {"Name"});
    const std::string target = text_at(mount, {"Destination"});
    if (text_at(mount, {"Type"}) != "volume" || name.empty() || inherited.contains(name)) continue;
    bool is_new = true;
    if (!pin_in_binds(binds, target, name, is_new) && !pin_in_mounts(mounts, target, name, is_new))
      binds.emplace_back(name + ":" + target + (is_true_at(mount, {"RW"}) ? "" : ":ro"));
    if (is_new) pinned.push_back(name + ":" + target);
  }
  if (pinned.size() == before) return;
  if (!binds.empty()) host["Binds"] = std::move(binds);
  if (!mounts.empty()) host["Mounts"] = std::move(mounts);
}

}  // namespace ullage::engine
