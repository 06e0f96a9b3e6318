// Asks in the dialect that the engine turns out to speak.
#include "engine/http_engine.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>

#include "engine/docker.h"
#include "engine/lookup.h"
#include "engine/podman.h"

namespace ullage::engine {

using model::Container;
using model::EngineKind;

namespace {

const Dialect& dialect_of(EngineKind kind) { return kind == EngineKind::podman ? podman_dialect : docker_dialect; }

// Docker up to 25 answers 500, later ones 400, Podman 404: "Multiple IDs found with provided prefix: 1",
// "more than one result for container ID 2".
bool says_ambiguous(const std::string& message) {
  std::string lower = message;
  std::transform(lower.begin(), lower.end(), lower.begin(), [](unsigned char c) { return std::tolower(c); });
  return lower.find("multiple ids") != std::string::npos || lower.find("more than one") != std::string::npos;
}

tl::unexpected<Error> refusal(const HttpResponse& response, std::string_view wanted) {
  return fail(ErrorKind::failed, fmt::format("the engine did not give {}: {}", wanted, message_of(response)),
              "see the engine's own log");
}

}  // namespace

HttpEngine::HttpEngine(Endpoint endpoint)
    : client_(std::move(endpoint)), dialect_(&dialect_of(client_.endpoint().kind)) {}

Result<HttpResponse> HttpEngine::get(std::string_view path) {
  const auto ask = [&] { return client_.send({.target = fmt::format("{}{}", dialect_->prefix, path)}); };
  auto response = ask();
  if (!response) return response;
  const EngineKind speaks = is_from_podman(*response) ? EngineKind::podman : EngineKind::docker;
  if (speaks == dialect_->kind) return response;
  dialect_ = &dialect_of(speaks);
  return ask();
}

Result<std::vector<Container>> HttpEngine::running() {
  const auto response = get("/containers/json");
  if (!response) return tl::unexpected(response.error());
  if (response->status != 200) return refusal(*response, "its containers");
  return dialect_->parse_list(response->body);
}

Result<Container> HttpEngine::find(std::string_view name) {
  if (name.starts_with('/')) name.remove_prefix(1);
  if (!is_container_name(name)) return no_such_container(name);
  const auto response = get(fmt::format("/containers/{}/json", name));
  if (!response) return tl::unexpected(response.error());
  if (response->status != 200) {
    if (says_ambiguous(message_of(*response))) return ambiguous(name);
    if (response->status == 404) return no_such_container(name);
    return refusal(*response, "the container");
  }
  auto container = dialect_->parse_inspect(response->body);
  if (!container || dialect_->kind != EngineKind::podman || !is_container_name(container->pod)) return container;
  const auto pod = get(fmt::format("/pods/{}/json", container->pod));
  if (pod && pod->status == 200) container->pod = podman_pod_name(pod->body);
  return container;
}

}  // namespace ullage::engine
