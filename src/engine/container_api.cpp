// The requests, and what the engines' statuses mean.
#include "engine/container_api.h"

#include <fmt/format.h>

#include <boost/json/serialize.hpp>

#include "base/text.h"

namespace ullage::engine {

namespace {

// Docker answers 409 where a name is in use, Podman 500.
ErrorKind kind_of(unsigned status, std::string_view message) {
  if (status == 404) return ErrorKind::not_found;
  const bool in_use = message.find("already in use") != std::string_view::npos;
  return status == 409 || in_use ? ErrorKind::refused : ErrorKind::failed;
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

ContainerApi::ContainerApi(Endpoint endpoint) : client_(std::move(endpoint)) {}

Result<ContainerApi> ContainerApi::of(const Environment& environment, model::EngineKind kind) {
  const bool podman = kind == model::EngineKind::podman;
  Error last{ErrorKind::unreachable,
             {},
             fmt::format("no {} answers on this machine", model::to_string(kind)),
             podman ? "sudo systemctl start podman.socket" : "sudo systemctl start docker"};
  for (auto& endpoint : endpoints(environment)) {
    ContainerApi api(std::move(endpoint));
    const auto answer = api.client_.send({.target = "/_ping"});
    if (answer && is_from_podman(*answer) == podman) return api;
    if (!answer && api.client_.endpoint().kind == kind) last = answer.error();
  }
  return tl::unexpected(std::move(last));
}

Result<HttpResponse> ContainerApi::send(HttpRequest request, std::string_view doing, Milliseconds limit) {
  auto response = client_.send(request, limit);
  if (!response || response->status < 400) return response;
  const std::string message = message_of(*response);
  return fail(kind_of(response->status, message), fmt::format("the engine could not {}: {}", doing, message));
}

Result<> ContainerApi::change(std::string method, std::string target, std::string_view doing) {
  const auto response = send({.method = std::move(method), .target = std::move(target)}, doing);
  if (!response) return tl::unexpected(response.error());
  return {};
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

Result<std::string> ContainerApi::create(std::string_view name, const json::object& configuration) {
  const auto response =
      send({"POST", "/containers/create?name=" + url_escaped(name), json::serialize(configuration), "application/json"},
           "create the container");
  if (!response) return tl::unexpected(response.error());
  const auto body = parse_json(response->body, "the engine's answer");
  const std::string id = body ? text_at(*body, {"Id"}) : std::string();
  if (id.empty()) return fail(ErrorKind::failed, "the engine gave no id for the container that it created");
  return id;
}

Result<> ContainerApi::start(std::string_view id) {
  return change("POST", fmt::format("/containers/{}/start", url_escaped(id)), "start the container");
}

Result<> ContainerApi::stop(std::string_view id, std::chrono::seconds grace) {
  const auto target = fmt::format("/containers/{}/stop?t={}", url_escaped(id), grace.count());
  const auto response =
      send({.method = "POST", .target = target}, "stop the container", grace + std::chrono::seconds(30));
  if (!response) return tl::unexpected(response.error());
  return {};
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

}  // namespace ullage::engine
