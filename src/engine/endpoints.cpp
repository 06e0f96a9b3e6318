// Finds endpoints: what the user named, else the sockets at the engines' default places.
#include "engine/endpoints.h"

#include <fmt/format.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <optional>
#include <utility>

#include "base/text.h"
#include "base/unique_fd.h"
#include "engine/docker_context.h"

namespace ullage::engine {

using model::EngineKind;

namespace {

constexpr std::uint16_t docker_port = 2375;

tl::unexpected<Error> on_another_machine(std::string_view url, std::string_view host) {
  host = host.substr(0, host.find('/'));
  return fail(
      ErrorKind::unreachable,
      fmt::format("the engine at {} is on another machine, whose memory only a program there can see", printable(url)),
      fmt::format("run it there: ssh {} ullage ls", printable(host)));
}

Result<Address> parse_endpoint(std::string_view url, bool tls) {
  const auto after = [&](std::string_view scheme) -> std::optional<std::string_view> {
    if (!url.starts_with(scheme)) return std::nullopt;
    return url.substr(scheme.size());
  };
  if (const auto rest = after("ssh://")) return on_another_machine(url, *rest);
  if (const auto rest = after("https://")) return on_another_machine(url, rest->substr(0, rest->find(':')));
  // Podman also takes unix:/path, and a bare path is what people write.
  for (const std::string_view scheme : {"unix://", "unix:", ""}) {
    const auto path = after(scheme);
    if (path && path->starts_with('/')) return Address{std::string(*path), {}, 0};
    if (path) break;
  }
  for (const std::string_view scheme : {"tcp://", "http://"}) {
    const auto rest = after(scheme);
    if (!rest) continue;
    const auto address = parse_authority(rest->substr(0, rest->find('/')), docker_port);
    if (address && tls) return on_another_machine(url, address->host);
    if (address) return *address;
  }
  return fail(ErrorKind::usage, fmt::format("\"{}\" is not the address of an engine", printable(url)),
              "write it as unix:///PATH or tcp://HOST:PORT");
}

Endpoint named(EngineKind kind, std::string url, std::string named_by, bool tls) {
  auto address = parse_endpoint(url, tls);
  if (!address) address.error().what += fmt::format(" (from {})", named_by);
  return {kind, std::move(url), std::move(named_by), std::move(address)};
}

Endpoint from_context(const Environment& environment, const std::string& name) {
  const std::string by = fmt::format("the Docker context \"{}\"", printable(name));
  const auto context = docker_context(environment, name);
  if (!context) return {EngineKind::docker, "context " + name, by, tl::unexpected(context.error())};
  return named(EngineKind::docker, context->host, by, context->tls);
}

using SocketIdentity = std::pair<dev_t, ino_t>;

std::optional<SocketIdentity> identity(const std::string& path) {
  struct stat status = {};
  if (path.empty() || ::stat(path.c_str(), &status) != 0 || !S_ISSOCK(status.st_mode)) return std::nullopt;
  return SocketIdentity(status.st_dev, status.st_ino);
}

// A socket file outlives the service that made it; asking costs microseconds and starts nothing that a request to it
// would not start. Anything but a plain "nobody listens" counts as alive and is left to the first request to explain.
bool is_abandoned(const std::string& path) {
  sockaddr_un address = {};
  address.sun_family = AF_UNIX;
  if (path.size() >= sizeof address.sun_path) return false;
  std::memcpy(address.sun_path, path.c_str(), path.size());
  const UniqueFd fd(::socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
  return ::connect(fd.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0 && errno == ECONNREFUSED;
}

void add_default(std::vector<Endpoint>& found, EngineKind kind, const std::string& path) {
  if (!identity(path)) return;
  // Without its service Podman's containers are known from its storage; without dockerd there is nobody else to ask.
  if (kind == EngineKind::podman && is_abandoned(path)) return;
  found.push_back({kind, "unix://" + path, {}, Address{path, {}, 0}});
}

void add_docker(std::vector<Endpoint>& found, const Environment& environment) {
  if (!environment.docker_host.empty())
    return found.push_back(named(EngineKind::docker, environment.docker_host, "DOCKER_HOST", environment.docker_tls));
  const auto context = current_docker_context(environment);
  if (!context)
    return found.push_back({EngineKind::docker, "context", "Docker's config.json", tl::unexpected(context.error())});
  if (!context->empty()) return found.push_back(from_context(environment, *context));
  add_default(found, EngineKind::docker, environment.root + "/var/run/docker.sock");
  if (!environment.xdg_runtime_dir.empty())
    add_default(found, EngineKind::docker, environment.xdg_runtime_dir + "/docker.sock");
}

void add_podman(std::vector<Endpoint>& found, const Environment& environment) {
  if (!environment.container_host.empty())
    return found.push_back(named(EngineKind::podman, environment.container_host, "CONTAINER_HOST", false));
  add_default(found, EngineKind::podman, environment.root + "/run/podman/podman.sock");
  if (!environment.xdg_runtime_dir.empty())
    add_default(found, EngineKind::podman, environment.xdg_runtime_dir + "/podman/podman.sock");
}

bool is_same_engine(const Endpoint& a, const Endpoint& b) {
  if (!a.address || !b.address) return false;
  if (*a.address == *b.address) return true;
  const auto socket = identity(a.address->path);
  return socket && socket == identity(b.address->path);
}

}  // namespace

std::vector<Endpoint> endpoints(const Environment& environment) {
  std::vector<Endpoint> all;
  add_docker(all, environment);
  add_podman(all, environment);
  std::vector<Endpoint> once;
  for (auto& endpoint : all) {
    const auto same =
        std::find_if(once.begin(), once.end(), [&](const auto& e) { return is_same_engine(e, endpoint); });
    if (same == once.end()) once.push_back(std::move(endpoint));
    // A place of Podman's own says more than Docker's variable, which podman-docker users point at Podman.
    else if (endpoint.kind == EngineKind::podman)
      same->kind = EngineKind::podman;
  }
  return once;
}

}  // namespace ullage::engine
