// What a Kubernetes manifest is put together from.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "formats/flags.h"
#include "formats/yaml.h"
#include "model/definition.h"

namespace ullage::formats {

// A name as Kubernetes takes it for everything: lower case letters, digits and dashes, at most 63, a letter first.
std::string dns_label(std::string_view name);
// The same, or with a number behind it where that one is taken.
std::string free_label(std::string_view name, std::set<std::string>& taken);

bool is_label_value(std::string_view text);
bool is_qualified_name(std::string_view text);  // of labels and annotations: "example.org/name"

std::string quantity(Bytes size);  // "2Gi", "512Mi", "1000"

// Kubernetes puts variables in for $(NAME) in environment, command and arguments, and reads $$ as $.
std::string dollars_kept(std::string_view text, const model::Words& env);

Yaml container_part(const model::Definition& definition, const std::string& name, Yaml ports, Yaml mounts,
                    Unsaid& unsaid);
Yaml container_security(const model::Definition& definition, Unsaid& unsaid);
Yaml resources_part(const model::Definition& definition, Unsaid& unsaid);

// The names that all pods of a file share. podman kube play makes a volume of each, so no two things have one name.
struct SharedNames {
  std::map<std::string, std::string> claims;  // by the volume that they stand for
  std::set<std::string> taken;
};
// A name for the claim of each volume: one that is a label already stays, wherever it comes.
SharedNames claim_names(const std::vector<model::Definition>& definitions);

struct PodVolumes {
  Yaml mounts = Yaml::list();
  Yaml volumes = Yaml::list();
  std::vector<std::string> claims;  // names of the PersistentVolumeClaims that it needs
};
PodVolumes volumes_of(const model::Definition& definition, SharedNames& names, Unsaid& unsaid);

// The memory that /dev/shm has of its own, by --shm-size or as a tmpfs, if it is said.
std::optional<Bytes> shm_memory(const model::Definition& definition);

struct Ports {
  Yaml container = Yaml::list();
  Yaml service = Yaml::list();
};
Ports ports_of(const model::Definition& definition, Unsaid& unsaid);

}  // namespace ullage::formats
