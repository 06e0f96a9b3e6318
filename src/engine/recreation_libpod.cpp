// The request that makes a container again through Podman's own API: POST /libpod/containers/create (pkg/specgen, 4.3).
#include <algorithm>
#include <array>
#include <cstdlib>

#include "base/text.h"
#include "engine/libpod_parts.h"
#include "engine/recreation_parts.h"

namespace ullage::engine {

namespace {

// "10MB", as Podman shows a number of bytes: to four digits.
std::optional<std::int64_t> decimal_size(const std::string& text) {
  constexpr std::string_view units = "BkMGTPEZY";
  char* end = nullptr;
  double size = std::strtod(text.c_str(), &end);
  const auto unit = units.find(*end);
  if (end == text.c_str() || unit == std::string_view::npos || *end == '\0') return std::nullopt;
  for (std::size_t i = 0; i < unit; ++i) size *= 1000;
  return static_cast<std::int64_t>(size + 0.5);
}

json::object log_configuration(const LibpodSource& from) {
  json::object out{{"driver", text_at(from.host("LogConfig"), {"Type"})}};
  const std::string path = text_at(from.host("LogConfig"), {"Path"});
  if (!path.starts_with(text_at(from.own, {"StaticDir"}))) out["path"] = path;
  if (const auto size = decimal_size(text_at(from.host("LogConfig"), {"Size"}))) say(out, "size", *size);
  if (const auto tag = text_at(from.host("LogConfig"), {"Tag"}); !tag.empty())
    out["options"] = json::object{{"tag", tag}};
  return out;
}

// Where none is shown the image had none either.
void say_health(const LibpodSource& from, json::object& spec) {
  say(spec, "healthconfig", from.config("Healthcheck"));
  constexpr std::array<std::string_view, 5> actions{"none", "invalid", "kill", "restart", "stop"};
  const auto action = std::ranges::find(actions, from.config_text("HealthcheckOnFailureAction"));
  if (action != actions.end()) say(spec, "health_check_on_failure_action", action - actions.begin());
}

void say_what_runs(const LibpodSource& from, json::object& spec) {
  spec["image"] = from.wishes.image;
  if (from.wishes.image != from.wishes.image_id) say(spec, "raw_image_name", json::string(from.command.image()));
  // Podman's own description has the words of an entrypoint in one text.
  spec["entrypoint"] = elements_at(from.inspected, {"Config", "Entrypoint"});
  spec["command"] = elements_at(from.own, {"Config", "Cmd"});
  spec["work_dir"] = from.config_text("WorkingDir");
  spec["create_working_dir"] = true;
  say(spec, "terminal", from.config("Tty"));
  say(spec, "stdin", from.config("OpenStdin"));
  spec["systemd"] = is_true_at(from.own, {"Config", "SystemdMode"}) ? "always" : "false";
  say(spec, "sdnotifyMode", from.config("sdNotifyMode"));
  say(spec, "init", from.host("Init"));
  say(spec, "init_path", json::string(from.command.last("--init-path")));
  // All of it is said, and nothing is to be added: what the image or Podman's configuration says may have changed.
  spec["env"] = said_environment(from.own);
  spec["unsetenvall"] = true;
  say(spec, "secret_env", secret_variables(from.command));
}

void say_how_it_ends(const LibpodSource& from, json::object& spec) {
  spec["stop_signal"] = from.config("StopSignal");
  spec["stop_timeout"] = from.config("StopTimeout");
  say(spec, "timeout", from.config("Timeout"));
  say(spec, "restart_policy", at(from.host("RestartPolicy"), {"Name"}));
  say(spec, "restart_tries", at(from.host("RestartPolicy"), {"MaximumRetryCount"}));
}

}  // namespace

json::object secret_variables(const CreateCommand& command) {
  json::object out;
  for (const auto& each : command.secrets())
    if (each.is_variable) out[each.target] = each.name;
  return out;
}

json::object said_environment(const json::value& own) {
  const auto secrets = secret_variables(CreateCommand(own));
  json::object out;
  for (const auto& entry : elements_at(own, {"Config", "Env"})) {
    const std::string text = text_at(entry, {});
    const auto equals = text.find('=');
    const std::string name = text.substr(0, equals);
    const std::string value = equals == std::string::npos ? "" : text.substr(equals + 1);
    const bool made_up = (name == "HOSTNAME" && value == text_at(own, {"Config", "Hostname"})) ||
                         (name == "container_uuid" && value == text_at(own, {"Id"}).substr(0, 32));
    if (!made_up && !secrets.contains(name)) out[name] = value;
  }
  return out;
}

json::object said_annotations(const json::value& own) {
  json::object out = object_at(own, {"Config", "Annotations"});
  for (const auto key : {"io.container.manager", "io.kubernetes.cri-o.Created", "org.opencontainers.image.stopSignal"})
    out.erase(key);
  return out;
}

bool says_nothing(const json::value& value) {
  if (const auto* flag = value.if_bool()) return !*flag;
  if (const auto* array = value.if_array()) return array->empty();
  if (const auto* object = value.if_object()) return object->empty();
  if (const auto* text = value.if_string()) return text->empty();
  return value.is_null() || number_at(value, {}) == 0;
}

void say(json::object& spec, std::string_view key, json::value value) {
  if (!says_nothing(value)) spec[key] = std::move(value);
}

json::array words_of(std::string_view text, char separator) {
  json::array out;
  for (const auto word : split(text, separator)) out.emplace_back(word);
  return out;
}

void append(json::object& spec, std::string_view key, json::array words) {
  if (!spec.contains(key)) spec[key] = json::array();
  for (auto& word : words) spec[key].as_array().push_back(std::move(word));
}

json::object libpod_specification(const json::value& inspected, const RecreationWishes& wishes) {
  const auto& own = at(inspected, {"Libpod"});
  const LibpodSource from{inspected, own, wishes, CreateCommand(own)};
  json::object spec;
  say_what_runs(from, spec);
  say_how_it_ends(from, spec);
  say_health(from, spec);
  say(spec, "labels", from.config("Labels"));
  spec["annotations"] = said_annotations(own);
  spec["log_configuration"] = log_configuration(from);
  say(spec, "timezone", from.config("Timezone"));
  spec["manage_password"] = from.config("Passwd");
  say(spec, "chroot_directories", from.config("ChrootDirs"));
  spec["containerCreateCommand"] =
      wishes.shm_size ? from.command.with_shm_size(*wishes.shm_size) : elements_at(own, {"Config", "CreateCommand"});
  say_storage(from, spec);
  say_namespaces(from, spec);
  say_network(from, spec);
  say_security(from, spec);
  say_limits(from, spec);
  return spec;
}

}  // namespace ullage::engine
