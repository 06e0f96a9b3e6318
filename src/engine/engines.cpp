// Puts together all engines of this user.
#include <algorithm>

#include "engine/containerd_state.h"
#include "engine/embedded.h"
#include "engine/endpoints.h"
#include "engine/engine.h"
#include "engine/http_engine.h"
#include "engine/podman_storage.h"

namespace ullage::engine {

Result<model::Definition> Engine::definition(std::string_view) {
  switch (kind()) {
    case model::EngineKind::podman:
      return fail(ErrorKind::unreachable,
                  "only Podman's service knows how its containers were made, and it is not running",
                  "sudo systemctl start podman.socket");
    case model::EngineKind::containerd:
      return fail(ErrorKind::refused, "containerd runs what Kubernetes defines: the definition is in the cluster",
                  "kubectl get pod POD -o yaml");
    default:
      return fail(ErrorKind::refused, "what `ullage run` started has no definition but its command line",
                  "run it again with: ullage run --shm-size SIZE …");
  }
}

std::vector<std::unique_ptr<Engine>> engines(const Environment& environment) {
  std::vector<std::unique_ptr<Engine>> out;
  auto found = endpoints(environment);
  const bool podman_answers =
      std::any_of(found.begin(), found.end(), [](const auto& e) { return e.kind == model::EngineKind::podman; });
  for (auto& endpoint : found) out.push_back(std::make_unique<HttpEngine>(std::move(endpoint)));
  if (!podman_answers)
    if (auto storage = podman_storage(environment)) out.push_back(std::move(storage));
  if (auto containerd = containerd_state(environment)) out.push_back(std::move(containerd));
  out.push_back(embedded(environment));
  return out;
}

}  // namespace ullage::engine
