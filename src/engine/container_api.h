// Makes and removes images and containers through the API that Docker and Podman share.
#pragma once

#include <string>
#include <vector>

#include "engine/engine_client.h"
#include "engine/json.h"

namespace ullage::engine {

class ContainerApi {
 public:
  explicit ContainerApi(Endpoint endpoint);

  // The first engine of that kind that answers this user. Error: unreachable, denied.
  static Result<ContainerApi> of(const Environment& environment, model::EngineKind kind);

  // `reference` is NAME:TAG, `tar` the root filesystem, `changes` are Dockerfile words: CMD ["serve"].
  Result<> import_image(std::string_view reference, std::string tar, const std::vector<std::string>& changes);
  Result<> remove_image(std::string_view reference);

  // `configuration` as POST /containers/create takes it. Gives the id. Error: refused where the name is in use.
  Result<std::string> create(std::string_view name, const json::object& configuration);
  Result<> start(std::string_view id);
  Result<> stop(std::string_view id, std::chrono::seconds grace);  // fine if it is stopped
  Result<int> wait(std::string_view id, Milliseconds limit);       // until it stops; its exit status
  Result<> remove(std::string_view id);                            // also a running one, with its anonymous volumes

 private:
  Result<HttpResponse> send(HttpRequest request, std::string_view doing, Milliseconds limit = std::chrono::seconds(30));
  Result<> change(std::string method, std::string target, std::string_view doing);

  EngineClient client_;
};

}  // namespace ullage::engine
