// Each field of a definition as the option that says it. The fields are bound one by one, so that a field added to the
// model does not compile until it is said here: nothing can be dropped in silence.
#include "formats/flags.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "base/text.h"
#include "formats/run_flags.h"

namespace ullage::formats {

namespace {

using model::TextMap;
using model::Words;

class Flags {
 public:
  void text(std::string_view name, const std::string& value) {
    if (!value.empty()) flags_.push_back({name, value});
  }
  void yes(std::string_view name, bool said) {
    if (said) flags_.push_back({name, {}});
  }
  void words(std::string_view name, const Words& values) {
    for (const auto& value : values) flags_.push_back({name, value});
  }
  void map(std::string_view name, const TextMap& values) {
    for (const auto& [key, value] : values) flags_.push_back({name, pair_text(key, value)});
  }
  void number(std::string_view name, std::int64_t value) {
    if (value != 0) text(name, std::to_string(value));
  }
  void size(std::string_view name, Bytes value) {
    if (value.value != 0) text(name, to_flag(value));
  }
  void rates(std::string_view name, const std::vector<model::DeviceRate>& rates) {
    for (const auto& [device, rate] : rates) text(name, fmt::format("{}:{}", device, rate));
  }
  void time(std::string_view name, const std::optional<std::chrono::nanoseconds>& value) {
    if (value) text(name, to_duration(*value));
  }
  std::vector<Flag> all() { return std::move(flags_); }

