// What a compose service may use.
#include "formats/compose_limits.h"

#include <fmt/format.h>

#include "formats/compose_parts.h"
#include "formats/mounts.h"
#include "formats/run_flags.h"

namespace ullage::formats {

namespace {

using model::Definition;
using model::Words;

Yaml gpus(const model::DeviceRequest& request, Unsaid& unsaid) {
  Yaml part;
  part.add("driver", request.driver);
  if (!request.ids.empty())
    part.set("device_ids", Yaml::flow(request.ids));
  else
    part.set("count", request.count < 0 ? Yaml("all") : Yaml(request.count));
  if (!request.capabilities.empty()) part.set("capabilities", Yaml::flow(request.capabilities.front()));
  part.add("options", request.options);
  unsaid.flag_if(request.capabilities.size() > 1, "--gpus", "with a choice of capabilities", "the first is said");
  return part;
}

// Sizes that are a number alone stay one, and those of a unit that these readers don't know.
Yaml size(Bytes bytes) {
  std::string text = to_flag(bytes);
  const bool known_unit = text.find_first_of("kmgt") != std::string::npos;
  return bytes.value == 0 || !known_unit ? Yaml(bytes.value) : Yaml(std::move(text));
}

Yaml block_io(const model::BlockIo& io) {
  Yaml part;
  part.add("weight", io.weight);
  const auto add = [&](const char* key, const char* unit, const std::vector<model::DeviceRate>& rates) {
    Yaml list = Yaml::list();
    for (const auto& [device, rate] : rates) {
      Yaml item;
      item.set("path", device);
      item.set(unit, rate);
      list.push(std::move(item));
    }
    part.add(key, std::move(list));
  };
  add("weight_device", "weight", io.weights);
  add("device_read_bps", "rate", io.read_bps);
  add("device_write_bps", "rate", io.write_bps);
  add("device_read_iops", "rate", io.read_iops);
  add("device_write_iops", "rate", io.write_iops);
  return part;
}

}  // namespace

void add_gpus(Yaml& service, const Definition& definition, Unsaid& unsaid) {
  if (definition.security.device_requests.empty()) return;
  Yaml devices = Yaml::list();
  for (const auto& request : definition.security.device_requests) devices.push(gpus(request, unsaid));
  service.set("deploy", {}).set("resources", {}).set("reservations", {}).set("devices", std::move(devices));
}

void add_shm_size(Yaml& service, const Definition& definition, Unsaid& unsaid) {
  if (!definition.resources.shm_size) return;
  if (mounts_shm(definition))
    unsaid.sentence("/dev/shm is a mount of its own: --shm-size " + to_flag(*definition.resources.shm_size) +
                    " would do nothing and is left out");
  else
    service.set("shm_size", size(*definition.resources.shm_size));
}

void add_security(Yaml& service, const Definition& definition, Unsaid& unsaid) {
  const auto& security = definition.security;
  service.add("privileged", security.privileged);
  service.add("read_only", security.read_only_root);
  service.add("cap_add", unique(security.cap_add));
  service.add("cap_drop", unique(security.cap_drop));
  Words options, devices;
  for (const auto& option : security.security_opt) {
    if (option.starts_with("seccomp=") && option.find('{') != std::string::npos)
      unsaid.flag("--security-opt", "seccomp= as text", "write the profile to a file and name it in security_opt");
    else
      options.push_back(option);
  }
  service.add("security_opt", unique(options));
  service.add("group_add", unique(security.group_add));
  for (const auto& device : security.devices) devices.push_back(device_text(device));
  service.add("devices", unique(devices));
  service.add("device_cgroup_rules", unique(security.device_cgroup_rules));
}

void add_resources(Yaml& service, const Definition& definition) {
  const auto& resources = definition.resources;
  service.add("mem_limit", size(resources.memory));
  service.add("mem_reservation", size(resources.memory_reservation));
  service.add("memswap_limit", resources.memory_swap < 0
                                   ? Yaml(resources.memory_swap)
                                   : size(Bytes{static_cast<std::uint64_t>(resources.memory_swap)}));
  service.add("mem_swappiness", resources.swappiness);
  if (resources.nano_cpus != 0) service.set("cpus", Yaml::plain(to_decimal(resources.nano_cpus)));
  service.add("cpu_shares", resources.cpu_shares);
  service.add("cpu_period", resources.cpu_period);
  service.add("cpu_quota", resources.cpu_quota);
  service.add("cpu_rt_period", resources.cpu_rt_period);
  service.add("cpu_rt_runtime", resources.cpu_rt_runtime);
  service.add("cpuset", resources.cpuset_cpus);
  service.add("blkio_config", block_io(resources.block_io));
  service.add("pids_limit", resources.pids_limit);
  service.add("oom_kill_disable", resources.oom_kill_disable);
  service.add("oom_score_adj", resources.oom_score_adj);
  service.add("ulimits", ulimits_part(definition));
}

}  // namespace ullage::formats
