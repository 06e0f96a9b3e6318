// Labels of compose, swarm and Kubernetes.
#include "engine/owner.h"

#include <algorithm>

namespace ullage::engine {

using model::OwnerKind;

namespace {

// Compose lists its files with commas; the first is the base, the others override it.
std::string compose_file(const json::value& labels) {
  std::string files = text_at(labels, {"com.docker.compose.project.config_files"});
  const std::string folder = text_at(labels, {"com.docker.compose.project.working_dir"});
  files.erase(std::min(files.find(','), files.size()));
  if (files.empty() || files.front() == '/' || folder.empty()) return files;
  return folder + "/" + files;
}

}  // namespace

model::Owner owner_of(const json::value& labels) {
  const auto label = [&](std::string_view name) { return text_at(labels, {name}); };
  if (const auto pod = label("io.kubernetes.pod.name"); !pod.empty())
    return {OwnerKind::kubernetes, label("io.kubernetes.pod.namespace"), pod, {}};
  if (const auto service = label("com.docker.swarm.service.name"); !service.empty())
    return {OwnerKind::swarm, label("com.docker.stack.namespace"), service, {}};
  if (const auto project = label("com.docker.compose.project"); !project.empty())
    return {OwnerKind::compose, project, label("com.docker.compose.service"), compose_file(labels)};
  return {};
}

}  // namespace ullage::engine
