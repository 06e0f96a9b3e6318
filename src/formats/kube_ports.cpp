// Published ports: of the pod on its node, as -p has them, and in a Service.
#include <fmt/format.h>

#include "base/text.h"
#include "formats/kube_parts.h"
#include "formats/run_flags.h"

namespace ullage::formats {

namespace {

std::string upper(std::string_view protocol) {
  return protocol == "udp" ? "UDP" : protocol == "sctp" ? "SCTP" : "";  // TCP is what it is without
}

// Where no port of the node is said, podman kube play would take the one of the same number on all addresses, so only
// those that have one are listed for the container. Kubernetes lets a Service reach them all.
class PortLists {
 public:
  PortLists(const model::Definition& definition, Unsaid& unsaid)
      : on_host_(definition.networking.mode == "host"), unsaid_(unsaid) {}

  void publish(const model::PublishedPort& port);
  void publish_anywhere(const std::string& text);  // "80/tcp"
  Ports both();

 private:
  struct ServicePort {
    std::uint64_t port, target;
    std::string protocol;
  };

  bool on_host_;
  Unsaid& unsaid_;
  Ports out_;
  std::vector<ServicePort> service_;
  std::set<std::pair<std::uint64_t, std::string>> on_node_, in_service_;
};

void PortLists::publish(const model::PublishedPort& port) {
  const auto number = parse_number(port.container);
  if (!number) return unsaid_.flag("--publish", port.container);
  const std::string protocol = port.protocol.empty() ? "tcp" : port.protocol;
  const auto host = parse_number(port.host).value_or(0);
  const std::uint64_t visible = host == 0 ? *number : host;
  if (in_service_.emplace(visible, protocol).second) service_.push_back({visible, *number, protocol});
  if (on_host_) return;
  const std::string shown = publish_text(port);
  if (host == 0)
    return unsaid_.flag("--publish", shown, "a port of the node is one number, so it is in the Service alone");
  if (!on_node_.emplace(*number, protocol).second)
    return unsaid_.flag("--publish", shown, "a port of a pod has one port of the node, so it is in the Service alone");
  Yaml& item = out_.container.push({});
  item.set("containerPort", *number);
  item.set("hostPort", host);
  item.add("hostIP", port.host_ip);
  item.add("protocol", upper(protocol));
}

void PortLists::publish_anywhere(const std::string& text) {
  const auto slash = text.find('/');
  publish({text.substr(0, slash), slash == std::string::npos ? "tcp" : text.substr(slash + 1), "", ""});
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
  if (definition.networking.publish_all)
    for (const auto* ports : {&definition.networking.expose, &definition.image_ports})
      for (const auto& port : *ports) lists.publish_anywhere(port);
  return lists.both();
}

}  // namespace ullage::formats
