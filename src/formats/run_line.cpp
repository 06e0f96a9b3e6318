// Puts the line together: what one looks for first comes first, the image and the command last.
#include "formats/run_line.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <span>

#include "base/text.h"
#include "formats/flags.h"
#include "formats/run_flags.h"

namespace ullage::formats {

namespace {

using model::Definition;
using model::Words;

std::string option(std::string_view name, std::string_view value) {
  return value.empty() ? std::string(name) : fmt::format("{} {}", name, shell_word(value));
}

// What one looks for first.
constexpr std::array<std::string_view, 4> early{"--restart", "--rm", "--hostname", "--shm-size"};

// Said in a way of its own, or by the program's first words.
constexpr std::array<std::string_view, 16> own_way{
    "--name",       "the image", "the command",    "--entrypoint",
    "--health-cmd", "--env",     "--attach stdin", "--network",
    "a network",    "--publish", "--mount",        "--init",
    "--gpus",       "--device",  "--security-opt", "--security-opt systempaths=unconfined"};

bool contains(std::span<const std::string_view> list, std::string_view name) {
  return std::ranges::find(list, name) != list.end();
}

class Line {
 public:
  Line(const Definition& definition, RunLine& out) : definition_(definition), out_(out) {}

  void identity();
  void mounts();
  void environment();
  void process();
  void security();
  void devices();
  void others();
  void image_and_command();

 private:
  void part(std::string text) { out_.parts.push_back(std::move(text)); }
  void unsaid(std::string text) { out_.unsaid.push_back(std::move(text)); }

