// What lies where in the container: binds, volumes and tmpfs, as they were said.
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/text.h"
#include "engine/definition_parts.h"
#include "model/container_id.h"

namespace ullage::engine {

using model::Mount;
using model::MountType;
using model::Words;

namespace {

// The name that the engine gave to the volume at a path; empty where there is none.
std::string volume_at(const json::value& container, std::string_view target) {
  for (const auto& mount : elements_at(container, {"Mounts"}))
    if (text_at(mount, {"Type"}) == "volume" && clean_path(text_at(mount, {"Destination"})) == clean_path(target))
      return text_at(mount, {"Name"});
  return {};
}

// "z,ro" is read_only and "z".
void read_options(std::string_view options, Mount& out) {
  for (const auto option : split(options, ',')) {
    if (option == "ro") out.read_only = true;
    if (option.empty() || option == "ro" || option == "rw") continue;
    out.options += fmt::format("{}{}", out.options.empty() ? "" : ",", option);
  }
}

Mount anonymous_at(const json::value& container, std::string target) {
  Mount out;
  out.type = MountType::volume;
  out.anonymous = true;
  out.source = volume_at(container, target);
  out.target = std::move(target);
  return out;
}

// SOURCE:TARGET[:OPTIONS], or a TARGET alone: a volume that got a name from the engine.
Mount read_bind(const json::value& container, std::string_view text) {
  const auto parts = split(text, ':');
  if (parts.size() == 1) return anonymous_at(container, std::string(text));
  Mount out;
  out.type = parts[0].starts_with('/') ? MountType::bind : MountType::volume;
  out.source = parts[0];
  out.target = parts[1];
  if (parts.size() > 2) read_options(parts[2], out);
  return out;
}

void read_volume_options(const json::value& from, Mount& out) {
  out.no_copy = is_true_at(from, {"NoCopy"});
  out.labels = text_map_at(from, {"Labels"});
  out.driver = text_at(from, {"DriverConfig", "Name"});
  out.driver_options = text_map_at(from, {"DriverConfig", "Options"});
  out.subpath = text_at(from, {"Subpath"});
}

void read_tmpfs_options(const json::value& from, Mount& out) {
  if (const auto size = number_at(from, {"SizeBytes"}); size && *size > 0)
    out.size = Bytes{static_cast<std::uint64_t>(*size)};
  if (const auto mode = number_at(from, {"Mode"}); mode && *mode > 0) out.mode = static_cast<std::uint32_t>(*mode);
}

MountType type_of(std::string_view word) {
  if (word == "bind") return MountType::bind;
  if (word == "volume") return MountType::volume;
  return word == "tmpfs" ? MountType::tmpfs : MountType::other;
}

Mount read_flag_mount(const json::value& container, const json::value& from, Words& notes) {
  Mount out;
  const std::string type = text_at(from, {"Type"});
  out.type = type_of(type);
  out.from_flag = true;
  out.source = text_at(from, {"Source"});
  out.target = text_at(from, {"Target"});
  out.read_only = is_true_at(from, {"ReadOnly"});
  out.consistency = unless(text_at(from, {"Consistency"}), "default");
  out.propagation = text_at(from, {"BindOptions", "Propagation"});
  out.non_recursive = is_true_at(from, {"BindOptions", "NonRecursive"});
  read_volume_options(at(from, {"VolumeOptions"}), out);
  read_tmpfs_options(at(from, {"TmpfsOptions"}), out);
  if (out.type == MountType::volume && out.source.empty()) {
    out.anonymous = true;
    out.source = volume_at(container, out.target);
  }
  if (out.type == MountType::other)
    notes.push_back(fmt::format("a mount of type {} at {} is left out", printable(type), printable(out.target)));
  return out;
}

// Podman lists the options that it adds by itself, and a volume by the name that it made up.
void drop_podmans(Mount& mount) {
  constexpr std::array<std::string_view, 5> added{"rprivate", "rbind", "nosuid", "nodev", "tmpcopyup"};
  std::string kept;
  for (const auto option : split(mount.options, ','))
    if (std::ranges::find(added, option) == added.end()) kept += fmt::format("{}{}", kept.empty() ? "" : ",", option);
  mount.options = std::move(kept);
  if (mount.type == MountType::volume && model::is_container_id(mount.source)) mount.anonymous = true;
}

}  // namespace

std::vector<Mount> read_mounts(const Answers& answers, Words& notes) {
  const auto& container = answers.container;
  std::vector<Mount> out;
  const auto& host_config = at(container, {"HostConfig"});
  for (const auto& bind : texts_at(host_config, {"Binds"})) out.push_back(read_bind(container, bind));
  for (const auto& mount : elements_at(host_config, {"Mounts"}))
    out.push_back(read_flag_mount(container, mount, notes));
  for (const auto& [target, options] : text_map_at(host_config, {"Tmpfs"})) {
    Mount mount;
    mount.type = MountType::tmpfs;
    mount.target = target;
    read_options(options, mount);
    out.push_back(std::move(mount));
  }
  for (auto& target : keys_at(container, {"Config", "Volumes"})) {
    const auto there = [&](const Mount& mount) { return clean_path(mount.target) == clean_path(target); };
    if (std::ranges::none_of(out, there)) out.push_back(anonymous_at(container, std::move(target)));
  }
  if (is_podman(answers)) std::ranges::for_each(out, drop_podmans);
  return out;
}

}  // namespace ullage::engine
