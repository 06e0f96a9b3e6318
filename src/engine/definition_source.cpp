// One container, its image, the engine's defaults, and the names of those that it joins.
#include "engine/definition_source.h"

#include <fmt/format.h>

#include "base/text.h"
#include "engine/definition.h"
#include "engine/lookup.h"

namespace ullage::engine {

namespace {

// Null where the engine has no such thing.
Result<json::value> get(EngineClient& client, const std::string& target) {
  const auto response = client.send({.target = target});
  if (!response) return tl::unexpected(response.error());
  if (response->status == 404) return json::value();
  if (response->status != 200)
    return fail(ErrorKind::failed, fmt::format("the engine did not answer {}: {}", target, message_of(*response)),
                "see the engine's own log");
  return parse_json(response->body, "the engine's answer");
}

Result<json::value> get_image(EngineClient& client, const std::string& reference) {
  return get(client, fmt::format("/images/{}/json", url_escaped(reference)));
}

// Those that are gone keep their id.
Result<> get_names(EngineClient& client, Answers& answers) {
  for (const auto& path : references(answers.container)) {
    if (!is_container_name(split(path, '/').back())) continue;
    const auto other = get(client, path.starts_with("/containers/") ? path + "/json" : path);
    if (!other) return tl::unexpected(other.error());
    std::string name = text_at(*other, {"Name"});
    if (name.starts_with('/')) name.erase(0, 1);
    if (!name.empty()) answers.names.emplace(path, std::move(name));
  }
  return {};
}

}  // namespace

Result<model::Definition> ask_for_definition(EngineClient& client, std::string_view id) {
  if (!is_container_name(id)) return no_such_container(id);
  const auto ping = client.send({.target = "/_ping"});
  if (!ping) return tl::unexpected(ping.error());
  Answers answers;
  answers.engine = is_from_podman(*ping) ? model::EngineKind::podman : model::EngineKind::docker;

  auto container = get(client, fmt::format("/containers/{}/json", id));
  if (!container) return tl::unexpected(container.error());
  if (container->is_null()) return no_such_container(id);
  auto image = get_image(client, text_at(*container, {"Image"}));
  if (!image) return tl::unexpected(image.error());
  auto named_image = get_image(client, text_at(*container, {"Config", "Image"}));
  if (!named_image) return tl::unexpected(named_image.error());
  auto host = get(client, "/info");
  if (!host) return tl::unexpected(host.error());

  answers.container = std::move(*container);
  answers.image = std::move(*image);
  answers.named_image = std::move(*named_image);
  answers.host = std::move(*host);
  if (auto named = get_names(client, answers); !named) return tl::unexpected(named.error());
  return read_definition(answers);
}

}  // namespace ullage::engine
