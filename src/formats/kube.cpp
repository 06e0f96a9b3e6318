// The objects of a manifest: claims, a Deployment and a Service for each container.
#include "formats/kube.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/text.h"
#include "formats/kube_parts.h"

namespace ullage::formats {

namespace {

using model::Definition;

// Options of `docker run` that a manifest has fields for. Where a value can't be said, the code here and there says so.
constexpr std::string_view known =
    "--name,the image,--entrypoint,the command,--user,--workdir,--env,--tty,--interactive,--init,--stop-timeout,"
    "--no-healthcheck,--health-cmd,--health-interval,--health-timeout,--health-start-period,--health-retries,"
    "--label,--annotation,--network,a network,--publish-all,--publish,--hostname,--dns,--dns-search,"
    "--dns-option,--add-host,--mount,--ipc,--pid,--uts,--userns,--shm-size,--memory,--memory-reservation,--cpus,"
    "--cpu-shares,--cpu-period,--cpu-quota,--privileged,--read-only,--cap-add,--cap-drop,--security-opt,"
    "--group-add,--gpus,--restart,--platform,--sysctl";

const std::map<std::string_view, std::string_view> remedies{
    {"--expose", "every port of a pod is within reach in the cluster"},
    {"--device", "a device plug-in gives devices to pods"},
    {"--pids-limit", "the kubelet has one for all pods of the node"},
    {"--log-driver", "the node's container runtime keeps the logs"},
    {"--log-opt", "the node's container runtime keeps the logs"},
    {"--runtime", "name a RuntimeClass in runtimeClassName"},
    {"--rm", "delete the Deployment when it is done"}};

Yaml metadata(const std::string& name, const std::string& app) {
  Yaml part;
  part.set("name", name);
  part.set("labels", {}).set("app", app);
  return part;
}

Yaml object(const char* api, const char* kind, Yaml metadata) {
  Yaml part;
  part.set("apiVersion", api);
  part.set("kind", kind);
  part.set("metadata", std::move(metadata));
  return part;
}

Yaml claim_object(const std::string& name) {
  Yaml data;
  data.set("name", name);
  Yaml part = object("v1", "PersistentVolumeClaim", std::move(data));
  Yaml& spec = part.set("spec", {});
  spec.set("accessModes", Yaml::flow({"ReadWriteOnce"}));
  spec.set("resources", {}).set("requests", {}).set("storage", "1Gi");
  return part;
}

Yaml service_object(const std::string& name, Yaml ports) {
  Yaml part = object("v1", "Service", metadata(name, name));
  Yaml& spec = part.set("spec", {});
  spec.set("selector", {}).set("app", name);
  spec.set("ports", std::move(ports));
  return part;
}

// What may not be a label there may still be an annotation.
void add_labels(Yaml& metadata, const std::string& name, const Definition& definition, Unsaid& unsaid) {
  Yaml labels, annotations;
  labels.set("app", name);
  for (const auto& [key, value] : definition.labels) {
    if (is_qualified_name(key) && is_label_value(value) && key != "app")
      labels.set(key, value);
    else if (is_qualified_name(key) && !definition.annotations.contains(key))
      annotations.set(key, value);
    else
      unsaid.flag("--label", pair_text(key, value));
  }
  for (const auto& [key, value] : definition.annotations) {
    if (is_qualified_name(key))
      annotations.set(key, value);
    else
      unsaid.flag("--annotation", pair_text(key, value));
  }
  metadata.set("labels", std::move(labels));
  metadata.add("annotations", std::move(annotations));
}

void add_namespaces(Yaml& pod, const Definition& definition, Unsaid& unsaid) {
  const auto& [ipc, pid, uts, user, cgroup] = definition.namespaces;
  const auto& mode = definition.networking.mode;
  pod.add("hostNetwork", mode == "host");
  pod.add("hostPID", pid == "host");
  pod.add("hostIPC", ipc == "host");
  constexpr std::string_view together = "put both containers into one pod";
  for (const auto& [flag, value] : {std::pair{"--ipc", ipc}, {"--pid", pid}, {"--network", mode}})
    unsaid.flag_if(value.starts_with("container:"), flag, value, together);
  unsaid.flag_if(ipc == "none" || ipc == "shareable", "--ipc", ipc);
  unsaid.flag_if(pid != "host" && !pid.starts_with("container:") && !pid.empty(), "--pid", pid);
  unsaid.flag_if(!uts.empty() && mode != "host", "--uts", uts);
  unsaid.flag_if(!user.empty() && user != "host", "--userns", user);
  if (ipc == "host" && definition.resources.shm_size)
    unsaid.sentence("/dev/shm is the host's: --shm-size would do nothing and is left out");
}

void say_networks(const Definition& definition, Unsaid& unsaid) {
  unsaid.flag_if(definition.networking.mode == "none", "--network", "none", "a NetworkPolicy shuts a pod off");
  for (const auto& endpoint : definition.networking.endpoints) {
    const bool own = endpoint.network != "bridge" && endpoint.network != "host" && endpoint.network != "none" &&
                     endpoint.network != "podman";
    unsaid.flag_if(own, "--network", endpoint.network, "all pods share one, and find each other by Service");
    for (const auto& alias : endpoint.aliases) unsaid.flag("--network-alias", alias, "name a Service so");
    unsaid.flag_if(!endpoint.ipv4.empty(), "--ip", endpoint.ipv4);
    unsaid.flag_if(!endpoint.ipv6.empty(), "--ip6", endpoint.ipv6);
    unsaid.flag_if(!endpoint.mac.empty() && endpoint.mac != definition.networking.mac, "--mac-address", endpoint.mac);
    for (const auto& address : endpoint.link_local) unsaid.flag("--link-local-ip", address);
    for (const auto& link : endpoint.links) unsaid.flag("--link", link);
    for (const auto& [key, value] : endpoint.driver_options) unsaid.flag("the network option", pair_text(key, value));
  }
}

void add_names(Yaml& pod, const Definition& definition, Unsaid& unsaid) {
  const auto& networking = definition.networking;
  if (!networking.hostname.empty() && dns_label(networking.hostname) == networking.hostname)
    pod.set("hostname", networking.hostname);
  else
    unsaid.flag_if(!networking.hostname.empty(), "--hostname", networking.hostname);
  Yaml aliases = Yaml::list();
  for (const auto& entry : networking.extra_hosts) {
    const auto colon = entry.find(':');
    const std::string ip = colon == std::string::npos ? "" : entry.substr(colon + 1);
    if (ip.empty() || ip == "host-gateway") {
      unsaid.flag("--add-host", entry);
      continue;
    }
    Yaml& item = aliases.push({});
    item.set("ip", ip);
    item.set("hostnames", Yaml::flow({entry.substr(0, colon)}));
  }
  pod.add("hostAliases", std::move(aliases));
  Yaml dns, options = Yaml::list();
  dns.add("nameservers", networking.dns);
  dns.add("searches", networking.dns_search);
  for (const auto& option : networking.dns_options) {
    const auto colon = option.find(':');
    Yaml& item = options.push({});
    item.set("name", option.substr(0, colon));
    if (colon != std::string::npos) item.set("value", option.substr(colon + 1));
  }
  dns.add("options", std::move(options));
  if (!networking.dns.empty()) pod.set("dnsPolicy", "None");
  pod.add("dnsConfig", std::move(dns));
}

// Those that touch nothing but the pod: https://kubernetes.io/docs/tasks/administer-cluster/sysctl-cluster/
constexpr std::array<std::string_view, 10> safe_sysctls{
    "kernel.shm_rmid_forced",           "net.ipv4.ip_local_port_range",
    "net.ipv4.ip_local_reserved_ports", "net.ipv4.ip_unprivileged_port_start",
    "net.ipv4.ping_group_range",        "net.ipv4.tcp_fin_timeout",
    "net.ipv4.tcp_keepalive_intvl",     "net.ipv4.tcp_keepalive_probes",
    "net.ipv4.tcp_keepalive_time",      "net.ipv4.tcp_syncookies"};

Yaml sysctls_part(const model::TextMap& sysctls, Unsaid& unsaid) {
  Yaml part = Yaml::list();
  std::string unsafe;
  for (const auto& [name, value] : sysctls) {
    Yaml& item = part.push({});
    item.set("name", name);
    item.set("value", value);
    if (std::ranges::find(safe_sysctls, name) == safe_sysctls.end())
      unsafe += (unsafe.empty() ? "" : ",") + printable(name);
  }
  if (!unsafe.empty())
    unsaid.sentence("the kubelet of the node must allow the sysctls: --allowed-unsafe-sysctls=" + unsafe);
  return part;
}

Yaml pod_security(const Definition& definition, Unsaid& unsaid) {
  Yaml part, groups = Yaml::list();
  for (const auto& group : definition.security.group_add) {
    if (const auto number = parse_number(group))
      groups.push(*number);
    else
      unsaid.flag("--group-add", group, "say it as a number, in supplementalGroups");
  }
  part.add("supplementalGroups", std::move(groups));
  part.add("sysctls", sysctls_part(definition.sysctls, unsaid));
  return part;
}

void add_platform(Yaml& pod, const std::string& platform, Unsaid& unsaid) {
  if (platform.empty()) return;
  const auto parts = split(platform, '/');
  Yaml selector;
  selector.set("kubernetes.io/os", std::string(parts[0]));
  if (parts.size() > 1) selector.set("kubernetes.io/arch", std::string(parts[1]));
  unsaid.flag_if(parts.size() > 2, "--platform", platform);
  pod.set("nodeSelector", std::move(selector));
}

void say_rest(const Definition& definition, const std::string& name, Unsaid& unsaid) {
  const auto& restart = definition.restart.name;
  if (name != definition.name)
    unsaid.sentence(
        fmt::format("the name {} is not one of Kubernetes: it is {} here", printable(definition.name), name));
  unsaid.flag_if(restart != "always" && restart != "unless-stopped", "--restart", restart.empty() ? "no" : restart,
                 "a Deployment always restarts");
  unsaid.flag_if(definition.process.init.value_or(false), "--init");
}

Yaml deployment_object(const Definition& definition, const std::string& name, Yaml ports, PodVolumes& volumes,
                       Unsaid& unsaid) {
  Yaml part = object("apps/v1", "Deployment", metadata(name, name));
  Yaml& spec = part.set("spec", {});
  spec.set("replicas", 1);
  spec.set("strategy", {}).set("type", "Recreate");  // as two can have neither the node's ports nor the volumes
  spec.set("selector", {}).set("matchLabels", {}).set("app", name);
  Yaml of_pod, pod, containers = Yaml::list(), pod_template;
  add_labels(of_pod, name, definition, unsaid);
  add_platform(pod, definition.platform, unsaid);
  add_namespaces(pod, definition, unsaid);
  say_networks(definition, unsaid);
  add_names(pod, definition, unsaid);
  const auto& timeout = definition.process.stop_timeout;
  if (timeout && timeout->count() >= 0) pod.set("terminationGracePeriodSeconds", timeout->count());
  unsaid.flag_if(timeout && timeout->count() < 0, "--stop-timeout", "-1");
  pod.add("securityContext", pod_security(definition, unsaid));
  containers.push(container_part(definition, name, std::move(ports), std::move(volumes.mounts), unsaid));
  pod.set("containers", std::move(containers));
  pod.add("volumes", std::move(volumes.volumes));
  pod_template.set("metadata", std::move(of_pod));
  pod_template.set("spec", std::move(pod));
  spec.set("template", std::move(pod_template));
  say_rest(definition, name, unsaid);
  return part;
}

}  // namespace

Rendered render_kube(const std::vector<Definition>& definitions) {
  Rendered rendered;
  std::vector<std::string> objects;
  std::set<std::string> names, claims;
  SharedNames shared = claim_names(definitions);
  for (const auto& definition : definitions) {
    Unsaid unsaid("Kubernetes", definition, definitions.size() > 1, rendered.unsaid);
    unsaid.all_but(known, remedies);
    const std::string name = free_label(definition.name, names);
    PodVolumes volumes = volumes_of(definition, shared, unsaid);
    Ports ports = ports_of(definition, unsaid);
    for (const auto& claim : volumes.claims)
      if (claims.insert(claim).second) objects.push_back(claim_object(claim).text());
    objects.push_back(deployment_object(definition, name, std::move(ports.container), volumes, unsaid).text());
    if (!ports.service.says_nothing()) objects.push_back(service_object(name, std::move(ports.service)).text());
  }
  rendered.text = comment_lines(rendered.unsaid);
  for (std::size_t i = 0; i < objects.size(); ++i) rendered.text += (i == 0 ? "" : "---\n") + objects[i];
  return rendered;
}

}  // namespace ullage::formats
