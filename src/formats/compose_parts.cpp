// Parts of a service that compose and stack files have in common.
#include "formats/compose_parts.h"

#include <algorithm>
#include <set>

#include "base/text.h"

namespace ullage::formats {

using model::Words;

const std::string& Keys::of(const std::string& name) {
  const auto known = keys_.find(name);
  if (known != keys_.end()) return known->second;
  constexpr std::string_view allowed = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-";
  std::string key = name.empty() ? "unnamed" : name;
  for (char& c : key)
    if (allowed.find(c) == std::string_view::npos) c = '-';
  const auto taken = [&](const std::string& other) {
    return std::any_of(all_.begin(), all_.end(), [&](const auto& entry) { return entry.first == other; });
  };
  const std::string stem = key;
  for (int n = 2; taken(key); ++n) key = stem + "-" + std::to_string(n);
  all_.emplace_back(key, name);
  return keys_[name] = key;
}

std::vector<std::string> service_keys(const std::vector<model::Definition>& definitions) {
  std::vector<std::string> keys;
  Keys given;
  for (const auto& definition : definitions) {
    const bool named = definition.owner.kind == model::OwnerKind::compose && !definition.owner.service.empty();
    const std::string& service = definition.owner.service;
    // Two containers of one service, or of two projects: then the container's name tells them apart.
    const auto alike = std::count_if(definitions.begin(), definitions.end(), [&](const auto& other) {
      return other.owner.service == service || other.name == service;
    });
    keys.push_back(given.of(named && alike == 1 ? service : definition.name));
  }
  return keys;
}

Yaml environment_part(const model::Definition& definition, Unsaid& unsaid) {
  // A map, because `$` in a list's item would double in names too.
  std::map<std::string_view, std::string_view> last;
  for (const std::string_view entry : definition.process.env) last[entry.substr(0, entry.find('='))] = entry;
  Yaml environment;
  for (const std::string& entry : definition.process.env) {
    const auto equals = entry.find('=');
    const std::string name = entry.substr(0, equals);
    if (last[name].data() != entry.data()) {
      unsaid.flag("--env", entry, "a later one has the same name");
      continue;
    }
    environment.set(name, equals == std::string::npos ? Yaml::plain("null") : Yaml(entry.substr(equals + 1)));
  }
  return environment;
}

Yaml labels_part(const model::Definition& definition, std::string_view own_prefix, Unsaid& unsaid) {
  Yaml labels;
  bool left_out = false;
  for (const auto& [key, value] : definition.labels) {
    if (key.starts_with(own_prefix))
      left_out = true;
    else
      labels.set(key, value);
  }
  if (left_out) unsaid.sentence("labels of " + std::string(own_prefix) + "* are left out: they are written anew");
  return labels;
}

Yaml healthcheck_part(const model::Definition& definition) {
  Yaml part;
  if (!definition.process.health) return part;
  const auto& health = *definition.process.health;
  if (health.test == Words{"NONE"}) {
    part.set("disable", true);
    return part;
  }
  part.add("test", Yaml::flow(health.test));
  const auto add_time = [&](const char* key, const std::optional<std::chrono::nanoseconds>& time) {
    if (time) part.set(key, to_duration(*time));
  };
  add_time("interval", health.interval);
  add_time("timeout", health.timeout);
  add_time("start_period", health.start_period);
  part.add("retries", health.retries);
  return part;
}

Yaml ulimits_part(const model::Definition& definition) {
  Yaml part;
  for (const auto& [name, soft, hard] : definition.resources.ulimits) {
    if (soft == hard) {
      part.set(name, soft);
      continue;
    }
    Yaml& limit = part.set(name, {});
    limit.set("soft", soft);
    limit.set("hard", hard);
  }
  return part;
}

Yaml logging_part(const model::Definition& definition) {
  Yaml part;
  part.add("driver", definition.logging.driver);
  part.add("options", definition.logging.options);
  return part;
}

Yaml grace_period_part(const model::Definition& definition, Unsaid& unsaid) {
  const auto& timeout = definition.process.stop_timeout;
  if (timeout && timeout->count() < 0) unsaid.flag("--stop-timeout", std::to_string(timeout->count()));
  return timeout && timeout->count() >= 0 ? Yaml(to_duration(*timeout)) : Yaml();
}

void add_command(Yaml& service, const model::Definition& definition) {
  const auto& process = definition.process;
  // None at all is said as an empty word: an empty list comes back from inspect as another thing than was asked for.
  if (process.entrypoint)
    service.set("entrypoint", Yaml::flow(process.entrypoint->empty() ? Words{""} : *process.entrypoint));
  if (process.command) service.set("command", Yaml::flow(*process.command));
}

Words unique(const Words& words) {
  Words out;
  std::set<std::string_view> seen;
  for (const auto& word : words)
    if (seen.insert(word).second) out.push_back(word);
  return out;
}

std::string compose_text(const std::vector<std::string>& unsaid, Yaml file) {
  file.double_dollars();
  return comment_lines(unsaid) + file.text();
}

Yaml existing(const std::string& key, const std::string& name) {
  Yaml part;
  part.set("external", true);
  if (name != key) part.set("name", name);
  return part;
}

}  // namespace ullage::formats
