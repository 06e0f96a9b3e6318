// HTTP with one engine: the connection, what to do when there is none, and the engine's own words for a refusal.
#pragma once

#include <string>

#include "engine/endpoints.h"
#include "engine/http_client.h"

namespace ullage::engine {

class EngineClient {
 public:
  explicit EngineClient(Endpoint endpoint);

  // Any status is a response. Error: unreachable or denied, with what to do about it.
  Result<HttpResponse> send(const HttpRequest& request, Milliseconds limit = std::chrono::seconds(5));

  const Endpoint& endpoint() const { return endpoint_; }

 private:
  Error with_remedy(Error error) const;

  Endpoint endpoint_;
  HttpClient http_;
};

// Podman says so in every answer, also where it plays Docker.
bool is_from_podman(const HttpResponse& response);

// The engine's sentence in a refusal, fit to print.
std::string message_of(const HttpResponse& response);

}  // namespace ullage::engine
