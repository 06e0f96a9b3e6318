// Docker or Podman behind an HTTP endpoint; which of the two, its answers decide.
#pragma once

#include "engine/definition_source.h"
#include "engine/dialect.h"
#include "engine/engine.h"
#include "engine/engine_client.h"

namespace ullage::engine {

class HttpEngine final : public Engine {
 public:
  explicit HttpEngine(Endpoint endpoint);

  model::EngineKind kind() const override { return dialect_->kind; }
  std::string endpoint() const override { return client_.endpoint().url; }
  Result<std::vector<model::Container>> running() override;
  Result<model::Container> find(std::string_view name) override;
  Result<model::Definition> definition(std::string_view id) override { return ask_for_definition(client_, id); }

 private:
  Result<HttpResponse> get(std::string_view path);

  EngineClient client_;
  const Dialect* dialect_;
};

}  // namespace ullage::engine