  const Definition& definition_;
  RunLine& out_;
};

void Line::identity() {
  if (!definition_.name.empty()) part(option("--name", definition_.name));
  for (const auto& [name, value] : flags_of(definition_))
    if (contains(early, name)) part(option(name, value));
  for (auto& flag : network_flags(definition_.networking)) part(std::move(flag));
  for (const auto& port : definition_.networking.ports) part(option("-p", publish_text(port)));
}

void Line::mounts() {
  for (const auto& mount : definition_.mounts) {
    if (mount.type == model::MountType::other) continue;
    part(mount_flag(mount));
    if (mount.anonymous && !mount.source.empty())
      unsaid(
          fmt::format("the volume at {} has only the name that the engine made up: it is written, so that its data is "
                      "kept, and `{} rm -v` will leave it alone",
                      printable(mount.target), program_of(definition_)));
  }
}

void Line::environment() {
  for (const auto& variable : definition_.process.env) part(option("-e", variable));
}

void Line::process() {
  const auto& process = definition_.process;
  if (process.init) part(*process.init ? "--init" : "--init=false");
  if (process.entrypoint)
    part(fmt::format("--entrypoint {}", shell_word(process.entrypoint->empty() ? "" : process.entrypoint->front())));
  if (!process.health || process.health->test.empty() || process.health->test.front() == "NONE") return;
  const auto& test = process.health->test;
  if (test.front() == "CMD-SHELL" && test.size() == 2) return part(option("--health-cmd", test[1]));
  Words words;
  std::ranges::transform(test.begin() + 1, test.end(), std::back_inserter(words),
                         [](const auto& word) { return shell_word(word); });
  part(option("--health-cmd", fmt::format("{}", fmt::join(words, " "))));
  unsaid("its health check runs without a shell, which a command line can't say: it needs /bin/sh in the image now");
}

// The engine keeps a seccomp profile's text, the command line reads it from a file.
void Line::security() {
  constexpr std::string_view profile = "seccomp={";
  const auto& security = definition_.security;
  for (const auto& text : security.security_opt) {
    if (text.starts_with(profile))
      part(fmt::format("--security-opt seccomp=<(printf %s {})", shell_word(text.substr(profile.size() - 1))));
    else
      part(option("--security-opt", text));
  }
  const auto& [masked, read_only] = std::pair(security.masked_paths, security.read_only_paths);
  if (masked && masked->empty() && read_only && read_only->empty())
    part("--security-opt systempaths=unconfined");
  else if (masked || read_only)
    unsaid("paths of its own that are masked or read-only, which only the engine's API can say");
}

void Line::devices() {
  for (const auto& device : definition_.security.devices) part(option("--device", device_text(device)));
  for (const auto& request : definition_.security.device_requests) {
    if (request.driver == "cdi")
      for (const auto& id : request.ids) part(option("--device", id));
    else if (const auto text = gpus_text(request))
      part(option("--gpus", *text));
    else
      unsaid("a request for devices that are no GPUs, which only the engine's API can say");
  }
}

void Line::others() {
  for (const auto& [name, value] : flags_of(definition_))
    if (!contains(early, name) && !contains(own_way, name)) part(option(name, value));
}

// What an entrypoint has beyond its first word runs the same in front of the command.
void Line::image_and_command() {
  part(shell_word(definition_.image));
  Words words;
  const auto& [entrypoint, command] = std::pair(definition_.process.entrypoint, definition_.process.command);
  if (entrypoint && entrypoint->size() > 1) {
    words.assign(entrypoint->begin() + 1, entrypoint->end());
    unsaid("its entrypoint has several words: the further ones stand in front of the command, which runs the same");
  }
  if (command) words.insert(words.end(), command->begin(), command->end());
  std::ranges::transform(words, words.begin(), [](const auto& word) { return shell_word(word); });
  if (!words.empty()) part(fmt::format("{}", fmt::join(words, " ")));
}

// A bare `-e NAME` takes the image's variable away where the shell that reads the line has none of that name.
std::string without_variables(const Definition& definition, RunLine& out) {
  std::string prefix;
  for (const auto& variable : definition.process.env) {
    if (variable.find('=') != std::string::npos) continue;
    if (variable == "PATH" || variable == "HOME" || variable.starts_with("DOCKER_") ||
        variable.starts_with("CONTAINER"))
      out.unsaid.push_back(fmt::format("that it has no {}: run the line where that is not set", printable(variable)));
    else
      prefix += fmt::format("{}-u {} ", prefix.empty() ? "env " : "", shell_word(variable));
  }
  return prefix;
}

}  // namespace

std::string_view program_of(const Definition& definition) {
  return definition.engine == model::EngineKind::podman ? "podman" : "docker";
}

RunLine run_line(const Definition& definition, RunVerb verb) {
  RunLine out;
  std::string begin = without_variables(definition, out);
  begin += fmt::format("{} {}", program_of(definition), verb == RunVerb::run ? "run" : "create");
  if (verb == RunVerb::run) begin += " -d";
  out.parts.push_back(std::move(begin));
  Line line(definition, out);
  line.identity();
  line.devices();
  line.mounts();
  line.environment();
  line.process();
  line.security();
  line.others();
  line.image_and_command();
  if (definition.process.attach_stdin)
    out.unsaid.push_back(fmt::format("it was attached to a terminal: now `{} attach {}` does that",
                                     program_of(definition), printable(definition.name)));
  return out;
}

std::vector<std::string> connect_lines(const Definition& definition) {
  std::vector<std::string> out;
  for (const auto& endpoint : definition.networking.endpoints) {
    if (&endpoint == &definition.networking.endpoints.front() && endpoint.network == definition.networking.mode)
      continue;
    std::string line = fmt::format("{} network connect", program_of(definition));
    const auto add = [&](std::string_view name, const std::string& value) {
      if (!value.empty()) line += " " + option(name, value);
    };
    add("--ip", endpoint.ipv4);
    add("--ip6", endpoint.ipv6);
    for (const auto& alias : endpoint.aliases) add("--alias", alias);
    for (const auto& link : endpoint.links) add("--link", link);
    for (const auto& address : endpoint.link_local) add("--link-local-ip", address);
    for (const auto& [name, value] : endpoint.driver_options) add("--driver-opt", fmt::format("{}={}", name, value));
    out.push_back(fmt::format("{} {} {}", line, shell_word(endpoint.network), shell_word(definition.name)));
  }
  return out;
}

Rendered render_run(const Definition& definition, bool pretty) {
  RunLine line = run_line(definition, RunVerb::run);
  for (const auto& connect : connect_lines(definition))
    line.unsaid.push_back("a further network, which is joined by a command of its own: " + connect);
  const std::string text = fmt::format("{}", fmt::join(line.parts, pretty ? " \\\n  " : " "));
  return {comment_lines(line.unsaid) + text + "\n", std::move(line.unsaid)};
}

}  // namespace ullage::formats