 private:
  std::vector<Flag> flags_;
};

void add(Flags& flags, const model::HealthCheck& health) {
  const auto& [test, interval, timeout, start_period, start_interval, retries] = health;
  if (test == Words{"NONE"})
    flags.yes("--no-healthcheck", true);
  else if (!test.empty())
    flags.text("--health-cmd", fmt::format("{}", fmt::join(test.begin() + 1, test.end(), " ")));
  flags.time("--health-interval", interval);
  flags.time("--health-timeout", timeout);
  flags.time("--health-start-period", start_period);
  flags.time("--health-start-interval", start_interval);
  if (retries) flags.text("--health-retries", std::to_string(*retries));
}

void add(Flags& flags, const model::Process& process) {
  const auto& [entrypoint, command, user, working_dir, env, tty, stdin_open, attach_stdin, init, stop_signal,
               stop_timeout, health] = process;
  if (entrypoint) flags.text("--entrypoint", fmt::format("{}", fmt::join(*entrypoint, " ")));
  if (command) flags.text("the command", fmt::format("{}", fmt::join(*command, " ")));
  flags.text("--user", user);
  flags.text("--workdir", working_dir);
  flags.words("--env", env);
  flags.yes("--tty", tty);
  flags.yes("--interactive", stdin_open);
  flags.yes("--attach stdin", attach_stdin);
  if (init) flags.text("--init", *init ? "true" : "false");
  flags.text("--stop-signal", stop_signal);
  if (stop_timeout) flags.text("--stop-timeout", std::to_string(stop_timeout->count()));
  if (health) add(flags, *health);
}

void add(Flags& flags, const model::Networking& networking) {
  const auto& [mode, endpoints, ports, publish_all, expose, hostname, domainname, mac, dns, dns_search, dns_options,
               extra_hosts, links] = networking;
  flags.text("--network", mode);
  for (const auto& endpoint : endpoints) flags.text("a network", endpoint.network);
  for (const auto& port : ports) flags.text("--publish", port.container);
  flags.yes("--publish-all", publish_all);
  flags.words("--expose", expose);
  flags.text("--hostname", hostname);
  flags.text("--domainname", domainname);
  flags.text("--mac-address", mac);
  flags.words("--dns", dns);
  flags.words("--dns-search", dns_search);
  flags.words("--dns-option", dns_options);
  flags.words("--add-host", extra_hosts);
  flags.words("--link", links);
}

void add(Flags& flags, const model::Namespaces& namespaces) {
  const auto& [ipc, pid, uts, user, cgroup] = namespaces;
  flags.text("--ipc", ipc);
  flags.text("--pid", pid);
  flags.text("--uts", uts);
  flags.text("--userns", user);
  flags.text("--cgroupns", cgroup);
}

void add(Flags& flags, const model::BlockIo& io) {
  const auto& [weight, weights, read_bps, write_bps, read_iops, write_iops] = io;
  flags.number("--blkio-weight", static_cast<std::int64_t>(weight));
  flags.rates("--blkio-weight-device", weights);
  flags.rates("--device-read-bps", read_bps);
  flags.rates("--device-write-bps", write_bps);
  flags.rates("--device-read-iops", read_iops);
  flags.rates("--device-write-iops", write_iops);
}

void add(Flags& flags, const model::Resources& resources) {
  const auto& [shm_size, memory, memory_reservation, kernel_memory, memory_swap, swappiness, nano_cpus, cpu_shares,
               cpu_period, cpu_quota, cpu_rt_period, cpu_rt_runtime, cpuset_cpus, cpuset_mems, block_io, pids_limit,
               oom_kill_disable, oom_score_adj, ulimits] = resources;
  if (shm_size) flags.size("--shm-size", *shm_size);
  flags.size("--memory", memory);
  flags.size("--memory-reservation", memory_reservation);
  flags.size("--kernel-memory", kernel_memory);
  if (memory_swap > 0)
    flags.size("--memory-swap", Bytes{static_cast<std::uint64_t>(memory_swap)});
  else
    flags.number("--memory-swap", memory_swap);
  if (swappiness) flags.text("--memory-swappiness", std::to_string(*swappiness));
  if (nano_cpus != 0) flags.text("--cpus", to_decimal(nano_cpus));
  flags.number("--cpu-shares", cpu_shares);
  flags.number("--cpu-period", cpu_period);
  flags.number("--cpu-quota", cpu_quota);
  flags.number("--cpu-rt-period", cpu_rt_period);
  flags.number("--cpu-rt-runtime", cpu_rt_runtime);
  flags.text("--cpuset-cpus", cpuset_cpus);
  flags.text("--cpuset-mems", cpuset_mems);
  add(flags, block_io);
  flags.number("--pids-limit", pids_limit);
  flags.yes("--oom-kill-disable", oom_kill_disable);
  flags.number("--oom-score-adj", oom_score_adj);
  for (const auto& [name, soft, hard] : ulimits) flags.text("--ulimit", fmt::format("{}={}:{}", name, soft, hard));
}

void add(Flags& flags, const model::Security& security) {
  const auto& [privileged, read_only_root, cap_add, cap_drop, security_opt, group_add, devices, device_cgroup_rules,
               device_requests, masked_paths, read_only_paths] = security;
  flags.yes("--privileged", privileged);
  flags.yes("--read-only", read_only_root);
  flags.words("--cap-add", cap_add);
  flags.words("--cap-drop", cap_drop);
  flags.words("--security-opt", security_opt);
  flags.words("--group-add", group_add);
  for (const auto& [host, container, permissions] : devices)
    flags.text("--device", fmt::format("{}:{}:{}", host, container, permissions));
  flags.words("--device-cgroup-rule", device_cgroup_rules);
  for (const auto& request : device_requests)
    flags.text("--gpus", gpus_text(request).value_or("with a choice of capabilities"));
  flags.yes("--security-opt systempaths=unconfined", masked_paths || read_only_paths);
}

std::string restart_text(const model::RestartPolicy& restart) {
  const auto& [name, most_retries] = restart;
  return name == "no" ? "" : most_retries != 0 ? fmt::format("{}:{}", name, most_retries) : name;
}

}  // namespace

std::vector<Flag> flags_of(const model::Definition& definition) {
  // Who it is and what could not be read is said by those who ask for the format.
  const auto& [engine, name, image, image_id, owner, process, labels, annotations, networking, mounts, volumes_from,
               volume_driver, namespaces, resources, security, restart, auto_remove, logging, runtime, cgroup_parent,
               isolation, platform, sysctls, storage_options, image_health, image_ports, notes] = definition;
  Flags flags;
  flags.text("--name", name);
  flags.text("the image", image);
  add(flags, process);
  flags.map("--label", labels);
  flags.map("--annotation", annotations);
  add(flags, networking);
  for (const auto& mount : mounts) flags.text("--mount", mount.target);
  flags.words("--volumes-from", volumes_from);
  flags.text("--volume-driver", volume_driver);
  add(flags, namespaces);
  add(flags, resources);
  add(flags, security);
  flags.text("--restart", restart_text(restart));
  flags.yes("--rm", auto_remove);
  flags.text("--log-driver", logging.driver);
  flags.map("--log-opt", logging.options);
  flags.text("--runtime", runtime);
  flags.text("--cgroup-parent", cgroup_parent);
  flags.text("--isolation", isolation);
  flags.text("--platform", platform);
  flags.map("--sysctl", sysctls);
  flags.map("--storage-opt", storage_options);
  return flags.all();
}

void Unsaid::all_but(std::string_view known, const std::map<std::string_view, std::string_view>& more) {
  const auto names = split(known, ',');
  for (const auto& [name, value] : flags_of(definition_)) {
    if (std::find(names.begin(), names.end(), name) != names.end()) continue;
    const auto found = more.find(name);
    flag(name, value, found == more.end() ? "" : found->second);
  }
}

void Unsaid::flag(std::string_view name, std::string_view value, std::string_view more) {
  constexpr std::size_t longest = 80;
  sentence(fmt::format("{} has no words for {}{}{}{}{}", format_, name, value.empty() ? "" : " ",
                       printable(value, longest), more.empty() ? "" : ": ", more));
}

void Unsaid::flag_if(bool said, std::string_view name, std::string_view value, std::string_view more) {
  if (said) flag(name, value, more);
}

void Unsaid::sentence(std::string text) {
  out_.push_back(several_ ? printable(definition_.name) + ": " + text : std::move(text));
}

std::string to_duration(std::chrono::nanoseconds time) {
  using namespace std::chrono;
  if (time == nanoseconds{0}) return "0s";
  std::string out;
  const auto take = [&](auto unit, std::string_view suffix) {
    const auto count = duration_cast<decltype(unit)>(time);
    if (count.count() != 0) out += fmt::format("{}{}", count.count(), suffix);
    time -= count;
  };
  take(hours{}, "h");
  take(minutes{}, "m");
  take(seconds{}, "s");
  take(milliseconds{}, "ms");
  take(microseconds{}, "us");
  take(nanoseconds{}, "ns");
  return out;
}

std::string to_decimal(std::int64_t nano) {
  constexpr std::int64_t one = 1'000'000'000;
  std::string text = fmt::format("{}.{:09}", nano / one, nano % one);
  text.erase(text.find_last_not_of('0') + 1);
  if (text.back() == '.') text.pop_back();
  return text;
}

std::string pair_text(const std::string& name, const std::string& value, char separator) {
  return value.empty() ? name : name + separator + value;
}

}  // namespace ullage::formats
