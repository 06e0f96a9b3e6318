// A definition as a service, in the order in which people write one. What is said is what docker-compose 1.29 reads
// too.
#include "formats/compose.h"

#include <fmt/format.h>

#include <algorithm>

#include "formats/compose_limits.h"
#include "formats/compose_parts.h"
#include "formats/mounts.h"
#include "formats/run_flags.h"

namespace ullage::formats {

namespace {

using model::Definition;
using model::MountType;
using model::Words;

// Options of `docker run` that a service has keys for. Where a value can't be said, the code below says so.
constexpr std::string_view known =
    "--name,the image,--entrypoint,the command,--user,--workdir,--env,--tty,--interactive,--init,--stop-signal,"
    "--stop-timeout,--no-healthcheck,--health-cmd,--health-interval,--health-timeout,--health-start-period,"
    "--health-retries,--label,--network,a network,--publish,--expose,--hostname,--domainname,--mac-address,--dns,"
    "--dns-search,--dns-option,--add-host,--link,--mount,--volumes-from,--ipc,--pid,--userns,--shm-size,--memory,"
    "--memory-reservation,--memory-swap,--memory-swappiness,--cpus,--cpu-shares,--cpu-period,--cpu-quota,"
    "--cpu-rt-period,--cpu-rt-runtime,--cpuset-cpus,--blkio-weight,--blkio-weight-device,--device-read-bps,"
    "--device-write-bps,--device-read-iops,--device-write-iops,--pids-limit,--oom-kill-disable,--oom-score-adj,"
    "--ulimit,--privileged,--read-only,--cap-add,--cap-drop,--security-opt,--group-add,--device,"
    "--device-cgroup-rule,--gpus,--restart,--log-driver,--log-opt,--runtime,--cgroup-parent,--isolation,--platform,"
    "--sysctl,--storage-opt";

// One file: its services name each other, and share networks and volumes.
class ComposeFile {
 public:
  explicit ComposeFile(const std::vector<Definition>& definitions)
      : definitions_(definitions), service_keys_(service_keys(definitions)) {}

  Rendered render();

 private:
  Yaml service(const Definition& definition, Unsaid& unsaid);
  void add_process(Yaml& service, const Definition& definition, Unsaid& unsaid);
  void add_mounts(Yaml& service, const Definition& definition, Unsaid& unsaid);
  void add_networking(Yaml& service, const Definition& definition, Unsaid& unsaid);
  void add_networks(Yaml& service, const Definition& definition, Unsaid& unsaid);
  Yaml volume(const model::Mount& mount, Unsaid& unsaid);
  Words links(const Definition& definition, bool to_services) const;
  const std::string* service_of(std::string_view container) const;
  std::string namespace_mode(const std::string& mode) const;

