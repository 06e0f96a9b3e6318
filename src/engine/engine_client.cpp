// Requests to an engine, with errors that say how to make it answer.
#include "engine/engine_client.h"

#include <fmt/format.h>

#include "base/text.h"
#include "engine/json.h"

namespace ullage::engine {

EngineClient::EngineClient(Endpoint endpoint)
    : endpoint_(std::move(endpoint)), http_(endpoint_.address ? *endpoint_.address : Address{}) {}

Result<HttpResponse> EngineClient::send(const HttpRequest& request, Milliseconds limit) {
  if (!endpoint_.address) return tl::unexpected(endpoint_.address.error());
  auto response = http_.request(request, limit);
  if (!response) return tl::unexpected(with_remedy(std::move(response.error())));
  return response;
}

Error EngineClient::with_remedy(Error error) const {
  const bool podman = endpoint_.kind == model::EngineKind::podman;
  if (!endpoint_.named_by.empty()) error.what += fmt::format(" (from {})", endpoint_.named_by);
  if (!error.remedy.empty()) return error;
  if (error.kind == ErrorKind::denied) {
    error.remedy = podman ? "run it with sudo" : "run it with sudo, or as a member of the group docker";
  } else if (!endpoint_.named_by.empty()) {
    error.remedy = fmt::format("start the engine there, or correct {}", endpoint_.named_by);
  } else if (podman) {
    const bool of_user = endpoint_.url.find("/run/user/") != std::string::npos;
    error.remedy = of_user ? "systemctl --user start podman.socket" : "sudo systemctl start podman.socket";
  } else {
    error.remedy = "sudo systemctl start docker";
  }
  return error;
}

bool is_from_podman(const HttpResponse& response) { return response.headers.contains("libpod-api-version"); }

std::string message_of(const HttpResponse& response) {
  const auto body = parse_json(response.body, "the engine's answer");
  const std::string message = body ? text_at(*body, {"message"}) : std::string();
  return message.empty() ? fmt::format("HTTP status {}", response.status) : printable(message);
}

}  // namespace ullage::engine
