// Mounts as volumes of a pod: host paths, claims, and memory.
#include <algorithm>
#include <array>

#include "base/text.h"
#include "formats/kube_parts.h"
#include "formats/mounts.h"

namespace ullage::formats {

namespace {

using model::Definition;
using model::Mount;
using model::MountType;

// Propagation as Kubernetes names it; empty: its own default.
std::string_view propagation(const Mount& mount) {
  const std::string words = mount.options + "," + mount.propagation;
  for (const auto word : split(words, ',')) {
    if (word == "shared" || word == "rshared") return "Bidirectional";
    if (word == "slave" || word == "rslave") return "HostToContainer";
  }
  return "";
}

void say_left_out(const Mount& mount, Unsaid& unsaid) {
  constexpr std::array<std::string_view, 7> said{"", "rw", "shared", "rshared", "slave", "rslave", "rprivate"};
  const std::string_view flag = mount.type == MountType::tmpfs ? "--tmpfs" : mount.from_flag ? "--mount" : "--volume";
  const std::string others = mount.type == MountType::tmpfs ? other_tmpfs_options(mount) : mount.options;
  for (const auto option : split(others, ','))
    if (std::find(said.begin(), said.end(), option) == said.end())
      unsaid.flag(flag, std::string(option) + " of " + mount.target);
  unsaid.flag_if(mount.non_recursive, flag, "bind-nonrecursive of " + mount.target);
  unsaid.flag_if(mount.no_copy, flag, "volume-nocopy of " + mount.target);
  unsaid.flag_if(!mount.consistency.empty(), flag, mount.consistency + " of " + mount.target);
}

// Only what is privileged may have its mounts seen by the node.
std::string allowed_propagation(const Mount& mount, bool privileged, Unsaid& unsaid) {
  const auto asked = propagation(mount);
  if (asked != "Bidirectional" || privileged) return std::string(asked);
  unsaid.sentence("the node does not see what is mounted below " + printable(mount.target) +
                  " in the container: mountPropagation Bidirectional is for privileged ones");
  return "HostToContainer";
}

Yaml memory_volume(const std::optional<Bytes>& size) {
  Yaml directory;
  directory.set("medium", "Memory");
  if (size) directory.set("sizeLimit", quantity(*size));
  return directory;
}

class Pod {
 public:
  Pod(const Definition& definition, SharedNames& names, Unsaid& unsaid)
      : definition_(definition), names_(names), unsaid_(unsaid) {}

  PodVolumes volumes() {
    if (const auto size = shm_memory(definition_); size && !mounts_shm(definition_))
      add_empty("dshm", "/dev/shm", memory_volume(size));
    for (const auto& mount : definition_.mounts) add(mount);
    return std::move(out_);
  }

 private:
  Yaml& add(const std::string& name, const std::string& target, const char* kind, Yaml source) {
    Yaml volume, mounted;
    volume.set("name", name);
    volume.set(kind, std::move(source));
    out_.volumes.push(std::move(volume));
    mounted.set("name", name);
    mounted.set("mountPath", target);
    return out_.mounts.push(std::move(mounted));
  }

  // podman kube play makes a volume of it that all pods with this name in them share.
  Yaml& add_empty(const std::string& wanted, const std::string& target, Yaml source) {
    std::string name = free_label(definition_.name + "-" + wanted, names_.taken);
    while (!taken_.insert(name).second) name = free_label(name, names_.taken);
    return add(name, target, "emptyDir", std::move(source));
  }

  void add(const Mount& mount);
  Yaml& add_volume(const Mount& mount);

  const Definition& definition_;
  SharedNames& names_;
  Unsaid& unsaid_;
  PodVolumes out_;
  std::set<std::string> taken_;  // in this pod
};

Yaml& Pod::add_volume(const Mount& mount) {
  if (mount.source.empty()) {
    unsaid_.sentence("what is in " + printable(mount.target) + " is gone with the pod: it is a volume without a name");
    return add_empty(mount.target, mount.target, {});
  }
  Yaml claim;
  const std::string& name = names_.claims.at(mount.source);
  claim.set("claimName", name);
  const bool is_podmans = definition_.engine == model::EngineKind::podman;
  if (!is_podmans) out_.claims.push_back(name);
  if (is_podmans)
    unsaid_.sentence("podman kube play takes the volume " + name +
                     " as it is, and refuses a claim for it in the file: on "
                     "Kubernetes make the claim first");
  if (!is_podmans || name != mount.source)
    unsaid_.sentence("bring the data of volume " + printable(mount.source) + " into the claim " + name +
                     ", and give it the storage that it needs");
  return add(free_label(mount.anonymous ? mount.target : mount.source, taken_), mount.target, "persistentVolumeClaim",
             std::move(claim));
}

void Pod::add(const Mount& mount) {
  if (mount.type == MountType::other)
    return unsaid_.flag("--mount", mount.target, "it is neither a bind mount, a volume nor a tmpfs");
  if (mount.target.find(':') != std::string::npos)
    return unsaid_.flag("--mount", mount.target, "a path in a pod has no colons");
  say_left_out(mount, unsaid_);
  Yaml* mounted = nullptr;
  if (mount.type == MountType::tmpfs) {
    mounted = &add_empty(is_at_shm(mount) ? "dshm" : mount.target, mount.target, memory_volume(tmpfs_size(mount)));
  } else if (mount.type == MountType::volume) {
    mounted = &add_volume(mount);
  } else {
    Yaml path;
    path.set("path", mount.source);
    mounted = &add(free_label(mount.target, taken_), mount.target, "hostPath", std::move(path));
  }
  mounted->add("subPath", mount.subpath);
  mounted->add("readOnly", mount.read_only);
  mounted->add("mountPropagation", allowed_propagation(mount, definition_.security.privileged, unsaid_));
}

}  // namespace

SharedNames claim_names(const std::vector<Definition>& definitions) {
  SharedNames names;
  const auto name_all = [&](bool that_are_labels) {
    for (const auto& definition : definitions)
      for (const auto& mount : definition.mounts)
        if (mount.type == MountType::volume && !mount.source.empty() && !names.claims.contains(mount.source) &&
            (dns_label(mount.source) == mount.source) == that_are_labels)
          names.claims[mount.source] = free_label(mount.source, names.taken);
  };
  name_all(true);
  name_all(false);
  return names;
}

std::optional<Bytes> shm_memory(const Definition& definition) {
  const auto mount = std::ranges::find_if(definition.mounts, model::is_at_shm);
  if (mount != definition.mounts.end()) {
    const auto size = mount->type == MountType::tmpfs ? tmpfs_size(*mount) : std::nullopt;
    return size && size->value != 0 ? size : std::nullopt;  // 0: without a limit
  }
  // With the host's or another's IPC, /dev/shm is theirs.
  const auto& ipc = definition.namespaces.ipc;
  const bool own = ipc.empty() || ipc == "private" || ipc == "shareable";
  return own ? definition.resources.shm_size : std::nullopt;
}

PodVolumes volumes_of(const Definition& definition, SharedNames& names, Unsaid& unsaid) {
  return Pod(definition, names, unsaid).volumes();
}

}  // namespace ullage::formats
