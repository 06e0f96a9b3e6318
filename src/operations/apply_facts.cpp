// Gathers facts from the engine.
#include "operations/apply_facts.h"

#include <algorithm>
#include <ctime>
#include <optional>
#include <set>

#include "engine/docker.h"
#include "engine/lookup.h"
#include "operations/layer.h"

namespace ullage::operations {

namespace {

namespace json = boost::json;
using engine::elements_at;
using engine::text_at;

// The image by the name that the user gave it, if that still means the same one.
void choose_image(engine::ContainerApi& api, const json::value& inspected, Subject& subject) {
  auto& wishes = subject.replacement.wishes;
  wishes.image = text_at(inspected, {"Config", "Image"});
  wishes.image_id = text_at(inspected, {"Image"});
  const auto by_name = api.inspect_image(wishes.image);
  if (by_name && text_at(*by_name, {"Id"}) == wishes.image_id) return;
  wishes.image = wishes.image_id;
  const auto by_id = api.inspect_image(wishes.image_id);
  subject.facts.image_is_gone = !by_id && by_id.error().kind == ErrorKind::not_found;
}

std::set<std::string> inherited_volumes(engine::ContainerApi& api, const json::value& inspected) {
  std::set<std::string> out;
  for (const auto& entry : elements_at(inspected, {"HostConfig", "VolumesFrom"})) {
    const std::string from = text_at(entry, {});
    const auto source = api.inspect(from.substr(0, from.find(':')));
    if (!source) continue;
    for (const auto& mount : elements_at(*source, {"Mounts"})) out.insert(text_at(mount, {"Name"}));
  }
  return out;
}

std::string container_named_by(engine::ContainerApi& api, std::string_view mode) {
  constexpr std::string_view prefix = "container:";
  if (!mode.starts_with(prefix)) return {};
  const std::string id(mode.substr(prefix.size()));
  const auto inspected = api.inspect(id);
  return inspected ? engine::read_inspected(*inspected).name : id;
}

// How one container depends on another; nothing if it does not.
std::optional<std::string> dependence(const json::value& inspected, const Replacement& on) {
  const auto joins = [&](const char* mode) {
    const std::string text = text_at(inspected, {"HostConfig", mode});
    return text == "container:" + on.old_id || text == "container:" + on.name;
  };
  if (joins("NetworkMode")) return "its network";
  if (joins("IpcMode")) return "its IPC namespace";
  if (joins("PidMode")) return "its pid namespace";
  for (const auto& link : elements_at(inspected, {"HostConfig", "Links"}))
    if (text_at(link, {}).starts_with("/" + on.name + ":")) return "a link to it";
  return std::nullopt;
}

// Each behind all those that it depends on.
std::vector<Subject> in_order(std::vector<Subject> subjects) {
  std::vector<Subject> out;
  while (!subjects.empty()) {
    const auto ready = std::ranges::find_if(subjects, [&](const Subject& one) {
      return std::ranges::none_of(subjects, [&](const Subject& other) {
        return dependence(one.replacement.before, other.replacement).has_value();
      });
    });
    const auto next = ready == subjects.end() ? subjects.begin() : ready;
    out.push_back(std::move(*next));
    subjects.erase(next);
  }
  return out;
}

// "2026-11-24T18:32:11.267082458Z", as engines write times.
std::optional<std::time_t> parse_time(const std::string& text) {
  std::tm time{};
  return ::strptime(text.c_str(), "%Y-%m-%dT%H:%M:%S", &time) ? std::optional(::timegm(&time)) : std::nullopt;
}

// In a crash loop, or unhealthy by its own check. The engine waits up to a minute before it starts one again.
bool is_unwell(const json::value& inspected) {
  if (text_at(inspected, {"State", "Status"}) == "restarting") return true;
  if (text_at(inspected, {"State", "Health", "Status"}) == "unhealthy") return true;
  const auto started = parse_time(text_at(inspected, {"State", "StartedAt"}));
  return engine::number_at(inspected, {"RestartCount"}).value_or(0) > 0 && started &&
         std::time(nullptr) - *started < 60;
}

}  // namespace

Result<Subject> look_at(engine::ContainerApi& api, const std::string& id, Bytes wanted) {
  auto inspected = api.inspect(id);
  if (!inspected) return tl::unexpected(inspected.error());
  Subject out;
  auto& [facts, replacement, uses] = out;
  facts.container = engine::read_inspected(*inspected);
  facts.container.engine = api.kind();
  facts.container.image = text_at(*inspected, {"Config", "Image"});
  facts.wanted = wanted;
  facts.auto_remove = engine::is_true_at(*inspected, {"HostConfig", "AutoRemove"});
  facts.ipc_owner = container_named_by(api, facts.container.ipc_mode);
  replacement.layer = layer_of(*inspected, facts.container);
  auto losses = layer_losses(api, id, replacement.layer);
  if (!losses) return tl::unexpected(losses.error());
  facts.layer = std::move(*losses);
  replacement.name = facts.container.name;
  replacement.old_id = facts.container.id;
  replacement.runs = facts.container.state != model::ContainerState::stopped;
  replacement.paused = facts.container.state == model::ContainerState::paused;
  replacement.wishes.podman = api.kind() == model::EngineKind::podman;
  replacement.was_unwell = is_unwell(*inspected);
  replacement.wishes.inherited = inherited_volumes(api, *inspected);
  choose_image(api, *inspected, out);
  replacement.before = std::move(*inspected);
  return out;
}

Result<std::vector<Subject>> dependents_of(engine::ContainerApi& api, const Subject& subject) {
  const auto list = api.containers();
  if (!list) return tl::unexpected(list.error());
  std::vector<json::value> others;
  for (const auto& entry : *list) {
    auto inspected = api.inspect(text_at(entry, {"Id"}));
    if (inspected) others.push_back(std::move(*inspected));
    if (!inspected && inspected.error().kind != ErrorKind::not_found) return tl::unexpected(inspected.error());
  }
  std::vector<Subject> found;
  std::set<std::string> seen{subject.replacement.old_id};
  for (std::size_t next = 0; next <= found.size(); ++next) {
    const Replacement on = next == 0 ? subject.replacement : found[next - 1].replacement;
    for (const auto& other : others) {
      const auto uses = dependence(other, on);
      const std::string id = text_at(other, {"Id"});
      if (!uses || !seen.insert(id).second) continue;
      auto dependent = look_at(api, id, subject.facts.wanted);
      if (!dependent) return tl::unexpected(dependent.error());
      dependent->uses = *uses;
      found.push_back(std::move(*dependent));
    }
  }
  return in_order(std::move(found));
}

}  // namespace ullage::operations
