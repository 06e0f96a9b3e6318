// Podman's own descriptions of two containers: all that they show, and what was said that they don't.
#include <algorithm>
#include <boost/json/serialize.hpp>

#include "base/text.h"
#include "engine/comparison_parts.h"
#include "engine/libpod_parts.h"
#include "engine/recreation_parts.h"

namespace ullage::engine {

namespace {

// What every container has its own of, or only while it runs.
constexpr auto its_own = {"Id",          "Name",           "Created",        "State",        "RestartCount",
                          "ExecIDs",     "GraphDriver",    "OCIConfigPath",  "HostnamePath", "HostsPath",
                          "MountLabel",  "ProcessLabel",   "ResolvConfPath", "SizeRw",       "SizeRootFs",
                          "ImageDigest", "NetworkSettings"};

// Flags whose effect Podman shows nowhere, and that are not said again.
constexpr auto unseen = {"--hostuser",  "--passwd-entry", "--group-entry", "--personality", "--storage-opt",
                         "--rootfs",    "--preserve-fds", "--pidfile",     "--gpus",        "--seccomp-policy",
                         "--transient", "--hooks-dir",    "--env-host",    "--variant"};

// Paths and names that are made of the id.
void forget_id(json::value& value, const std::string& id) {
  if (auto* object = value.if_object())
    for (auto& [key, each] : *object) forget_id(each, id);
  if (auto* array = value.if_array())
    for (auto& each : *array) forget_id(each, id);
  if (!value.is_string()) return;
  std::string text = text_at(value, {});
  for (const auto& part : {id, id.substr(0, 12)})
    for (auto at = text.find(part); !part.empty() && at != std::string::npos; at = text.find(part, at))
      text.replace(at, part.size(), "ID");
  value = text;
}

// For lists that come in the order of a map, or in which order means nothing.
void sort(json::value* value) {
  if (value == nullptr || !value->is_array()) return;
  std::ranges::sort(value->get_array(), {}, [](const json::value& each) { return json::serialize(each); });
}

void sort_options(json::object& mounts_by_path) {
  for (auto& [path, options] : mounts_by_path) {
    json::value words = words_of(text_at(options, {}), ',');
    sort(&words);
    options = std::move(words);
  }
}

json::object mounts(const json::value& own) {
  json::object out;
  for (const auto& mount : elements_at(own, {"Mounts"})) {
    json::object one = mount.is_object() ? mount.get_object() : json::object();
    sort(one.if_contains("Options"));
    out[text_at(mount, {"Destination"})] = std::move(one);
  }
  return out;
}

json::object aliases(const json::value& own) {
  json::object out;
  for (const auto& [name, endpoint] : object_at(own, {"NetworkSettings", "Networks"})) {
    json::value said = elements_at(endpoint, {"Aliases"});
    sort(&said);
    out[name] = std::move(said);
  }
  return out;
}

json::object config(const json::value& own) {
  json::object out = object_at(own, {"Config"});
  out["Env"] = said_environment(own);
  out["Annotations"] = said_annotations(own);
  sort(out.if_contains("Secrets"));
  return out;
}

json::object comparable(const json::value& own) {
  json::object out = own.is_object() ? own.get_object() : json::object();
  for (const auto key : its_own) out.erase(key);
  out["Config"] = config(own);
  out["Mounts"] = mounts(own);
  out["NetworkAliases"] = aliases(own);
  for (const auto key : {"EffectiveCaps", "BoundingCaps", "Dependencies"}) sort(out.if_contains(key));
  json::object host = object_at(own, {"HostConfig"});
  host.erase("Binds");  // the same as the mounts, in other words
  for (const auto key : {"CapAdd", "CapDrop", "Ulimits", "SecurityOpt", "Devices"}) sort(host.if_contains(key));
  json::object tmpfs = object_at(own, {"HostConfig", "Tmpfs"});
  sort_options(tmpfs);
  host["Tmpfs"] = std::move(tmpfs);
  out["HostConfig"] = std::move(host);
  json::value all = std::move(out);
  forget_id(all, text_at(own, {"Id"}));
  return all.get_object();
}

// The old one, as it is to be again.
json::object expected(const json::value& own, const Recreation& asked, const RecreationWishes& wishes) {
  json::object out = comparable(own);
  auto& host = out["HostConfig"].as_object();
  if (wishes.shm_size) host["ShmSize"] = wishes.shm_size->value;
  for (const auto mode : {"NetworkMode", "IpcMode", "PidMode", "UTSMode", "UsernsMode", "CgroupMode"})
    if (host.contains(mode)) host[mode] = followed(text_at(host[mode], {}), wishes.instead);
  json::array dependencies;
  for (const auto& each : elements_at(own, {"Dependencies"})) {
    const auto found = wishes.instead.find(text_at(each, {}));
    dependencies.push_back(found == wishes.instead.end() ? each : json::value(found->second));
  }
  out["Dependencies"] = std::move(dependencies);
  sort(out.if_contains("Dependencies"));
  json::value command = at(json::value(asked.body), {"containerCreateCommand"});
  forget_id(command, text_at(own, {"Id"}));
  out["Config"].as_object()["CreateCommand"] = std::move(command);
  out["Image"] = wishes.image_id.substr(wishes.image_id.find(':') + 1);
  return out;
}

}  // namespace

std::vector<Difference> podman_differences(const json::value& before, const json::value& after, const Recreation& asked,
                                           const RecreationWishes& wishes) {
  std::vector<Difference> out;
  const auto& own = at(before, {"Libpod"});
  json::object wanted = expected(own, asked, wishes);
  json::object got = comparable(at(after, {"Libpod"}));
  // By its id an image has the name that Podman finds for it.
  for (auto* each : {&wanted, &got}) {
    each->erase("ImageName");
    (*each)["Config"].as_object().erase("Image");
  }
  compare(wanted, got, "", out);
  const CreateCommand command(own);
  for (const auto flag : unseen)
    for (const auto& value : command.values(flag)) out.push_back({flag, value, ""});
  return out;
}

}  // namespace ullage::engine
