// Networks, ports and names of the container in them.
#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "engine/definition_parts.h"

namespace ullage::engine {

using model::NetworkEndpoint;
using model::Words;

namespace {

// Docker writes "default" where nothing was said, and from 26 on "bridge" for both.
bool is_default_mode(const Answers& answers, std::string_view mode) {
  if (is_podman(answers)) return mode == "bridge" || mode == "slirp4netns" || mode == "default" || mode.empty();
  const auto version = text_at(answers.host, {"ServerVersion"});
  const auto major = parse_number<int>(split(version, '.').front());
  return mode == "default" || mode.empty() || (mode == "bridge" && major.value_or(26) >= 26);
}

std::string default_network(const Answers& answers) { return is_podman(answers) ? "podman" : "bridge"; }

// "/plain:/web/p" is plain, known as p.
std::string link_of(std::string_view text) {
  const auto parts = split(text, ':');
  if (parts.size() != 2) return std::string(text);
  const auto from = parts[0].starts_with('/') ? parts[0].substr(1) : parts[0];
  return fmt::format("{}:{}", from, split(parts[1], '/').back());
}

// The engine adds the short id, and Docker 20 the host name too.
Words own_aliases(const Answers& answers, const json::value& endpoint) {
  Words out;
  for (auto& alias : texts_at(endpoint, {"Aliases"}))
    if (alias != short_id(answers.container) && alias != text_at(answers.container, {"Config", "Hostname"}))
      out.push_back(std::move(alias));
  return out;
}

NetworkEndpoint endpoint_of(const Answers& answers, std::string name, const json::value& from) {
  NetworkEndpoint out;
  out.network = std::move(name);
  out.aliases = own_aliases(answers, from);
  out.links = texts_at(from, {"Links"});
  out.ipv4 = text_at(from, {"IPAMConfig", "IPv4Address"});
  out.ipv6 = text_at(from, {"IPAMConfig", "IPv6Address"});
  out.link_local = texts_at(from, {"IPAMConfig", "LinkLocalIPs"});
  out.driver_options = text_map_at(from, {"DriverOpts"});
  return out;
}

// A mode may be a network's id, or the beginning of one.
std::string network_name(const Answers& answers, const std::string& mode) {
  if (const auto found = answers.names.find("/networks/" + mode); found != answers.names.end()) return found->second;
  const auto* networks = at(answers.container, {"NetworkSettings", "Networks"}).if_object();
  if (networks == nullptr || networks->contains(mode)) return mode;
  for (const auto& [name, endpoint] : *networks)
    if (text_at(endpoint, {"NetworkID"}).starts_with(mode)) return std::string(name);
  return mode;
}

bool is_no_network(std::string_view mode) {
  return mode == "host" || mode == "none" || mode.starts_with("container:") || mode.starts_with("ns:");
}

// Nothing but a sequence of commands brings a container from no network to one.
void note_networks_beside_none(const Answers& answers, Words& notes) {
  const auto* networks = at(answers.container, {"NetworkSettings", "Networks"}).if_object();
  if (networks == nullptr) return;
  for (const auto& [name, endpoint] : *networks)
    if (name != "none")
      notes.push_back(
          fmt::format("it was made without a network and has joined {} since: disconnect it from none, and "
                      "connect it to that one",
                      printable(std::string(name))));
}

void read_endpoints(const Answers& answers, model::Networking& out, Words& notes) {
  if (out.mode == "none") note_networks_beside_none(answers, notes);
  if (is_no_network(out.mode)) return;
  if (const auto* networks = at(answers.container, {"NetworkSettings", "Networks"}).if_object())
    for (const auto& [name, endpoint] : *networks) out.endpoints.push_back(endpoint_of(answers, name, endpoint));
  const std::string first = out.mode.empty() ? default_network(answers) : out.mode;
  const auto own = std::ranges::find(out.endpoints, first, &NetworkEndpoint::network);
  if (own != out.endpoints.end())
    std::rotate(out.endpoints.begin(), own, own + 1);
  else if (!is_podman(answers))
    notes.push_back(fmt::format("it is disconnected from its own network {}", printable(first)));
  // The default network goes without saying where it is the only one.
  if (out.mode.empty() && own != out.endpoints.end() && out.endpoints.size() > 1) out.mode = first;
  if (out.mode.empty() && own != out.endpoints.end()) out.endpoints.clear();
}

std::vector<model::PublishedPort> read_ports(const json::value& container) {
  std::vector<model::PublishedPort> out;
  const auto* bindings = at(container, {"HostConfig", "PortBindings"}).if_object();
  if (bindings == nullptr) return out;
  for (const auto& [key, places] : *bindings) {
    const auto parts = split({key.data(), key.size()}, '/');
    const std::string protocol(parts.size() > 1 ? parts[1] : "tcp");
    for (const auto& place : elements_at(places, {}))
      out.push_back({std::string(parts[0]), protocol, text_at(place, {"HostIp"}), text_at(place, {"HostPort"})});
  }
  return out;
}

Words read_exposed(const Answers& answers) {
  const auto of_image = keys_at(answers.image, {"Config", "ExposedPorts"});
  const auto published = keys_at(answers.container, {"HostConfig", "PortBindings"});
  const auto has = [](const Words& list, const std::string& port) {
    return std::ranges::find(list, port) != list.end();
  };
  Words out;
  for (auto& port : keys_at(answers.container, {"Config", "ExposedPorts"}))
    if (!has(of_image, port) && !has(published, port)) out.push_back(std::move(port));
  return out;
}

// With another's network or the host's, the name is the other's or the host's too.
void read_host_name(const Answers& answers, model::Networking& out) {
  const auto& config = at(answers.container, {"Config"});
  if (out.mode.starts_with("container:") || text_at(answers.container, {"HostConfig", "UTSMode"}) == "host") return;
  out.hostname = unless(text_at(config, {"Hostname"}), short_id(answers.container));
  out.domainname = text_at(config, {"Domainname"});
  if (out.mode == "host") out.hostname = unless(out.hostname, text_at(answers.host, {"Name"}));
}

}  // namespace

model::Networking read_networking(const Answers& answers, Words& notes) {
  const auto& from = at(answers.container, {"HostConfig"});
  model::Networking out;
  const std::string mode = text_at(from, {"NetworkMode"});
  if (!is_default_mode(answers, mode)) out.mode = network_name(answers, named_namespace(answers, mode));
  read_endpoints(answers, out, notes);
  out.ports = read_ports(answers.container);
  out.publish_all = is_true_at(from, {"PublishAllPorts"});
  out.expose = read_exposed(answers);
  read_host_name(answers, out);
  out.mac = text_at(answers.container, {"Config", "MacAddress"});
  out.dns = texts_at(from, {"Dns"});
  out.dns_search = texts_at(from, {"DnsSearch"});
  out.dns_options = texts_at(from, {"DnsOptions"});
  out.extra_hosts = texts_at(from, {"ExtraHosts"});
  for (const auto& link : texts_at(from, {"Links"})) out.links.push_back(link_of(link));
  return out;
}

}  // namespace ullage::engine
