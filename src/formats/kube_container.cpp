// The container of a pod: what runs, with which rights, within which limits.
#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "formats/kube_parts.h"
#include "model/container_id.h"

namespace ullage::formats {

namespace {

using model::Definition;
using model::Words;

Yaml environment(const Definition& definition, Unsaid& unsaid) {
  Yaml list = Yaml::list();
  for (const auto& entry : definition.process.env) {
    const auto equals = entry.find('=');
    const std::string name = entry.substr(0, equals);
    if (equals == std::string::npos) {
      unsaid.flag("--env", name, "the image's value stays");
      continue;
    }
    const bool may_be_named =
        !name.empty() && (name[0] < '0' || name[0] > '9') && std::all_of(name.begin(), name.end(), [](char c) {
          return is_label_value({&c, 1}) || c == '_' || c == '-' || c == '.';
        });
    if (!may_be_named) {
      unsaid.flag("--env", entry, "the name has characters that no variable has there");
      continue;
    }
    Yaml item;
    item.set("name", name);
    item.set("value", dollars_kept(entry.substr(equals + 1), definition.process.env));
    list.push(std::move(item));
  }
  return list;
}

Yaml words(const Words& list, const Words& env) {
  Words out;
  for (const auto& word : list) out.push_back(dollars_kept(word, env));
  return Yaml::flow(out);
}

void add_command(Yaml& container, const model::Process& process, Unsaid& unsaid) {
  const bool none = process.entrypoint && (process.entrypoint->empty() || *process.entrypoint == Words{""});
  if (!none) {
    if (process.entrypoint) container.set("command", words(*process.entrypoint, process.env));
    if (process.command) container.set("args", words(*process.command, process.env));
  } else if (process.command) {
    container.set("command", words(*process.command, process.env));
  } else {
    unsaid.flag("--entrypoint", "''", "write the image's command under command");
  }
}

// Docker waits 30 seconds for what Kubernetes would wait one.
Yaml probe(const Words& command, const model::HealthCheck& health, bool delayed) {
  constexpr std::chrono::seconds docker_default{30};
  const auto whole = [](std::optional<std::chrono::nanoseconds> time, std::chrono::seconds otherwise) {
    if (!time || time->count() <= 0) return otherwise.count();
    return std::max<std::int64_t>(1, std::chrono::ceil<std::chrono::seconds>(*time).count());
  };
  Yaml part;
  part.set("exec", {}).set("command", Yaml::flow(command));
  if (delayed) part.add("initialDelaySeconds", whole(health.start_period, std::chrono::seconds{0}));
  part.set("periodSeconds", whole(health.interval, docker_default));
  part.set("timeoutSeconds", whole(health.timeout, docker_default));
  part.set("failureThreshold", health.retries.value_or(0) > 0 ? *health.retries : 3);
  return part;
}

// Kubernetes runs no image's health check by itself, so that one is said too.
void add_probes(Yaml& container, const Definition& definition, Unsaid& unsaid) {
  if (!definition.process.health && !definition.image_health) return;
  model::HealthCheck health = definition.process.health ? *definition.process.health : *definition.image_health;
  if (health.test.empty() && definition.image_health) health.test = definition.image_health->test;
  if (health.test.size() < 2) return;
  Words command(health.test.begin() + 1, health.test.end());
  if (health.test.front() == "CMD-SHELL") command.insert(command.begin(), {"/bin/sh", "-c"});
  container.set("livenessProbe", probe(command, health, true));
  container.set("readinessProbe", probe(command, health, false));
  unsaid.sentence(
      "a failing health check restarts the container, where Docker only says unhealthy: leave livenessProbe "
      "out if that is not meant");
}

Yaml capabilities(const model::Security& security) {
  const auto bare = [](const Words& list) {
    Words out;
    for (const auto& name : list) out.push_back(name.starts_with("CAP_") ? name.substr(4) : name);
    return Yaml(out);
  };
  Yaml part;
  part.add("add", bare(security.cap_add));
  part.add("drop", bare(security.cap_drop));
  return part;
}

void add_user(Yaml& part, const std::string& user, Unsaid& unsaid) {
  if (user.empty()) return;
  const auto colon = user.find(':');
  const auto uid = parse_number(user.substr(0, colon));
  const auto gid = colon == std::string::npos ? std::nullopt : parse_number(user.substr(colon + 1));
  if (!uid || (colon != std::string::npos && !gid))
    return unsaid.flag("--user", user, "say it as numbers, in runAsUser and runAsGroup");
  part.set("runAsUser", *uid);
  part.add("runAsGroup", gid);
}

// What can't be said of `--security-opt` goes to `unsaid`.
void add_security_options(Yaml& part, const model::Security& security, Unsaid& unsaid) {
  constexpr std::string_view selinux_parts = " user: role: type: level:";
  const bool may_have_all =
      security.privileged || std::any_of(security.cap_add.begin(), security.cap_add.end(), [](const auto& cap) {
        return cap == "ALL" || cap == "SYS_ADMIN" || cap == "CAP_SYS_ADMIN";
      });
  Yaml selinux;
  for (const auto& option : security.security_opt) {
    const auto equals = option.find_first_of("=:");
    const std::string name = option.substr(0, equals);
    const std::string value = equals == std::string::npos ? "" : option.substr(equals + 1);
    const std::string part_of_label = value.substr(0, value.find(':'));
    if (name == "no-new-privileges" && value == "false") continue;
    if (name == "no-new-privileges" && !may_have_all)
      part.set("allowPrivilegeEscalation", false);
    else if (name == "seccomp" && value == "unconfined")
      part.set("seccompProfile", {}).set("type", "Unconfined");
    else if (name == "label" && selinux_parts.find(" " + part_of_label + ":") != std::string_view::npos)
      selinux.set(part_of_label, value.substr(std::min(value.size(), part_of_label.size() + 1)));
    else
      unsaid.flag("--security-opt", option);
  }
  part.add("seLinuxOptions", std::move(selinux));
}

int gpu_count(const Definition& definition, Unsaid& unsaid) {
  int count = 0;
  for (const auto& request : definition.security.device_requests) {
    const bool is_gpu = request.driver.empty() || request.driver == "nvidia";
    if (!is_gpu) {
      unsaid.flag("--gpus", "of driver " + request.driver);
      continue;
    }
    if (request.count < 0)
      unsaid.flag("--gpus", "all", "it counts them: one is asked for, write the number that the node has");
    for (const auto& id : request.ids) unsaid.flag("--gpus", "device=" + id, "it chooses the device itself");
    for (const auto& all : request.capabilities)
      for (const auto& capability : all) unsaid.flag_if(capability != "gpu", "--gpus", "capabilities=" + capability);
    for (const auto& [key, value] : request.options) unsaid.flag("--gpus", pair_text(key, value));
    count += !request.ids.empty() ? static_cast<int>(request.ids.size()) : request.count < 0 ? 1 : request.count;
  }
  return count;
}

// The limit as thousandths of a CPU, from --cpus or from quota and period; 0: none.
std::int64_t milli_cpus(const model::Resources& resources) {
  constexpr std::int64_t nano_per_milli = 1'000'000, default_period = 100'000;
  if (resources.nano_cpus > 0) return (resources.nano_cpus + nano_per_milli - 1) / nano_per_milli;
  if (resources.cpu_quota <= 0) return 0;
  const std::int64_t period = resources.cpu_period > 0 ? resources.cpu_period : default_period;
  return std::max<std::int64_t>(1, resources.cpu_quota * 1000 / period);
}

std::string cpu_text(std::int64_t milli) { return to_decimal(milli * 1'000'000); }

void say_image(const Definition& definition, Unsaid& unsaid) {
  std::string_view id = definition.image;
  if (id.starts_with("sha256:")) id.remove_prefix(7);
  if (model::is_container_id(id))
    unsaid.sentence(fmt::format("a cluster can't pull the image {} by its id: push it under a name, and write that",
                                definition.image));
}

}  // namespace

Yaml container_security(const Definition& definition, Unsaid& unsaid) {
  const auto& security = definition.security;
  Yaml part;
  add_user(part, definition.process.user, unsaid);
  part.add("privileged", security.privileged);
  part.add("readOnlyRootFilesystem", security.read_only_root);
  part.add("capabilities", capabilities(security));
  add_security_options(part, security, unsaid);
  return part;
}

Yaml resources_part(const Definition& definition, Unsaid& unsaid) {
  const auto& resources = definition.resources;
  Yaml part, limits, requests;
  const auto shm = shm_memory(definition);
  const Bytes memory = resources.memory.value == 0 ? Bytes{} : resources.memory + shm.value_or(Bytes{});
  if (memory.value != 0) limits.set("memory", quantity(memory));
  if (shm && memory.value != 0)
    unsaid.sentence(fmt::format("the memory limit is raised from {} to {}: what is in /dev/shm counts as the pod's",
                                quantity(resources.memory), quantity(memory)));
  if (shm && memory.value == 0)
    unsaid.sentence("what is in /dev/shm counts as the pod's memory, which has no limit: say one in resources.limits");
  const std::int64_t cpus = milli_cpus(resources);
  if (cpus != 0) limits.set("cpu", cpu_text(cpus));
  unsaid.flag_if(resources.cpu_period != 0 && cpus == 0, "--cpu-period", std::to_string(resources.cpu_period));
  limits.add("nvidia.com/gpu", gpu_count(definition, unsaid));
  if (resources.memory_reservation.value != 0) requests.set("memory", quantity(resources.memory_reservation));
  // The kubelet makes 1024 shares of a whole CPU that is asked for.
  const std::int64_t wanted = resources.cpu_shares * 1000 / 1024;
  if (wanted > 0 && (cpus == 0 || wanted <= cpus))
    requests.set("cpu", cpu_text(wanted));
  else
    unsaid.flag_if(resources.cpu_shares != 0, "--cpu-shares", std::to_string(resources.cpu_shares));
  part.add("limits", std::move(limits));
  part.add("requests", std::move(requests));
  return part;
}

Yaml container_part(const Definition& definition, const std::string& name, Yaml ports, Yaml mounts, Unsaid& unsaid) {
  const auto& process = definition.process;
  Yaml container;
  container.set("name", name);
  container.set("image", definition.image);
  say_image(definition, unsaid);
  container.set("imagePullPolicy", "IfNotPresent");
  add_command(container, process, unsaid);
  container.add("workingDir", process.working_dir);
  container.add("env", environment(definition, unsaid));
  container.add("ports", std::move(ports));
  container.add("resources", resources_part(definition, unsaid));
  container.add("volumeMounts", std::move(mounts));
  add_probes(container, definition, unsaid);
  container.add("securityContext", container_security(definition, unsaid));
  container.add("stdin", process.stdin_open);
  container.add("tty", process.tty);
  return container;
}

}  // namespace ullage::formats
