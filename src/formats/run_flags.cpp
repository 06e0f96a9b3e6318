// Spelling mounts, ports, networks and devices.
#include "formats/run_flags.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "base/text.h"
#include "formats/flags.h"
#include "formats/mounts.h"

namespace ullage::formats {

namespace {

using model::Mount;
using model::MountType;
using model::Words;

std::string option(std::string_view name, const std::string& value) {
  return fmt::format("{} {}", name, shell_word(value));
}

class Fields {
 public:
  void add(std::string_view key, const std::string& value) {
    if (!value.empty()) list_.push_back(csv_field(fmt::format("{}={}", key, value)));
  }
  void add(std::string_view key, const model::TextMap& values) {
    for (const auto& [name, value] : values) add(key, fmt::format("{}={}", name, value));
  }
  void add_if(bool said, std::string_view word) {
    if (said) list_.emplace_back(word);
  }
  std::string text() const { return fmt::format("{}", fmt::join(list_, ",")); }

 private:
  Words list_;
};

std::string_view type_name(MountType type) {
  if (type == MountType::volume) return "volume";
  return type == MountType::tmpfs ? "tmpfs" : "bind";
}

std::string mount_text(const Mount& mount) {
  Fields fields;
  fields.add("type", std::string(type_name(mount.type)));
  fields.add("src", mount.source);
  fields.add("dst", mount.target);
  fields.add_if(mount.read_only, "readonly");
  fields.add("bind-propagation", mount.propagation);
  fields.add_if(mount.non_recursive, "bind-nonrecursive=true");
  fields.add("consistency", mount.consistency);
  fields.add("volume-driver", mount.driver);
  fields.add("volume-opt", mount.driver_options);
  fields.add("volume-label", mount.labels);
  fields.add_if(mount.no_copy, "volume-nocopy");
  fields.add("volume-subpath", mount.subpath);
  if (mount.size) fields.add("tmpfs-size", std::to_string(mount.size->value));
  if (mount.mode) fields.add("tmpfs-mode", fmt::format("{:o}", *mount.mode));
  return fields.text();
}

std::string with_options(std::string text, const Mount& mount) {
  const auto options = short_options(mount);
  return options.empty() ? text : fmt::format("{}:{}", text, options);
}

}  // namespace

std::string csv_field(const std::string& text) {
  if (text.find_first_of(",\"\r\n") == std::string::npos) return text;
  std::string out = "\"";
  for (const char c : text) out += c == '"' ? std::string("\"\"") : std::string(1, c);
  return out + "\"";
}

std::string mount_flag(const Mount& mount) {
  if (mount.from_flag) return option("--mount", mount_text(mount));
  if (mount.type == MountType::tmpfs) return option("--tmpfs", with_options(mount.target, mount));
  if (mount.source.empty()) return option("-v", mount.target);
  return option("-v", with_options(fmt::format("{}:{}", mount.source, mount.target), mount));
}

std::string publish_text(const model::PublishedPort& port) {
  std::string out;
  const bool is_v6 = port.host_ip.find(':') != std::string::npos;
  if (!port.host_ip.empty()) out = fmt::format("{}{}{}:", is_v6 ? "[" : "", port.host_ip, is_v6 ? "]" : "");
  if (!out.empty() || !port.host.empty()) out += port.host + ":";
  out += port.container;
  return port.protocol.empty() || port.protocol == "tcp" ? out : fmt::format("{}/{}", out, port.protocol);
}

std::vector<std::string> network_flags(const model::Networking& networking) {
  std::vector<std::string> out;
  const bool in_first = !networking.endpoints.empty() && networking.endpoints.front().network == networking.mode;
  const model::NetworkEndpoint first = in_first ? networking.endpoints.front() : model::NetworkEndpoint{};
  Fields long_form;
  long_form.add("name", networking.mode);
  long_form.add("driver-opt", first.driver_options);
  if (!networking.mode.empty())
    out.push_back(option("--network", first.driver_options.empty() ? networking.mode : long_form.text()));
  if (!first.ipv4.empty()) out.push_back(option("--ip", first.ipv4));
  if (!first.ipv6.empty()) out.push_back(option("--ip6", first.ipv6));
  for (const auto& alias : first.aliases) out.push_back(option("--network-alias", alias));
  for (const auto& link : first.links) out.push_back(option("--link", link));
  for (const auto& address : first.link_local) out.push_back(option("--link-local-ip", address));
  return out;
}

// The command line adds the capability gpu by itself, and takes one device where no number is said.
std::optional<std::string> gpus_text(const model::DeviceRequest& request) {
  if (request.capabilities.size() != 1) return std::nullopt;
  Words capabilities = request.capabilities.front();
  const auto gpu = std::ranges::find(capabilities, "gpu");
  if (gpu == capabilities.end()) return std::nullopt;
  capabilities.erase(gpu);
  const std::string count = request.count < 0 ? "all" : std::to_string(request.count);
  if (capabilities.empty() && request.driver.empty() && request.options.empty() && request.ids.empty()) return count;
  Fields fields;
  fields.add("driver", request.driver);
  if (request.ids.empty()) fields.add("count", count);
  fields.add("device", fmt::format("{}", fmt::join(request.ids, ",")));
  fields.add("capabilities", fmt::format("{}", fmt::join(capabilities, ",")));
  Fields options;
  for (const auto& [name, value] : request.options) options.add(name, value);
  fields.add("options", options.text());
  return fields.text();
}

std::string device_text(const model::DeviceMapping& device) {
  const bool same = device.container == device.host || device.container.empty();
  const bool usual = device.permissions == "rwm" || device.permissions.empty();
  std::string out = device.host;
  if (!same || !usual) out += ":" + (same ? device.host : device.container);
  return usual ? out : fmt::format("{}:{}", out, device.permissions);
}

}  // namespace ullage::formats