  const std::vector<Definition>& definitions_;
  std::vector<std::string> service_keys_;
  Keys networks_, volumes_;
};

const std::string* ComposeFile::service_of(std::string_view container) const {
  for (std::size_t i = 0; i < definitions_.size(); ++i)
    if (definitions_[i].name == container) return &service_keys_[i];
  return nullptr;
}

// container:NAME is service:KEY where that container is in this file.
std::string ComposeFile::namespace_mode(const std::string& mode) const {
  constexpr std::string_view prefix = "container:";
  const std::string* other = mode.starts_with(prefix) ? service_of(mode.substr(prefix.size())) : nullptr;
  return other ? "service:" + *other : mode;
}

void ComposeFile::add_process(Yaml& service, const Definition& definition, Unsaid& unsaid) {
  const auto& process = definition.process;
  add_command(service, definition);
  service.add("user", process.user);
  service.add("working_dir", process.working_dir);
  service.add("init", process.init);
  service.add("tty", process.tty);
  service.add("stdin_open", process.stdin_open);
  add_shm_size(service, definition, unsaid);
  add_gpus(service, definition, unsaid);
}

// The long syntax says what colons separate in the short one, and that a bind mount's source must be there.
Yaml ComposeFile::volume(const model::Mount& mount, Unsaid& unsaid) {
  const bool is_volume = mount.type == MountType::volume;
  const std::string source = is_volume && !mount.source.empty() ? volumes_.of(mount.source) : mount.source;
  const bool has_colon = mount.target.find(':') != std::string::npos || source.find(':') != std::string::npos;
  if (!mount.from_flag && !has_colon && mount.type != MountType::tmpfs) {
    const std::string options = source.empty() ? "" : short_options(mount);
    return (source.empty() ? "" : source + ":") + mount.target + (options.empty() ? "" : ":" + options);
  }
  Yaml part;
  part.set("type", is_volume ? "volume" : mount.type == MountType::tmpfs ? "tmpfs" : "bind");
  part.add("source", source);
  part.set("target", mount.target);
  part.add("read_only", mount.read_only);
  part.add("consistency", mount.consistency);
  if (!mount.propagation.empty()) part.set("bind", {}).set("propagation", mount.propagation);
  if (mount.no_copy) part.set("volume", {}).set("nocopy", true);
  if (mount.type == MountType::tmpfs && tmpfs_size(mount)) part.set("tmpfs", {}).set("size", tmpfs_size(mount)->value);
  unsaid.flag_if(mount.non_recursive, "--mount", "bind-nonrecursive of " + mount.target);
  unsaid.flag_if(!mount.subpath.empty(), "--mount", "volume-subpath=" + mount.subpath + " of " + mount.target);
  unsaid.flag_if(!mount.from_flag && !mount.options.empty(), "--volume", mount.options + " of " + mount.target);
  return part;
}

void ComposeFile::add_mounts(Yaml& service, const Definition& definition, Unsaid& unsaid) {
  Yaml volumes = Yaml::list();
  Words tmpfs;
  for (const auto& mount : definition.mounts) {
    // Only the list of tmpfs takes more options than a size.
    const bool in_list = !mount.from_flag || mount.mode;
    if (mount.type == MountType::other) {
      unsaid.flag("--mount", mount.target, "it is neither a bind mount, a volume nor a tmpfs");
    } else if (mount.type == MountType::tmpfs && in_list && mount.target.find(':') == std::string::npos) {
      Words options;
      if (mount.read_only) options.push_back("ro");
      if (mount.size) options.push_back(fmt::format("size={}", mount.size->value));
      if (mount.mode) options.push_back(fmt::format("mode={:o}", *mount.mode));
      if (!mount.options.empty()) options.push_back(mount.options);
      std::string text;
      for (const auto& option : options) text += (text.empty() ? ":" : ",") + option;
      tmpfs.push_back(mount.target + text);
    } else {
      volumes.push(volume(mount, unsaid));
    }
  }
  service.add("volumes", std::move(volumes));
  service.add("tmpfs", tmpfs);
  Words from;
  for (const auto& text : definition.volumes_from) {
    const std::string* other = service_of(text.substr(0, text.find(':')));
    from.push_back(other ? *other + (text.find(':') == std::string::npos ? "" : text.substr(text.find(':')))
                         : "container:" + text);
  }
  service.add("volumes_from", unique(from));
}

Yaml network_part(const model::NetworkEndpoint& endpoint, bool is_first, Unsaid& unsaid) {
  Yaml part;
  part.add("aliases", unique(endpoint.aliases));
  part.add("ipv4_address", endpoint.ipv4);
  part.add("ipv6_address", endpoint.ipv6);
  part.add("link_local_ips", unique(endpoint.link_local));
  for (const auto& [key, value] : endpoint.driver_options)
    unsaid.flag("the network option", pair_text(key, value) + " of " + endpoint.network);
  unsaid.flag_if(!is_first && !endpoint.mac.empty(), "the MAC address", endpoint.mac + " on " + endpoint.network);
  return part;
}

void ComposeFile::add_networks(Yaml& service, const Definition& definition, Unsaid& unsaid) {
  std::vector<const model::NetworkEndpoint*> endpoints;
  for (const auto& endpoint : definition.networking.endpoints) {
    // Each service gets an alias, and the default bridge takes none.
    if (endpoint.network == "bridge")
      unsaid.flag("a network", endpoint.network, "connect it with docker network connect");
    else
      endpoints.push_back(&endpoint);
  }
  Yaml networks;
  Words bare;
  for (const auto* endpoint : endpoints) {
    Yaml part = network_part(*endpoint, endpoint == endpoints.front(), unsaid);
    // The container's own network is the one with the highest priority, else the first by its name.
    if (endpoint == endpoints.front() && endpoints.size() > 1) part.set("priority", 1);
    const std::string& key = networks_.of(endpoint->network);
    if (part.says_nothing()) bare.push_back(key);
    networks.set(key, part.says_nothing() ? Yaml::plain("null") : std::move(part));
  }
  service.set("networks", bare.size() == endpoints.size() ? Yaml(bare) : std::move(networks));
}

Words ComposeFile::links(const Definition& definition, bool to_services) const {
  Words all = definition.networking.links;
  for (const auto& endpoint : definition.networking.endpoints)
    all.insert(all.end(), endpoint.links.begin(), endpoint.links.end());
  Words out;
  for (const auto& link : all) {
    const std::string* other = service_of(link.substr(0, link.find(':')));
    if ((other != nullptr) != to_services) continue;
    out.push_back(other ? *other + (link.find(':') == std::string::npos ? "" : link.substr(link.find(':'))) : link);
  }
  return unique(out);
}

void ComposeFile::add_networking(Yaml& service, const Definition& definition, Unsaid& unsaid) {
  const auto& networking = definition.networking;
  const std::string& mode = networking.mode;
  const bool on_bridge = mode.empty() || mode == "default" || mode == "bridge";
  const bool own_mode = mode == "host" || mode == "none" || mode.starts_with("container:");
  if (on_bridge)
    service.set("network_mode", "bridge");
  else if (own_mode || networking.endpoints.empty())
    service.set("network_mode", namespace_mode(mode));
  else
    add_networks(service, definition, unsaid);
  for (std::size_t i = 1; on_bridge && i < networking.endpoints.size(); ++i)
    unsaid.flag("a network beside the default bridge", networking.endpoints[i].network,
                "connect it with docker network connect");
  const bool has_endpoint_mac = !networking.endpoints.empty() && networking.mac.empty();
  service.add("hostname", networking.hostname);
  service.add("domainname", networking.domainname);
  service.add("mac_address", has_endpoint_mac ? networking.endpoints.front().mac : networking.mac);
  service.add("dns", networking.dns);
  service.add("dns_search", networking.dns_search);
  service.add("dns_opt", unique(networking.dns_options));
  service.add("extra_hosts", unique(networking.extra_hosts));
  service.add("links", links(definition, true));
  service.add("external_links", links(definition, false));
}

std::string restart(const model::RestartPolicy& policy) {
  if (policy.name == "no") return "";
  return policy.most_retries == 0 ? policy.name : fmt::format("{}:{}", policy.name, policy.most_retries);
}

Yaml ComposeFile::service(const Definition& definition, Unsaid& unsaid) {
  Yaml service;
  service.add("container_name", definition.name);
  service.add("image", definition.image);
  service.add("platform", definition.platform);
  add_process(service, definition, unsaid);
  Words ports;
  for (const auto& port : definition.networking.ports) {
    // docker-compose refuses what Docker merely passes over.
    if (definition.networking.mode == "host")
      unsaid.flag("--publish", publish_text(port), "on the host's network it does nothing");
    else
      ports.push_back(publish_text(port));
  }
  service.add("ports", unique(ports));
  service.add("expose", unique(definition.networking.expose));
  add_mounts(service, definition, unsaid);
  service.add("environment", environment_part(definition, unsaid));
  service.add("labels", labels_part(definition, "com.docker.compose.", unsaid));
  service.add("restart", restart(definition.restart));
  service.add("stop_signal", definition.process.stop_signal);
  service.add("stop_grace_period", grace_period_part(definition, unsaid));
  service.add("healthcheck", healthcheck_part(definition));
  add_networking(service, definition, unsaid);
  service.add("ipc", namespace_mode(definition.namespaces.ipc));
  service.add("pid", namespace_mode(definition.namespaces.pid));
  service.add("userns_mode", definition.namespaces.user);
  add_security(service, definition, unsaid);
  add_resources(service, definition);
  service.add("sysctls", definition.sysctls);
  service.add("storage_opt", definition.storage_options);
  service.add("logging", logging_part(definition));
  service.add("runtime", definition.runtime);
  service.add("cgroup_parent", definition.cgroup_parent);
  service.add("isolation", definition.isolation);
  return service;
}

Rendered ComposeFile::render() {
  Rendered rendered;
  Yaml file, services, networks, volumes;
  for (std::size_t i = 0; i < definitions_.size(); ++i) {
    Unsaid unsaid("compose", definitions_[i], definitions_.size() > 1, rendered.unsaid);
    unsaid.all_but(known);
    services.set(service_keys_[i], service(definitions_[i], unsaid));
  }
  for (const auto& [key, name] : networks_.all()) networks.set(key, existing(key, name));
  for (const auto& [key, name] : volumes_.all()) volumes.set(key, existing(key, name));
  file.set("services", std::move(services));
  file.add("networks", std::move(networks));
  file.add("volumes", std::move(volumes));
  rendered.text = compose_text(rendered.unsaid, std::move(file));
  return rendered;
}

}  // namespace

Rendered render_compose(const std::vector<Definition>& definitions) { return ComposeFile(definitions).render(); }

}  // namespace ullage::formats
