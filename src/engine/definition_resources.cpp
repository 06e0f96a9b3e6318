// Limits of memory, processors and devices, and what the container may do.
#include <algorithm>
#include <cctype>

#include "engine/definition_parts.h"

namespace ullage::engine {

using model::Words;

namespace {

std::int64_t count_at(const json::value& from, JsonPath path) { return number_at(from, path).value_or(0); }

Bytes bytes_at(const json::value& from, JsonPath path) {
  return Bytes{static_cast<std::uint64_t>(std::max<std::int64_t>(0, count_at(from, path)))};
}

std::vector<model::DeviceRate> rates_at(const json::value& host_config, std::string_view key, std::string_view unit) {
  std::vector<model::DeviceRate> out;
  for (const auto& entry : elements_at(host_config, {key}))
    out.push_back({text_at(entry, {"Path"}), bytes_at(entry, {unit}).value});
  return out;
}

// Podman writes RLIMIT_NOFILE.
std::string limit_name(std::string name) {
  constexpr std::string_view prefix = "RLIMIT_";
  if (!name.starts_with(prefix)) return name;
  name.erase(0, prefix.size());
  std::ranges::transform(name, name.begin(), [](unsigned char c) { return std::tolower(c); });
  return name;
}

// Twice the memory is what Docker makes of a memory limit alone, and -1 where the kernel can't limit swap.
std::int64_t read_swap(const Answers& answers) {
  const auto& from = at(answers.container, {"HostConfig"});
  const std::int64_t memory = count_at(from, {"Memory"});
  const std::int64_t swap = count_at(from, {"MemorySwap"});
  const auto* limits_swap = at(answers.host, {"SwapLimit"}).if_bool();
  const bool given = swap == 2 * memory || (swap == -1 && limits_swap && !*limits_swap);
  return given ? 0 : swap;
}

std::optional<Bytes> read_shm_size(const Answers& answers) {
  const Bytes size = bytes_at(answers.container, {"HostConfig", "ShmSize"});
  const bool usual = size == default_shm_size || (is_podman(answers) && size == podman_default_shm_size);
  return usual || size.value == 0 ? std::nullopt : std::optional(size);
}

model::BlockIo read_block_io(const json::value& from) {
  return {.weight = bytes_at(from, {"BlkioWeight"}).value,
          .weights = rates_at(from, "BlkioWeightDevice", "Weight"),
          .read_bps = rates_at(from, "BlkioDeviceReadBps", "Rate"),
          .write_bps = rates_at(from, "BlkioDeviceWriteBps", "Rate"),
          .read_iops = rates_at(from, "BlkioDeviceReadIOps", "Rate"),
          .write_iops = rates_at(from, "BlkioDeviceWriteIOps", "Rate")};
}

// Podman makes a period and a quota of --cpus, and tells all three.
void drop_podmans(model::Resources& out) {
  constexpr std::int64_t billion = 1'000'000'000;
  if (out.nano_cpus != 0 && out.cpu_period != 0 && out.cpu_quota * billion / out.cpu_period == out.nano_cpus)
    out.cpu_period = out.cpu_quota = 0;
  if (out.pids_limit == 2048) out.pids_limit = 0;
  if (out.swappiness == 0) out.swappiness.reset();
}

void read_processor(const json::value& from, model::Resources& out) {
  out.nano_cpus = count_at(from, {"NanoCpus"});
  out.cpu_shares = count_at(from, {"CpuShares"});
  out.cpu_period = count_at(from, {"CpuPeriod"});
  out.cpu_quota = count_at(from, {"CpuQuota"});
  out.cpu_rt_period = count_at(from, {"CpuRealtimePeriod"});
  out.cpu_rt_runtime = count_at(from, {"CpuRealtimeRuntime"});
  out.cpuset_cpus = text_at(from, {"CpusetCpus"});
  out.cpuset_mems = text_at(from, {"CpusetMems"});
}

// Docker adds label=disable where the container shares so much with the host that a label means nothing.
Words read_security_options(const json::value& from) {
  Words out = texts_at(from, {"SecurityOpt"});
  const bool adds =
      is_true_at(from, {"Privileged"}) || text_at(from, {"IpcMode"}) == "host" || text_at(from, {"PidMode"}) == "host";
  if (adds && !out.empty() && out.back() == "label=disable") out.pop_back();
  return out;
}

// Which paths are masked differs from version to version; but no list without /proc/kcore is an engine's own, and none
// without /proc/sys is its list of read-only ones. A privileged container has neither.
std::optional<Words> read_paths(const json::value& from, std::string_view key, const std::string& always) {
  if (!at(from, {key}).is_array() || is_true_at(from, {"Privileged"})) return std::nullopt;
  Words paths = texts_at(from, {key});
  return std::ranges::find(paths, always) == paths.end() ? std::optional(std::move(paths)) : std::nullopt;
}

model::DeviceRequest device_request(const json::value& from) {
  model::DeviceRequest out;
  out.driver = text_at(from, {"Driver"});
  out.count = static_cast<int>(count_at(from, {"Count"}));
  out.ids = texts_at(from, {"DeviceIDs"});
  for (const auto& all_of : elements_at(from, {"Capabilities"})) out.capabilities.push_back(texts_at(all_of, {}));
  out.options = text_map_at(from, {"Options"});
  return out;
}

}  // namespace

model::Resources read_resources(const Answers& answers) {
  const auto& from = at(answers.container, {"HostConfig"});
  model::Resources out;
  out.shm_size = read_shm_size(answers);
  out.memory = bytes_at(from, {"Memory"});
  out.memory_reservation = bytes_at(from, {"MemoryReservation"});
  out.kernel_memory = bytes_at(from, {"KernelMemory"});
  out.memory_swap = read_swap(answers);
  const auto swappiness = number_at(from, {"MemorySwappiness"});
  if (swappiness && *swappiness >= 0) out.swappiness = static_cast<int>(*swappiness);
  read_processor(from, out);
  out.block_io = read_block_io(from);
  out.pids_limit = count_at(from, {"PidsLimit"});
  out.oom_kill_disable = is_true_at(from, {"OomKillDisable"});
  out.oom_score_adj = static_cast<int>(count_at(from, {"OomScoreAdj"}));
  for (const auto& limit : elements_at(from, {"Ulimits"}))
    out.ulimits.push_back({limit_name(text_at(limit, {"Name"})), count_at(limit, {"Soft"}), count_at(limit, {"Hard"})});
  if (is_podman(answers)) drop_podmans(out);
  return out;
}

model::Security read_security(const Answers& answers) {
  const auto& from = at(answers.container, {"HostConfig"});
  model::Security out;
  out.privileged = is_true_at(from, {"Privileged"});
  out.read_only_root = is_true_at(from, {"ReadonlyRootfs"});
  out.cap_add = texts_at(from, {"CapAdd"});
  out.cap_drop = texts_at(from, {"CapDrop"});
  out.security_opt = read_security_options(from);
  out.group_add = texts_at(from, {"GroupAdd"});
  for (const auto& device : elements_at(from, {"Devices"}))
    out.devices.push_back({text_at(device, {"PathOnHost"}), text_at(device, {"PathInContainer"}),
                           text_at(device, {"CgroupPermissions"})});
  out.device_cgroup_rules = texts_at(from, {"DeviceCgroupRules"});
  for (const auto& request : elements_at(from, {"DeviceRequests"}))
    out.device_requests.push_back(device_request(request));
  out.masked_paths = read_paths(from, "MaskedPaths", "/proc/kcore");
  out.read_only_paths = read_paths(from, "ReadonlyPaths", "/proc/sys");
  return out;
}

}  // namespace ullage::engine
