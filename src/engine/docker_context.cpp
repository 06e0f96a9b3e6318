// Reads config.json and contexts/meta/*/meta.json as the docker command does.
#include "engine/docker_context.h"

#include <fcntl.h>
#include <fmt/format.h>

#include <cerrno>
#include <filesystem>

#include "base/text.h"
#include "engine/file.h"
#include "engine/json.h"

namespace ullage::engine {

namespace fs = std::filesystem;

namespace {

constexpr std::size_t config_limit = 4 << 20;

fs::path config_folder(const Environment& environment) {
  if (!environment.docker_config.empty()) return environment.docker_config;
  return environment.home.empty() ? fs::path() : fs::path(environment.home) / ".docker";
}

Result<json::value> read_json(const fs::path& path) {
  const auto file = read_small_file(AT_FDCWD, path, config_limit, true);
  if (!file) return tl::unexpected(file.error());
  auto value = parse_json(file->text, path.string());
  if (!value) value.error().remedy = "mend that file, or name the engine's socket in DOCKER_HOST";
  return value;
}

}  // namespace

Result<std::string> current_docker_context(const Environment& environment) {
  std::string name = environment.docker_context;
  const fs::path folder = config_folder(environment);
  if (name.empty() && !folder.empty()) {
    const auto config = read_json(folder / "config.json");
    // Unreadable is as good as absent here: under sudo, HOME may be another user's.
    if (!config && !config.error().code) return tl::unexpected(config.error());
    if (config) name = text_at(*config, {"currentContext"});
  }
  return name == "default" ? std::string() : name;
}

Result<DockerContext> docker_context(const Environment& environment, const std::string& name) {
  const fs::path contexts = config_folder(environment) / "contexts";
  const auto folders = names_in(contexts / "meta");
  // Folders are named by a digest of the context's name; reading them all needs no digest.
  for (const auto& folder : folders ? *folders : std::vector<std::string>()) {
    const auto meta = read_json(contexts / "meta" / folder / "meta.json");
    if (!meta || text_at(*meta, {"Name"}) != name) continue;
    DockerContext out{name, text_at(*meta, {"Endpoints", "docker", "Host"}), false};
    std::error_code error;
    out.tls = fs::exists(contexts / "tls" / folder / "docker", error);
    if (!out.host.empty()) return out;
    return fail(ErrorKind::failed, fmt::format("the Docker context \"{}\" has no address", printable(name)),
                "docker context use default");
  }
  return fail(ErrorKind::not_found, fmt::format("there is no Docker context \"{}\"", printable(name)),
              "docker context ls shows those that exist");
}

}  // namespace ullage::engine
