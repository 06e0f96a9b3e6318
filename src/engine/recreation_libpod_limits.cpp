// Who it runs as, what it may do, and how much of the machine it may have.
#include <algorithm>

#include "base/text.h"
#include "engine/libpod_parts.h"
#include "engine/recreation_parts.h"

namespace ullage::engine {

namespace {

// Shown are the sets that came out: root has all of the bounding set, others what was added for them.
void say_capabilities(const LibpodSource& from, json::object& spec) {
  const auto& bounding = at(from.own, {"BoundingCaps"});
  const auto& effective = at(from.own, {"EffectiveCaps"});
  if (bounding == effective) {
    spec["cap_drop"] = json::array{"ALL"};
    say(spec, "cap_add", bounding);
    return;
  }
  say(spec, "cap_add", effective);
  say(spec, "cap_drop", from.host("CapDrop"));
}

void say_option(const std::string& text, json::object& spec) {
  const auto end = text.find_first_of("=:");
  const std::string name = text.substr(0, end);
  const std::string value = end == std::string::npos ? "" : text.substr(end + 1);
  if (name == "no-new-privileges") spec["no_new_privileges"] = value.empty() || value == "true" || value == "1";
  if (name == "seccomp") spec["seccomp_profile_path"] = value;
  if (name == "apparmor") spec["apparmor_profile"] = value;
  if (name == "label") append(spec, "selinux_opts", {json::string(value)});
  if (name == "mask") append(spec, "mask", words_of(value, ':'));
  if (name == "unmask") append(spec, "unmask", {json::string(value)});
  if (name == "systempaths") append(spec, "unmask", {"ALL"});
  if (name == "proc-opts") spec["procfs_opts"] = words_of(value, ',');
}

// "c 189:* rwm"
json::object device_rule(const std::string& text) {
  const auto parts = split(text, ' ');
  if (parts.size() != 3) return {};
  const auto numbers = split(parts[1], ':');
  json::object out{{"allow", true}, {"type", parts[0]}, {"access", parts[2]}};
  for (std::size_t i = 0; i < 2 && i < numbers.size(); ++i)
    out[i == 0 ? "major" : "minor"] = numbers[i] == "*" ? -1 : parse_number<std::int64_t>(numbers[i]).value_or(-1);
  return out;
}

void say_devices_of(const LibpodSource& from, std::string_view shown, std::string_view value, std::string_view key,
                    json::object& spec) {
  json::object out;
  for (const auto& device : elements_at(from.own, {"HostConfig", shown})) {
    const std::string_view said = value == "Weight" ? "weight" : "rate";
    out[text_at(device, {"Path"})] = json::object{{said, at(device, {value})}};
  }
  say(spec, key, std::move(out));
}

json::object memory(const LibpodSource& from) {
  json::object out;
  say(out, "limit", from.host("Memory"));
  say(out, "reservation", from.host("MemoryReservation"));
  say(out, "swap", from.host("MemorySwap"));
  say(out, "disableOOMKiller", from.host("OomKillDisable"));
  // -1 is what is shown where nothing was said, and 0 where nothing at all was said of memory.
  const auto swappiness = number_at(from.own, {"HostConfig", "MemorySwappiness"}).value_or(0);
  if (swappiness > 0 || (swappiness == 0 && !out.empty())) out["swappiness"] = swappiness;
  return out;
}

json::object cpu(const LibpodSource& from) {
  json::object out;
  say(out, "shares", from.host("CpuShares"));
  say(out, "quota", from.host("CpuQuota"));
  say(out, "period", from.host("CpuPeriod"));
  say(out, "realtimePeriod", from.host("CpuRealtimePeriod"));
  say(out, "realtimeRuntime", from.host("CpuRealtimeRuntime"));
  say(out, "cpus", from.host("CpusetCpus"));
  say(out, "mems", from.host("CpusetMems"));
  return out;
}

// "RLIMIT_NOFILE" is taken as "nofile".
json::array limits(const LibpodSource& from) {
  json::array out;
  for (const auto& limit : elements_at(from.own, {"HostConfig", "Ulimits"})) {
    std::string name = text_at(limit, {"Name"});
    if (name.starts_with("RLIMIT_")) name.erase(0, 7);
    std::ranges::transform(name, name.begin(), [](unsigned char c) { return std::tolower(c); });
    out.push_back(json::object{{"type", name}, {"hard", at(limit, {"Hard"})}, {"soft", at(limit, {"Soft"})}});
  }
  return out;
}

}  // namespace

void say_security(const LibpodSource& from, json::object& spec) {
  say(spec, "privileged", from.host("Privileged"));
  say(spec, "user", from.config("User"));
  say(spec, "groups", from.host("GroupAdd"));
  say(spec, "umask", from.config("Umask"));
  if (!is_true_at(from.own, {"HostConfig", "Privileged"})) say_capabilities(from, spec);
  for (const auto& option : elements_at(from.own, {"HostConfig", "SecurityOpt"}))
    if (text_at(option, {}) == "no-new-privileges") spec["no_new_privileges"] = true;
  for (const auto& option : from.command.values("--security-opt")) say_option(option, spec);
  json::object sysctls;
  for (const auto& text : from.command.values("--sysctl"))
    if (const auto equals = text.find('='); equals != std::string::npos)
      sysctls[text.substr(0, equals)] = text.substr(equals + 1);
  say(spec, "sysctl", std::move(sysctls));
}

void say_limits(const LibpodSource& from, json::object& spec) {
  json::object resources;
  say(resources, "memory", memory(from));
  say(resources, "cpu", cpu(from));
  // Unsaid it would be Podman's default; 0 is no limit.
  resources["pids"] = json::object{{"limit", from.host("PidsLimit")}};
  json::object block;
  say(block, "weight", from.host("BlkioWeight"));
  say(resources, "blockIO", std::move(block));
  say(resources, "unified", from.host("CgroupConf"));
  spec["resource_limits"] = std::move(resources);
  say(spec, "unified", from.host("CgroupConf"));
  say_devices_of(from, "BlkioWeightDevice", "Weight", "weightDevice", spec);
  say_devices_of(from, "BlkioDeviceReadBps", "Rate", "throttleReadBpsDevice", spec);
  say_devices_of(from, "BlkioDeviceWriteBps", "Rate", "throttleWriteBpsDevice", spec);
  say_devices_of(from, "BlkioDeviceReadIOps", "Rate", "throttleReadIOPSDevice", spec);
  say_devices_of(from, "BlkioDeviceWriteIOps", "Rate", "throttleWriteIOPSDevice", spec);
  say(spec, "r_limits", limits(from));
  say(spec, "oom_score_adj", from.host("OomScoreAdj"));
  json::array rules;
  for (const auto& rule : from.command.values("--device-cgroup-rule")) rules.push_back(device_rule(rule));
  say(spec, "device_cgroup_rule", std::move(rules));
  say(spec, "cgroup_parent", from.host("CgroupParent"));
  const auto cgroups = from.command.last("--cgroups");
  say(spec, "cgroups_mode", json::string(from.host_text("Cgroups") == "disabled" ? "disabled" : cgroups));
}

}  // namespace ullage::engine
