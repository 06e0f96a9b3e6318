// Published ports: of the pod on its node, as -p has them, and in a Service.
#include <fmt/format.h>

#include "base/text.h"
#include "formats/kube_parts.h"

namespace ullage::formats {

namespace {

std::string upper(std::string_view protocol) {
  return protocol == "udp" ? "UDP" : protocol == "sctp" ? "SCTP" : "";  // TCP is what it is without
}

class PortLists {
 public:
  PortLists(const model::Definition& definition, Unsaid& unsaid)
      : on_host_(definition.networking.mode == "host"), unsaid_(unsaid) {}

  void publish(const model::PublishedPort& port);
  void expose(std::string_view text);  // "80/tcp"
  Ports both();

 private:
  struct ServicePort {
    std::uint64_t port, target;
    std::string protocol;
  };
  bool add_container(std::uint64_t number, std::string_view protocol, std::uint64_t host, const std::string& ip);

  bool on_host_;
  Unsaid& unsaid_;
  Ports out_;
  std::vector<ServicePort> service_;
  std::set<std::pair<std::uint64_t, std::string_view>> container_ports_, service_ports_;
};

bool PortLists::add_container(std::uint64_t number, std::string_view protocol, std::uint64_t host,
                              const std::string& ip) {
  if (!container_ports_.emplace(number, protocol).second) return false;
  Yaml item;
  item.set("containerPort", number);
  if (!on_host_) item.add("hostPort", host);
  if (!on_host_ && host != 0) item.add("hostIP", ip);
  item.add("protocol", upper(protocol));
  out_.container.push(std::move(item));
  return true;
}

void PortLists::publish(const model::PublishedPort& port) {
  const auto number = parse_number(port.container);
  if (!number) return unsaid_.flag("--publish", port.container);
  const auto host = parse_number(port.host).value_or(0);
  const bool is_new = add_container(*number, port.protocol, host, port.host_ip);
  const std::string shown = fmt::format("{}{}{}:{}", port.host_ip, port.host_ip.empty() ? "" : ":", port.host, *number);
  if (host == 0)
    unsaid_.flag("--publish", shown, "a port of the node is one number, so it is in the Service alone");
  else if (!is_new)
    unsaid_.flag("--publish", shown, "a port of a pod has one port of the node, so it is in the Service alone");
  const std::uint64_t visible = host == 0 ? *number : host;
  if (service_ports_.emplace(visible, port.protocol).second)
    service_.push_back({visible, *number, port.protocol.empty() ? "tcp" : port.protocol});
}

void PortLists::expose(std::string_view text) {
  const auto slash = text.find('/');
  const std::string_view protocol = slash == std::string_view::npos ? "tcp" : text.substr(slash + 1);
  if (const auto number = parse_number(text.substr(0, slash)))
    add_container(*number, protocol, 0, "");
  else
    unsaid_.flag("--expose", text, "write its ports one by one");
}

Ports PortLists::both() {
  for (const auto& [port, target, protocol] : service_) {
    Yaml item;
    if (service_.size() > 1) item.set("name", fmt::format("{}-{}", protocol, port));
    item.set("port", port);
    item.set("targetPort", target);
    item.add("protocol", upper(protocol));
    out_.service.push(std::move(item));
  }
  return std::move(out_);
}

}  // namespace

Ports ports_of(const model::Definition& definition, Unsaid& unsaid) {
  PortLists lists(definition, unsaid);
  for (const auto& port : definition.networking.ports) lists.publish(port);
  for (const auto& port : definition.networking.expose) lists.expose(port);
  for (const auto& port : definition.image_ports) lists.expose(port);
  return lists.both();
}

}  // namespace ullage::formats
