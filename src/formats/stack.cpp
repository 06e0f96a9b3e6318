// A definition as a swarm service. Swarm's own rules decide: it refuses or forgets much of what a container can have.
#include "formats/stack.h"

#include <fmt/format.h>

#include "base/text.h"
#include "formats/compose_parts.h"
#include "formats/mounts.h"
#include "formats/run_flags.h"

namespace ullage::formats {

namespace {

using model::Definition;
using model::MountType;
using model::Words;

// Options of `docker run` that a stack's service has keys for. Where a value can't be said, the code below says so.
constexpr std::string_view known =
    "the image,--entrypoint,the command,--user,--workdir,--env,--tty,--interactive,--init,--stop-signal,"
    "--stop-timeout,--no-healthcheck,--health-cmd,--health-interval,--health-timeout,--health-start-period,"
    "--health-retries,--label,--network,a network,--publish,--hostname,--dns,--dns-search,--add-host,--mount,"
    "--shm-size,--memory,--memory-reservation,--cpus,--pids-limit,--ulimit,--read-only,--cap-add,--cap-drop,"
    "--restart,--log-driver,--log-opt,--isolation,--sysctl";

const std::map<std::string_view, std::string_view> remedies{
    {"--name", "swarm names the containers of its tasks"},
    {"--gpus", "give the nodes generic resources, and ask for them in deploy.resources.reservations"},
    {"--expose", "services of one network reach every port of each other"},
    {"--cpu-quota", "say it as deploy.resources.limits.cpus"},
    {"--rm", "swarm removes the containers of its tasks itself"}};

Yaml tmpfs_volume(const std::string& target, const std::optional<Bytes>& size) {
  Yaml part;
  part.set("type", "tmpfs");
  part.set("target", target);
  if (size) part.set("tmpfs", {}).set("size", size->value);
  return part;
}

// Bind mounts and volumes in the long syntax. Of what -v takes as options, swarm knows some.
Yaml volume(const model::Mount& mount, Keys& volumes, Unsaid& unsaid) {
  const bool is_volume = mount.type == MountType::volume;
  std::string propagation = mount.propagation, consistency = mount.consistency, others;
  bool no_copy = mount.no_copy;
  for (const auto option : split(mount.options, ',')) {
    constexpr std::string_view propagations = " shared slave private rshared rslave rprivate ";
    constexpr std::string_view consistencies = " consistent cached delegated ";
    const std::string word = fmt::format(" {} ", option);
    if (propagations.find(word) != std::string_view::npos)
      propagation = option;
    else if (consistencies.find(word) != std::string_view::npos)
      consistency = option;
    else if (option == "nocopy")
      no_copy = true;
    else if (option != "rw" && !option.empty())
      (others += others.empty() ? "" : ",") += option;
  }
  Yaml part;
  part.set("type", is_volume ? "volume" : "bind");
  part.add("source", is_volume && !mount.source.empty() ? volumes.of(mount.source) : mount.source);
  part.set("target", mount.target);
  part.add("read_only", mount.read_only);
  part.add("consistency", consistency);
  if (!propagation.empty()) part.set("bind", {}).set("propagation", propagation);
  if (no_copy) part.set("volume", {}).set("nocopy", true);
  unsaid.flag_if(!others.empty(), "--volume", others + " of " + mount.target);
  unsaid.flag_if(!mount.subpath.empty(), "--mount", "volume-subpath=" + mount.subpath + " of " + mount.target);
  unsaid.flag_if(mount.non_recursive, "--mount", "bind-nonrecursive of " + mount.target);
  return part;
}

Yaml volumes_part(const Definition& definition, Keys& volumes, Unsaid& unsaid) {
  Yaml list = Yaml::list();
  if (definition.resources.shm_size && !mounts_shm(definition))
    list.push(tmpfs_volume("/dev/shm", definition.resources.shm_size));
  bool local = false;
  for (const auto& mount : definition.mounts) {
    if (mount.type == MountType::other) {
      unsaid.flag("--mount", mount.target, "it is neither a bind mount, a volume nor a tmpfs");
    } else if (mount.type == MountType::tmpfs) {
      list.push(tmpfs_volume(mount.target, tmpfs_size(mount)));
      const std::string others = other_tmpfs_options(mount);
      unsaid.flag_if(!others.empty(), "--tmpfs", others + " of " + mount.target);
      unsaid.flag_if(mount.read_only, "--tmpfs", "ro of " + mount.target);
    } else {
      list.push(volume(mount, volumes, unsaid));
      local = true;
    }
  }
  if (local)
    unsaid.sentence(
        "bind mounts and volumes are those of the node that the task runs on: where there are several, add "
        "a placement constraint");
  return list;
}

// Of the host that runs the task, as a container's ports are: the routing mesh would take them on every node.
Yaml ports_part(const Definition& definition, Unsaid& unsaid) {
  Yaml list = Yaml::list();
  for (const auto& port : definition.networking.ports) {
    if (definition.networking.mode == "host") {
      unsaid.flag("--publish", publish_text(port), "on the host's network it does nothing");
      continue;
    }
    const auto target = parse_number(port.container);
    const auto published = parse_number(port.host);
    const bool everywhere = port.host_ip.empty() || port.host_ip == "0.0.0.0" || port.host_ip == "::";
    if (!target || !everywhere) {
      unsaid.flag("--publish", publish_text(port), "swarm would publish it on all addresses, so the port is left out");
      continue;
    }
    unsaid.flag_if(!published && !port.host.empty(), "--publish", port.host + ":" + port.container,
                   "it gets any free port");
    Yaml item;
    item.set("target", *target);
    item.add("published", published.value_or(0));
    if (port.protocol != "tcp") item.add("protocol", port.protocol);
    item.set("mode", "host");
    list.push(std::move(item));
  }
  return list;
}

void add_networks(Yaml& service, const Definition& definition, Keys& networks, Unsaid& unsaid) {
  const std::string& mode = definition.networking.mode;
  if (mode.empty() || mode == "default" || mode == "bridge") return;
  if (mode.starts_with("container:")) return unsaid.flag("--network", mode);
  if (mode == "host" || mode == "none") return service.add("networks", Words{networks.of(mode)});
  Yaml part;
  for (const auto& endpoint : definition.networking.endpoints) {
    Yaml& network = part.set(networks.of(endpoint.network), {});
    network.add("aliases", unique(endpoint.aliases));
    unsaid.flag_if(!endpoint.ipv4.empty(), "--ip", endpoint.ipv4);
    unsaid.flag_if(!endpoint.ipv6.empty(), "--ip6", endpoint.ipv6);
    unsaid.flag_if(!endpoint.mac.empty() && endpoint.mac != definition.networking.mac, "--mac-address", endpoint.mac);
    for (const auto& address : endpoint.link_local) unsaid.flag("--link-local-ip", address);
    for (const auto& link : endpoint.links) unsaid.flag("--link", link);
    for (const auto& [key, value] : endpoint.driver_options) unsaid.flag("the network option", pair_text(key, value));
    unsaid.sentence(fmt::format(
        "the stack makes a network {} of its own: where there is an attachable overlay already, say external: true",
        printable(endpoint.network)));
  }
  service.add("networks", std::move(part));
}

Yaml restart_part(const model::RestartPolicy& policy) {
  Yaml part;
  const bool on_failure = policy.name == "on-failure";
  part.set("condition", on_failure ? "on-failure" : policy.name.empty() || policy.name == "no" ? "none" : "any");
  part.add("max_attempts", policy.most_retries);
  return part;
}

Yaml deploy_part(const Definition& definition) {
  const auto& resources = definition.resources;
  Yaml limits, reservations, both, deploy;
  // Swarm takes these as text alone, and has no limit where none is said.
  if (resources.nano_cpus != 0) limits.set("cpus", to_decimal(resources.nano_cpus));
  if (resources.memory.value != 0) limits.set("memory", to_flag(resources.memory));
  if (resources.pids_limit > 0) limits.set("pids", resources.pids_limit);
  if (resources.memory_reservation.value != 0) reservations.set("memory", to_flag(resources.memory_reservation));
  both.add("limits", std::move(limits));
  both.add("reservations", std::move(reservations));
  deploy.add("resources", std::move(both));
  deploy.set("restart_policy", restart_part(definition.restart));
  return deploy;
}

Yaml service_part(const Definition& definition, Keys& networks, Keys& volumes, Unsaid& unsaid) {
  const auto& process = definition.process;
  const auto& networking = definition.networking;
  Yaml service;
  service.add("image", definition.image);
  add_command(service, definition);
  service.add("user", process.user);
  service.add("working_dir", process.working_dir);
  service.add("init", process.init);
  service.add("tty", process.tty);
  service.add("stdin_open", process.stdin_open);
  service.add("ports", ports_part(definition, unsaid));
  service.add("volumes", volumes_part(definition, volumes, unsaid));
  service.add("environment", environment_part(definition, unsaid));
  service.add("labels", labels_part(definition, "com.docker.stack.", unsaid));
  service.add("deploy", deploy_part(definition));
  service.add("stop_signal", process.stop_signal);
  service.add("stop_grace_period", grace_period_part(definition, unsaid));
  service.add("healthcheck", healthcheck_part(definition));
  add_networks(service, definition, networks, unsaid);
  service.add("hostname", networking.hostname);
  service.add("dns", networking.dns);
  service.add("dns_search", networking.dns_search);
  service.add("extra_hosts", unique(networking.extra_hosts));
  service.add("read_only", definition.security.read_only_root);
  service.add("cap_add", unique(definition.security.cap_add));
  service.add("cap_drop", unique(definition.security.cap_drop));
  service.add("ulimits", ulimits_part(definition));
  service.add("sysctls", definition.sysctls);
  service.add("logging", logging_part(definition));
  service.add("isolation", definition.isolation);
  return service;
}

}  // namespace

Rendered render_stack(const std::vector<Definition>& definitions) {
  Rendered rendered;
  Yaml file, services, networks, volumes;
  Keys network_keys, volume_keys;
  const auto keys = service_keys(definitions);
  for (std::size_t i = 0; i < definitions.size(); ++i) {
    Unsaid unsaid("swarm", definitions[i], definitions.size() > 1, rendered.unsaid);
    unsaid.all_but(known, remedies);
    services.set(keys[i], service_part(definitions[i], network_keys, volume_keys, unsaid));
  }
  for (const auto& [key, name] : network_keys.all())
    networks.set(key, name == "host" || name == "none" ? existing(key, name) : Yaml::plain("null"));
  for (const auto& [key, name] : volume_keys.all()) volumes.set(key, existing(key, name));
  file.set("version", "3.9");
  file.set("services", std::move(services));
  file.add("networks", std::move(networks));
  file.add("volumes", std::move(volumes));
  rendered.text = compose_text(rendered.unsaid, std::move(file));
  return rendered;
}

}  // namespace ullage::formats
