// Makes, changes and removes images and containers through the API that Docker and Podman share.
#pragma once

#include <string>
#include <vector>

#include "engine/engine_client.h"
#include "engine/json.h"
#include "engine/tar_archive.h"
#include "model/layer_change.h"

namespace ullage::engine {

class ContainerApi {
 public:
  explicit ContainerApi(Endpoint endpoint);

  // The first engine of that kind that answers this user. Error: unreachable, denied.
  static Result<ContainerApi> of(const Environment& environment, model::EngineKind kind);
  // The engine that has this container. Error: not_found, unreachable, denied.
  static Result<ContainerApi> having(const Environment& environment, std::string_view id);

  model::EngineKind kind() const { return kind_; }
  const std::string& url() const { return client_.endpoint().url; }

  // As the engine describes them: Docker's JSON, from Podman too, with its own description of a container as "Libpod".
  Result<json::value> inspect(std::string_view id);
  Result<json::value> inspect_image(std::string_view reference);
  Result<json::array> containers();  // all, also those that don't run: the short form
  Result<std::vector<model::LayerChange>> changes(std::string_view id);  // of its writable layer
  // A regular file of a few hundred bytes. Error: not_found; failed where it is none or larger.
  Result<TarFile> small_file(std::string_view id, std::string_view path);

  Result<std::string> last_log(std::string_view id, int lines);  // both streams, as they were written

  // `reference` is NAME:TAG, `tar` the root filesystem, `changes` are Dockerfile words: CMD ["serve"].
  Result<> import_image(std::string_view reference, std::string tar, const std::vector<std::string>& changes);
  Result<> remove_image(std::string_view reference);
  // An image of what the container has now, under this name and tag; gives its id. It is paused for that if it runs.
  Result<std::string> commit(std::string_view id, std::string_view repository, std::string_view tag);

  // `configuration` as POST /containers/create takes it. Gives the id. Error: refused where the name is in use.
  Result<std::string> create(std::string_view name, const json::object& configuration);
  // The same in Podman's own language.
  Result<std::string> create_in_podman(std::string_view name, json::object specification);
  Result<> start(std::string_view id);
  // Fine if it is stopped. Without a grace the container's own counts, or the engine's.
  Result<> stop(std::string_view id, std::chrono::seconds grace);
  Result<> stop_gracefully(std::string_view id, std::chrono::seconds longest);
  Result<> pause(std::string_view id);
  Result<> unpause(std::string_view id);
  Result<int> wait(std::string_view id, Milliseconds limit);  // until it stops; its exit status
  Result<> rename(std::string_view id, std::string_view name);
  Result<> set_restart_policy(std::string_view id, const json::value& policy);
  Result<> connect(std::string_view network, std::string_view id, const json::object& endpoint);
  Result<> disconnect(std::string_view network, std::string_view id);
  // Also a running one, with its anonymous volumes; or a stopped one alone, volumes staying.
  Result<> remove(std::string_view id);
  Result<> remove_stopped(std::string_view id);

 private:
  Result<HttpResponse> send(HttpRequest request, std::string_view doing, Milliseconds limit = std::chrono::seconds(30));
  static Result<std::string> id_from(const Result<HttpResponse>& response, std::string_view what);
  Result<json::value> get(std::string target, std::string_view doing);
  Result<> change(std::string method, std::string target, std::string_view doing, const json::object& body = {},
                  Milliseconds limit = std::chrono::seconds(30));

  EngineClient client_;
  model::EngineKind kind_;
};

}  // namespace ullage::engine
