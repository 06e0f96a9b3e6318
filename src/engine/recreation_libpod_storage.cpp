// What is mounted, and what stands in /dev.
#include "engine/libpod_parts.h"
#include "engine/recreation_parts.h"

namespace ullage::engine {

namespace {

json::array options_of(const json::value& mount) {
  json::array out{is_true_at(mount, {"RW"}) ? "rw" : "ro"};
  for (const auto key : {"Propagation", "Mode"})
    if (const auto option = text_at(mount, {key}); !option.empty()) out.emplace_back(option);
  for (const auto& option : elements_at(mount, {"Options"})) out.push_back(option);
  return out;
}

// A mount of the old container's own folder is an overlay (`-v …:O`) that was made for its run.
bool is_made_up(const LibpodSource& from, const json::value& mount) {
  const auto id = text_at(from.own, {"Id"});
  return !id.empty() && text_at(mount, {"Source"}).find(id) != std::string::npos;
}

void say_mounts(const LibpodSource& from, json::object& spec) {
  json::array mounts;
  json::array volumes;
  json::array images;
  for (const auto& mount : elements_at(from.own, {"Mounts"})) {
    if (is_made_up(from, mount)) continue;
    const auto type = text_at(mount, {"Type"});
    const auto& source = at(mount, {"Source"});
    const auto& target = at(mount, {"Destination"});
    if (type == "volume")
      volumes.push_back(json::object{{"Name", at(mount, {"Name"})}, {"Dest", target}, {"Options", options_of(mount)}});
    else if (type == "image")
      images.push_back(json::object{{"Source", source}, {"Destination", target}, {"ReadWrite", at(mount, {"RW"})}});
    else
      mounts.push_back(
          json::object{{"type", "bind"}, {"source", source}, {"destination", target}, {"options", options_of(mount)}});
  }
  for (const auto& [path, options] : object_at(from.own, {"HostConfig", "Tmpfs"})) {
    mounts.push_back(json::object{{"type", "tmpfs"},
                                  {"source", "tmpfs"},
                                  {"destination", path},
                                  {"options", words_of(text_at(options, {}), ',')}});
  }
  say(spec, "mounts", std::move(mounts));
  say(spec, "volumes", std::move(volumes));
  say(spec, "image_volumes", std::move(images));
  say(spec, "volumes_from", from.host("VolumesFrom"));
  // The image's volumes are among those above, unless they are tmpfs.
  spec["image_volume_mode"] = from.command.last("--image-volume") == "tmpfs" ? "tmpfs" : "ignore";
}

// Where a secret's file stands is not shown.
void say_secrets(const LibpodSource& from, json::object& spec) {
  const auto said = from.command.secrets();
  json::array out;
  for (const auto& shown : elements_at(from.own, {"Config", "Secrets"})) {
    json::object secret{{"Source", at(shown, {"Name"})},
                        {"UID", at(shown, {"UID"})},
                        {"GID", at(shown, {"GID"})},
                        {"Mode", at(shown, {"Mode"})}};
    for (const auto& each : said)
      if (each.name == text_at(shown, {"Name"}) && !each.is_variable) secret["Target"] = each.target;
    out.push_back(std::move(secret));
  }
  say(spec, "secrets", std::move(out));
}

// What a container may do with a device is not shown, nor the folder that several came from.
void say_devices(const LibpodSource& from, json::object& spec) {
  json::array out;
  for (const auto& path : from.command.values("--device")) out.push_back(json::object{{"path", path}});
  if (out.empty())
    for (const auto& device : elements_at(from.own, {"HostConfig", "Devices"}))
      out.push_back(
          json::object{{"path", text_at(device, {"PathOnHost"}) + ":" + text_at(device, {"PathInContainer"})}});
  say(spec, "devices", std::move(out));
}

}  // namespace

void say_storage(const LibpodSource& from, json::object& spec) {
  if (from.wishes.shm_size)
    spec["shm_size"] = from.wishes.shm_size->value;
  else if (has_own_shm(from))
    spec["shm_size"] = from.host("ShmSize");
  spec["read_only_filesystem"] = from.host("ReadonlyRootfs");
  say_mounts(from, spec);
  say_secrets(from, spec);
  say_devices(from, spec);
}

}  // namespace ullage::engine
