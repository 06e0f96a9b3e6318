// The requests, and what the engines' statuses mean.
#include "engine/container_api.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/json/serialize.hpp>

#include "base/text.h"
#include "engine/lookup.h"
#include "engine/podman.h"

namespace ullage::engine {

namespace {

// Docker answers 409 where a name is in use, Podman 500.
ErrorKind kind_of(unsigned status, std::string_view message) {
  if (status == 404) return ErrorKind::not_found;
  const bool in_use = message.find("already in use") != std::string_view::npos;
  return status == 409 || in_use ? ErrorKind::refused : ErrorKind::failed;
}

model::EngineKind kind_of(const HttpResponse& response) {
  return is_from_podman(response) ? model::EngineKind::podman : model::EngineKind::docker;
}

// From API 1.44 on (Docker 25) a MAC address that was asked for looks like one that the engine chose; only the older
// answer tells them apart.
bool hides_given_mac(const HttpResponse& response) {
  const auto version = response.headers.find("api-version");
  const auto parts = version == response.headers.end() ? std::vector<std::string_view>() : split(version->second, '.');
  return parts.size() == 2 && parse_number<int>(parts[1]).value_or(0) >= 44;
}

// Without a terminal, both streams come in frames: one byte for the stream, three of zero, four of length.
std::string without_frames(std::string_view log) {
  constexpr std::size_t head = 8;
  std::string out;
  while (log.size() >= head && log[0] >= 0 && log[0] <= 2 && log.substr(1, 3) == std::string_view("\0\0\0", 3)) {
    std::size_t length = 0;
    for (std::size_t i = 4; i < head; ++i) length = length << 8 | static_cast<unsigned char>(log[i]);
    out += log.substr(head, length);
    log.remove_prefix(std::min(log.size(), head + length));
  }
  return out + std::string(log);
}

// A long task answers 200 at once and then tells its progress, one JSON text per line; a failure is among them.
std::string late_failure(std::string_view body) {
  for (const auto line : split(body, '\n')) {
    if (trim(line).empty()) continue;
    const auto progress = parse_json(trim(line), "progress");
    if (!progress) continue;
    if (const auto error = text_at(*progress, {"error"}); !error.empty()) return error;
  }
  return {};
}

}  // namespace

ContainerApi::ContainerApi(Endpoint endpoint) : client_(std::move(endpoint)), kind_(client_.endpoint().kind) {}

Result<ContainerApi> ContainerApi::of(const Environment& environment, model::EngineKind kind) {
  const bool podman = kind == model::EngineKind::podman;
  Error last{ErrorKind::unreachable,
             {},
             fmt::format("no {} answers on this machine", model::to_string(kind)),
             podman ? "sudo systemctl start podman.socket" : "sudo systemctl start docker"};
  for (auto& endpoint : endpoints(environment)) {
    ContainerApi api(std::move(endpoint));
    const auto answer = api.client_.send({.target = "/_ping"});
    if (answer) api.kind_ = kind_of(*answer);
    if (answer && api.kind_ == kind) return api;
    if (!answer && api.client_.endpoint().kind == kind) last = answer.error();
  }
  return tl::unexpected(std::move(last));
}

Result<ContainerApi> ContainerApi::having(const Environment& environment, std::string_view id) {
  Error last = no_such_container(id).value();
  for (auto& endpoint : endpoints(environment)) {
    ContainerApi api(std::move(endpoint));
    const auto answer = api.client_.send({.target = fmt::format("/containers/{}/json", url_escaped(id))});
    if (answer) api.kind_ = kind_of(*answer);
    if (answer && answer->status == 200) return api;
    if (!answer) last = answer.error();
  }
  return tl::unexpected(std::move(last));
}

Result<HttpResponse> ContainerApi::send(HttpRequest request, std::string_view doing, Milliseconds limit) {
  auto response = client_.send(request, limit);
  if (!response || response->status < 400) return response;
  const std::string message = message_of(*response);
  return fail(kind_of(response->status, message), fmt::format("the engine could not {}: {}", doing, message));
}

Result<json::value> ContainerApi::get(std::string target, std::string_view doing) {
  const auto response = send({.target = std::move(target)}, doing);
  if (!response) return tl::unexpected(response.error());
  return parse_json(response->body, "the engine's answer");
}

Result<> ContainerApi::change(std::string method, std::string target, std::string_view doing, const json::object& body,
                              Milliseconds limit) {
  HttpRequest request{.method = std::move(method), .target = std::move(target)};
  if (!body.empty()) {
    request.body = json::serialize(body);
    request.content_type = "application/json";
  }
  const auto response = send(std::move(request), doing, limit);
  if (!response) return tl::unexpected(response.error());
  return {};
}

Result<json::value> ContainerApi::inspect(std::string_view id) {
  const auto path = fmt::format("/containers/{}/json", url_escaped(id));
  constexpr std::string_view doing = "describe the container";
  const auto response = send({.target = path}, doing);
  if (!response) return tl::unexpected(response.error());
  auto described = parse_json(response->body, "the engine's answer");
  if (!described || !described->is_object()) return described;
  if (kind_ == model::EngineKind::podman) {
    auto own = get(fmt::format("{}{}", podman_dialect.prefix, path), doing);
    if (!own) return own;
    described->as_object()["Libpod"] = std::move(*own);
  } else if (hides_given_mac(*response)) {
    const auto older = get("/v1.43" + path, doing);
    const auto mac = older ? text_at(*older, {"Config", "MacAddress"}) : std::string();
    auto* config = described->as_object()["Config"].if_object();
    if (config != nullptr && !mac.empty()) (*config)["MacAddress"] = mac;
  }
  return described;
}

Result<json::value> ContainerApi::inspect_image(std::string_view reference) {
  return get(fmt::format("/images/{}/json", url_escaped(reference)), "describe the image");
}

Result<json::array> ContainerApi::containers() {
  const auto list = get("/containers/json?all=true", "list its containers");
  if (!list) return tl::unexpected(list.error());
  return elements_at(*list, {});
}

Result<std::vector<model::LayerChange>> ContainerApi::changes(std::string_view id) {
  const auto list = get(fmt::format("/containers/{}/changes", url_escaped(id)), "tell what the container has changed");
  if (!list) return tl::unexpected(list.error());
  std::vector<model::LayerChange> out;  // Docker answers null where there are none
  for (const auto& entry : elements_at(*list, {})) {
    const auto kind = number_at(entry, {"Kind"}).value_or(0);
    out.push_back({kind >= 0 && kind <= 2 ? static_cast<model::LayerChange::Kind>(kind) : model::LayerChange::Kind{},
                   text_at(entry, {"Path"})});
  }
  return out;
}

Result<TarFile> ContainerApi::small_file(std::string_view id, std::string_view path) {
  constexpr std::uint64_t largest = 4096;
  const auto target = fmt::format("/containers/{}/archive?path={}", url_escaped(id), url_escaped(path));
  const auto archive = send({.target = target, .largest_answer = largest}, "give a file of the container");
  if (!archive) return tl::unexpected(archive.error());
  auto file = first_file(archive->body);
  if (!file) return fail(ErrorKind::failed, fmt::format("{} is no plain file", printable(path)));
  return std::move(*file);
}

Result<std::string> ContainerApi::last_log(std::string_view id, int lines) {
  const auto target = fmt::format("/containers/{}/logs?stdout=true&stderr=true&tail={}", url_escaped(id), lines);
  const auto response = send({.target = target}, "give the container's log");
  if (!response) return tl::unexpected(response.error());
  return without_frames(response->body);
}

Result<> ContainerApi::import_image(std::string_view reference, std::string tar,
                                    const std::vector<std::string>& changes) {
  // Podman ignores the parameter `tag`; both take the tag as a part of `repo`.
  std::string target = "/images/create?fromSrc=-&repo=" + url_escaped(reference);
  for (const auto& line : changes) target += "&changes=" + url_escaped(line);
  const auto response =
      send({"POST", target, std::move(tar), "application/x-tar"}, "import the image", std::chrono::minutes(2));
  if (!response) return tl::unexpected(response.error());
  if (const auto failure = late_failure(response->body); !failure.empty())
    return fail(ErrorKind::failed, "the engine could not import the image: " + printable(failure));
  return {};
}

Result<> ContainerApi::remove_image(std::string_view reference) {
  return change("DELETE", "/images/" + url_escaped(reference), "remove the image");
}

Result<std::string> ContainerApi::id_from(const Result<HttpResponse>& response, std::string_view what) {
  if (!response) return tl::unexpected(response.error());
  const auto body = parse_json(response->body, "the engine's answer");
  std::string id = body ? text_at(*body, {"Id"}) : std::string();
  if (id.empty()) return fail(ErrorKind::failed, fmt::format("the engine gave no id for the {}", what));
  return id;
}

Result<std::string> ContainerApi::commit(std::string_view id, std::string_view repository, std::string_view tag) {
  const auto target = fmt::format("/commit?container={}&repo={}&tag={}", url_escaped(id), url_escaped(repository), tag);
  HttpRequest request{.method = "POST", .target = target};
  if (kind_ == model::EngineKind::podman) {  // which wants a configuration, be it an empty one
    request.body = "{}";
    request.content_type = "application/json";
  }
  return id_from(send(std::move(request), "commit the container's layer", std::chrono::minutes(30)),
                 "image that it committed");
}

Result<std::string> ContainerApi::create(std::string_view name, const json::object& configuration) {
  return id_from(
      send({"POST", "/containers/create?name=" + url_escaped(name), json::serialize(configuration), "application/json"},
           "create the container"),
      "container that it created");
}

Result<std::string> ContainerApi::create_in_podman(std::string_view name, json::object specification) {
  specification["name"] = name;
  return id_from(send({"POST", fmt::format("{}/containers/create", podman_dialect.prefix),
                       json::serialize(specification), "application/json"},
                      "create the container"),
                 "container that it created");
}

Result<> ContainerApi::start(std::string_view id) {
  return change("POST", fmt::format("/containers/{}/start", url_escaped(id)), "start the container", {},
                std::chrono::minutes(2));
}

Result<> ContainerApi::stop(std::string_view id, std::chrono::seconds grace) {
  return change("POST", fmt::format("/containers/{}/stop?t={}", url_escaped(id), grace.count()), "stop the container",
                {}, grace + std::chrono::seconds(30));
}

Result<> ContainerApi::stop_gracefully(std::string_view id, std::chrono::seconds longest) {
  return change("POST", fmt::format("/containers/{}/stop", url_escaped(id)), "stop the container", {},
                longest + std::chrono::seconds(30));
}

Result<> ContainerApi::pause(std::string_view id) {
  return change("POST", fmt::format("/containers/{}/pause", url_escaped(id)), "pause the container");
}

Result<> ContainerApi::unpause(std::string_view id) {
  return change("POST", fmt::format("/containers/{}/unpause", url_escaped(id)), "unpause the container");
}

Result<> ContainerApi::rename(std::string_view id, std::string_view name) {
  return change("POST", fmt::format("/containers/{}/rename?name={}", url_escaped(id), url_escaped(name)),
                "rename the container");
}

Result<> ContainerApi::set_restart_policy(std::string_view id, const json::value& policy) {
  return change("POST", fmt::format("/containers/{}/update", url_escaped(id)), "change the container's restart policy",
                {{"RestartPolicy", policy}});
}

Result<> ContainerApi::connect(std::string_view network, std::string_view id, const json::object& endpoint) {
  return change("POST", fmt::format("/networks/{}/connect", url_escaped(network)),
                "connect the container to its network", {{"Container", id}, {"EndpointConfig", endpoint}});
}

Result<> ContainerApi::disconnect(std::string_view network, std::string_view id) {
  return change("POST", fmt::format("/networks/{}/disconnect", url_escaped(network)),
                "disconnect the container from a network", {{"Container", id}, {"Force", false}});
}

Result<int> ContainerApi::wait(std::string_view id, Milliseconds limit) {
  const auto target = fmt::format("/containers/{}/wait", url_escaped(id));
  const auto response = send({.method = "POST", .target = target}, "wait for the container", limit);
  if (!response) return tl::unexpected(response.error());
  const auto body = parse_json(response->body, "the engine's answer");
  const auto status = body ? number_at(*body, {"StatusCode"}) : std::nullopt;
  if (!status) return fail(ErrorKind::failed, "the engine gave no exit status for the container");
  return static_cast<int>(*status);
}

Result<> ContainerApi::remove(std::string_view id) {
  return change("DELETE", fmt::format("/containers/{}?force=true&v=true", url_escaped(id)), "remove the container");
}

Result<> ContainerApi::remove_stopped(std::string_view id) {
  return change("DELETE", fmt::format("/containers/{}", url_escaped(id)), "remove the container");
}

}  // namespace ullage::engine
