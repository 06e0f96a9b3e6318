// Mounts as volumes of a pod: host paths, claims, and memory.
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
  for (const auto word : split(mount.options + "," + mount.propagation, ',')) {
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

Yaml memory_volume(const std::optional<Bytes>& size) {
  Yaml directory;
  directory.set("medium", "Memory");
  if (size) directory.set("sizeLimit", quantity(*size));
  return directory;
}

class Pod {
 public:
  Pod(const Definition& definition, Unsaid& unsaid) : definition_(definition), unsaid_(unsaid) {}

  PodVolumes volumes() {
    if (const auto size = shm_volume_size(definition_)) add_empty("dshm", "/dev/shm", memory_volume(size));
    for (const auto& mount : definition_.mounts) add(mount);
    return std::move(out_);
  }

 private:
  Yaml& add(const std::string& wanted, const std::string& target, const char* kind, Yaml source) {
    const std::string name = free_label(wanted, taken_);
    Yaml volume, mounted;
    volume.set("name", name);
    volume.set(kind, std::move(source));
    out_.volumes.push(std::move(volume));
    mounted.set("name", name);
    mounted.set("mountPath", target);
    return out_.mounts.push(std::move(mounted));
  }

  // podman kube play makes a volume of it that all pods with this name in them share, so the pod's name is in it.
  Yaml& add_empty(const std::string& wanted, const std::string& target, Yaml source) {
    return add(definition_.name + "-" + wanted, target, "emptyDir", std::move(source));
  }

  void add(const Mount& mount);
  Yaml& add_volume(const Mount& mount);

  const Definition& definition_;
  Unsaid& unsaid_;
  PodVolumes out_;
  std::set<std::string> taken_;
};

Yaml& Pod::add_volume(const Mount& mount) {
  if (mount.source.empty()) {
    unsaid_.sentence("what is in " + printable(mount.target) + " is gone with the pod: it is a volume without a name");
    return add_empty(mount.target, mount.target, {});
  }
  Yaml claim;
  claim.set("claimName", dns_label(mount.source));
  if (definition_.engine != model::EngineKind::podman) out_.claims.push_back(dns_label(mount.source));
  const std::string volume = printable(mount.source), name = dns_label(mount.source);
  if (definition_.engine == model::EngineKind::podman)
    unsaid_.sentence("podman kube play takes the volume " + name +
                     " as it is, and refuses a claim for it in the file: on "
                     "Kubernetes make the claim first");
  else
    unsaid_.sentence("bring the data of volume " + volume + " into the claim " + name +
                     ", and give it the storage that it needs");
  return add(mount.anonymous ? mount.target : mount.source, mount.target, "persistentVolumeClaim", std::move(claim));
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
    mounted = &add(mount.target, mount.target, "hostPath", std::move(path));
  }
  mounted->add("subPath", mount.subpath);
  mounted->add("readOnly", mount.read_only);
  mounted->add("mountPropagation", std::string(propagation(mount)));
}

}  // namespace

std::optional<Bytes> shm_volume_size(const Definition& definition) {
  // With the host's or another's IPC, /dev/shm is theirs.
  const auto& ipc = definition.namespaces.ipc;
  const bool own = ipc.empty() || ipc == "private" || ipc == "shareable";
  return own && !mounts_shm(definition) ? definition.resources.shm_size : std::nullopt;
}

PodVolumes volumes_of(const Definition& definition, Unsaid& unsaid) { return Pod(definition, unsaid).volumes(); }

}  // namespace ullage::formats
