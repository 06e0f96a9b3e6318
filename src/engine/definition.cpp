// Puts a definition together from its parts.
#include "engine/definition.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "engine/definition_parts.h"
#include "engine/owner.h"
#include "model/container_id.h"

namespace ullage::engine {

using model::Definition;
using model::Words;

namespace {

constexpr std::string_view joined_prefix = "container:";

model::RestartPolicy read_restart(const json::value& host_config) {
  const auto retries = number_at(host_config, {"RestartPolicy", "MaximumRetryCount"});
  return {unless(text_at(host_config, {"RestartPolicy", "Name"}), "no"), static_cast<int>(retries.value_or(0))};
}

// A driver that the engine takes by itself is left out; /info of Podman names none.
model::Logging read_logging(const Answers& answers) {
  const auto own = text_at(answers.host, {"LoggingDriver"});
  const auto& from = at(answers.container, {"HostConfig", "LogConfig"});
  return {unless(text_at(from, {"Type"}), own.empty() ? "json-file" : own), text_map_at(from, {"Config"})};
}

std::string default_runtime(const Answers& answers) {
  if (is_podman(answers)) return "oci";
  const auto own = text_at(answers.host, {"DefaultRuntime"});
  return own.empty() ? "runc" : own;
}

std::string default_cgroup_namespace(const Answers& answers) {
  return text_at(answers.host, {"CgroupVersion"}) == "2" ? "private" : "host";
}

model::Namespaces read_namespaces(const Answers& answers) {
  const auto mode = [&](std::string_view key, std::string_view own) {
    return named_namespace(answers, unless(text_at(answers.container, {"HostConfig", key}), own));
  };
  const std::string_view spelled = is_podman(answers) ? "private" : "";
  return {mode("IpcMode", is_podman(answers) ? "shareable" : "private"), mode("PidMode", spelled),
          mode("UTSMode", spelled), mode("UsernsMode", spelled),
          mode("CgroupnsMode", default_cgroup_namespace(answers))};
}

// The reference is kept while it still means the image that the container runs.
void read_image(const Answers& answers, Definition& out) {
  out.image = text_at(answers.container, {"Config", "Image"});
  out.image_id = text_at(answers.container, {"Image"});
  if (out.image.empty()) out.image = out.image_id;
  if (answers.image.is_null()) {
    out.notes.push_back(
        fmt::format("its image {} is gone from the engine: what comes from the image and what was said "
                    "can't be told apart, so all of it is here",
                    printable(out.image)));
  } else if (text_at(answers.named_image, {"Id"}) != out.image_id) {
    out.notes.push_back(fmt::format("{} is another image by now, or none: the id of the one that it runs is written",
                                    printable(out.image)));
    out.image = out.image_id;
  }
}

std::string joined_path(const std::string& mode) { return "/containers/" + mode.substr(joined_prefix.size()); }

}  // namespace

Words references(const json::value& container) {
  Words found;
  for (const auto key : {"NetworkMode", "IpcMode", "PidMode"})
    if (const auto mode = text_at(container, {"HostConfig", key}); mode.starts_with(joined_prefix))
      found.push_back(joined_path(mode));
  const auto network = text_at(container, {"HostConfig", "NetworkMode"});
  if (model::is_container_id(network)) found.push_back("/networks/" + network);
  return found;
}

std::string named_namespace(const Answers& answers, const std::string& mode) {
  if (!mode.starts_with(joined_prefix)) return mode;
  const auto found = answers.names.find(joined_path(mode));
  return found == answers.names.end() ? mode : fmt::format("{}{}", joined_prefix, found->second);
}

Result<Definition> read_definition(const Answers& answers) {
  const auto& container = answers.container;
  const auto& host_config = at(container, {"HostConfig"});
  if (text_at(container, {"Id"}).empty() || !host_config.is_object())
    return fail(ErrorKind::failed, "the engine's description of the container has no id or no configuration");
  Definition out;
  out.engine = answers.engine;
  out.name = text_at(container, {"Name"});
  if (out.name.starts_with('/')) out.name.erase(0, 1);
  read_image(answers, out);
  out.owner = owner_of(at(container, {"Config", "Labels"}));
  out.process = read_process(answers);
  out.labels = read_labels(answers);
  out.annotations = text_map_at(host_config, {"Annotations"});
  out.networking = read_networking(answers, out.notes);
  out.mounts = read_mounts(answers, out.notes);
  out.volumes_from = texts_at(host_config, {"VolumesFrom"});
  out.volume_driver = unless(text_at(host_config, {"VolumeDriver"}), "local");
  out.namespaces = read_namespaces(answers);
  out.resources = read_resources(answers);
  out.security = read_security(answers);
  out.restart = read_restart(host_config);
  out.auto_remove = is_true_at(host_config, {"AutoRemove"});
  out.logging = read_logging(answers);
  out.runtime = unless(text_at(host_config, {"Runtime"}), default_runtime(answers));
  out.cgroup_parent = text_at(host_config, {"CgroupParent"});
  out.isolation = text_at(host_config, {"Isolation"});
  out.sysctls = text_map_at(host_config, {"Sysctls"});
  out.storage_options = text_map_at(host_config, {"StorageOpt"});
  out.image_health = read_image_health(answers.image);
  out.image_ports = keys_at(answers.image, {"Config", "ExposedPorts"});
  return out;
}

}  // namespace ullage::engine
