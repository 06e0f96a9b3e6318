// What a network namespace of its own is made of: networks, ports, names.
#include "base/text.h"
#include "engine/libpod_parts.h"
#include "engine/recreation_parts.h"

namespace ullage::engine {

namespace {

// "8080/tcp": one for each of its places on the host; only exposed where it has none.
void say_ports(const LibpodSource& from, json::object& spec) {
  json::array mappings;
  json::object exposed;
  for (const auto& [port, places] : object_at(from.own, {"HostConfig", "PortBindings"})) {
    const std::string text(port);
    const auto slash = text.find('/');
    const auto protocol = slash == std::string::npos ? "tcp" : text.substr(slash + 1);
    const auto number = parse_number(std::string_view(text).substr(0, slash)).value_or(0);
    if (!places.is_array() || places.get_array().empty()) {
      auto& protocols = exposed[text.substr(0, slash)];
      protocols = protocols.is_string() ? text_at(protocols, {}) + "," + protocol : protocol;
    }
    for (const auto& place : elements_at(places, {}))
      mappings.push_back(json::object{{"host_ip", at(place, {"HostIp"})},
                                      {"host_port", number_at(place, {"HostPort"}).value_or(0)},
                                      {"container_port", number},
                                      {"range", 1},
                                      {"protocol", protocol}});
  }
  say(spec, "portmappings", std::move(mappings));
  say(spec, "expose", std::move(exposed));
}

// "NAME:ip=10.0.0.2,mac=…,interface_name=eth1,alias=web": addresses that were given stand in the command alone.
void add_network_options(const std::string& text, std::string_view name, json::object& endpoint) {
  const auto colon = text.find(':');
  if (colon == std::string::npos || text.substr(0, colon) != name) return;
  for (const auto option : split(std::string_view(text).substr(colon + 1), ',')) {
    const std::string value(option.substr(option.find('=') + 1));
    if (option.starts_with("ip=") || option.starts_with("ip6=")) append(endpoint, "static_ips", {json::string(value)});
    if (option.starts_with("mac=")) endpoint["static_mac"] = value;
    if (option.starts_with("interface_name=")) endpoint["interface_name"] = value;
  }
}

json::object networks(const LibpodSource& from) {
  json::object out;
  const auto all = object_at(from.own, {"NetworkSettings", "Networks"});
  for (const auto& [name, endpoint] : all) {
    json::object said;
    json::array aliases;
    for (const auto& alias : elements_at(endpoint, {"Aliases"}))
      if (text_at(alias, {}) != short_id(from.inspected)) aliases.push_back(alias);
    say(said, "aliases", std::move(aliases));
    for (const auto flag : {"--ip", "--ip6"})
      if (const auto address = from.command.last(flag); !address.empty())
        append(said, "static_ips", {json::string(address)});
    say(said, "static_mac", json::string(from.command.last("--mac-address")));
    for (const auto flag : {"--network", "--net"})
      for (const auto& network : from.command.values(flag)) add_network_options(network, name, said);
    out[name] = std::move(said);
  }
  return out;
}

void say_names(const LibpodSource& from, json::object& spec) {
  if (from.command.has("--no-hosts"))
    spec["use_image_hosts"] = true;
  else
    say(spec, "hostadd", from.host("ExtraHosts"));
  if (from.command.last("--dns") == "none")
    spec["use_image_resolve_conf"] = true;
  else
    say(spec, "dns_server", from.host("Dns"));
  say(spec, "dns_search", from.host("DnsSearch"));
  say(spec, "dns_option", from.host("DnsOptions"));
}

}  // namespace

void say_network(const LibpodSource& from, json::object& spec) {
  const auto mode = from.host_text("NetworkMode");
  if (mode == "bridge") spec["Networks"] = networks(from);
  constexpr std::string_view slirp = "slirp4netns";
  for (const auto flag : {"--network", "--net"})
    for (const auto& said : from.command.values(flag))
      if (mode.starts_with(slirp) && said.starts_with("slirp4netns:"))
        spec["network_options"] = json::object{{slirp, words_of(said.substr(slirp.size() + 1), ',')}};
  say_ports(from, spec);
  say_names(from, spec);
}

}  // namespace ullage::engine
