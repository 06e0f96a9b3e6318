// What runs in the container: command, environment, labels, health check.
#include <fmt/format.h>

#include <algorithm>
#include <cstring>

#include "base/text.h"
#include "engine/definition_parts.h"

namespace ullage::engine {

using model::HealthCheck;
using model::Words;
using std::chrono::nanoseconds;

namespace {

bool contains(const Words& words, const std::string& word) { return std::ranges::find(words, word) != words.end(); }

// What Podman puts there by itself.
bool is_podmans(const std::string& variable, const json::value& config) {
  const std::string user = text_at(config, {"User"});
  const bool root = user.empty() || user == "root" || user == "0";
  constexpr std::string_view path = "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
  return variable == path || variable == "container=podman" || variable == "TERM=xterm" ||
         (root && variable == "HOME=/root") || variable == "HOSTNAME=" + text_at(config, {"Hostname"});
}

Words read_environment(const Answers& answers) {
  const auto& config = at(answers.container, {"Config"});
  const auto of_image = texts_at(answers.image, {"Config", "Env"});
  Words out;
  for (auto& variable : texts_at(config, {"Env"})) {
    if (contains(of_image, variable) || (is_podman(answers) && is_podmans(variable, config))) continue;
    out.push_back(std::move(variable));
  }
  return out;
}

// An entrypoint of one's own takes the image's command away, so that what is equal to the image's is not always its.
void read_command(const Answers& answers, model::Process& out) {
  const auto entrypoint = texts_at(answers.container, {"Config", "Entrypoint"});
  const auto command = texts_at(answers.container, {"Config", "Cmd"});
  const auto image_entrypoint = texts_at(answers.image, {"Config", "Entrypoint"});
  const auto image_command = texts_at(answers.image, {"Config", "Cmd"});
  const bool has_own = entrypoint != image_entrypoint || (command.empty() && !image_command.empty());
  if (has_own) out.entrypoint = entrypoint;
  if (!command.empty() && (has_own || command != image_command)) out.command = command;
}

std::optional<nanoseconds> duration_at(const json::value& from, JsonPath path) {
  const auto count = number_at(from, path);
  return count && *count != 0 ? std::optional(nanoseconds(*count)) : std::nullopt;
}

HealthCheck health_of(const json::value& from) {
  HealthCheck out;
  out.test = texts_at(from, {"Test"});
  out.interval = duration_at(from, {"Interval"});
  out.timeout = duration_at(from, {"Timeout"});
  out.start_period = duration_at(from, {"StartPeriod"});
  out.start_interval = duration_at(from, {"StartInterval"});
  const auto retries = number_at(from, {"Retries"});
  if (retries && *retries != 0) out.retries = static_cast<int>(*retries);
  return out;
}

template <class T>
bool drop_equal(std::optional<T>& own, const std::optional<T>& of_image) {
  if (own == of_image) own.reset();
  return own.has_value();
}

// Podman tells the defaults too.
void drop_podmans(HealthCheck& health) {
  using std::chrono::seconds;
  if (health.interval == seconds(30)) health.interval.reset();
  if (health.timeout == seconds(30)) health.timeout.reset();
  if (health.retries == 3) health.retries.reset();
}

// The engine fills what was not said from the image's.
std::optional<HealthCheck> read_health(const Answers& answers) {
  HealthCheck own = health_of(at(answers.container, {"Config", "Healthcheck"}));
  const HealthCheck of_image = health_of(at(answers.image, {"Config", "Healthcheck"}));
  if (own.test == of_image.test) own.test.clear();
  bool said = !own.test.empty();
  if (is_podman(answers)) drop_podmans(own);
  said |= drop_equal(own.interval, of_image.interval);
  said |= drop_equal(own.timeout, of_image.timeout);
  said |= drop_equal(own.start_period, of_image.start_period);
  said |= drop_equal(own.start_interval, of_image.start_interval);
  said |= drop_equal(own.retries, of_image.retries);
  return said ? std::optional(std::move(own)) : std::nullopt;
}

// "2", "INT" and "SIGINT" as "SIGINT", and the signals without a name by their number.
std::string one_spelling(const std::string& signal) {
  constexpr int after_named = 32, first_realtime = 34;
  std::string_view name = signal;
  if (name.starts_with("SIG")) name.remove_prefix(3);
  for (int number = 1; number < after_named; ++number) {
    const char* const known = sigabbrev_np(number);
    if (known != nullptr && (name == known || name == std::to_string(number))) return fmt::format("SIG{}", known);
  }
  constexpr std::string_view realtime = "RTMIN+";
  const auto above =
      name.starts_with(realtime) ? parse_number<std::uint8_t>(name.substr(realtime.size())) : std::nullopt;
  return above ? std::to_string(first_realtime + *above) : signal;
}

// Podman tells a container's as a number, and an image's as it was said.
std::string read_stop_signal(const Answers& answers) {
  std::string own = text_at(answers.container, {"Config", "StopSignal"});
  std::string of_image = text_at(answers.image, {"Config", "StopSignal"});
  if (is_podman(answers)) {
    own = one_spelling(own);
    of_image = one_spelling(of_image);
  }
  const bool usual = own == "SIGTERM" || own == "15";
  return own == of_image || (usual && of_image.empty()) ? std::string() : own;
}

}  // namespace

model::Process read_process(const Answers& answers) {
  const auto& config = at(answers.container, {"Config"});
  const auto& of_image = at(answers.image, {"Config"});
  model::Process out;
  read_command(answers, out);
  out.user = unless(text_at(config, {"User"}), text_at(of_image, {"User"}));
  out.working_dir = unless(text_at(config, {"WorkingDir"}), text_at(of_image, {"WorkingDir"}));
  if (text_at(of_image, {"WorkingDir"}).empty()) out.working_dir = unless(out.working_dir, "/");
  out.env = read_environment(answers);
  out.tty = is_true_at(config, {"Tty"});
  out.stdin_open = is_true_at(config, {"OpenStdin"});
  out.attach_stdin = is_true_at(config, {"AttachStdin"});
  if (const auto* init = at(answers.container, {"HostConfig", "Init"}).if_bool()) out.init = *init;
  out.stop_signal = read_stop_signal(answers);
  const auto timeout = number_at(config, {"StopTimeout"});
  if (timeout && !(is_podman(answers) && *timeout == 10)) out.stop_timeout = std::chrono::seconds(*timeout);
  out.health = read_health(answers);
  return out;
}

model::TextMap read_labels(const Answers& answers) {
  auto labels = text_map_at(answers.container, {"Config", "Labels"});
  for (const auto& [key, value] : text_map_at(answers.image, {"Config", "Labels"}))
    if (const auto found = labels.find(key); found != labels.end() && found->second == value) labels.erase(found);
  return labels;
}

std::optional<HealthCheck> read_image_health(const json::value& image) {
  const auto& health = at(image, {"Config", "Healthcheck"});
  return health.is_object() ? std::optional(health_of(health)) : std::nullopt;
}

}  // namespace ullage::engine
