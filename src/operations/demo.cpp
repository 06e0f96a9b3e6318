// demo, as a recipe: it fails, it is seen and explained, it is grown, it recovers, is made to last and verified.
// Everything shown is measured.
#include "operations/demo.h"

#include <arpa/inet.h>
#include <fmt/format.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <chrono>
#include <optional>
#include <thread>

#include "base/text.h"
#include "base/unique_fd.h"
#include "engine/http_client.h"
#include "operations/demo_service.h"
#include "operations/interrupt.h"
#include "operations/survey.h"

namespace ullage::operations {

namespace {

using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

constexpr Bytes too_small = MiB(64);
constexpr Bytes enough = GiB(2);

bool port_is_free(int port) {
  const UniqueFd socket(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  const int on = 1;
  ::setsockopt(socket.get(), SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<std::uint16_t>(port));
  return ::bind(socket.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
}

struct Health {
  unsigned status = 0;
  std::string body;
};

// What the service answers, if it is what is `wanted`.
template <class Wanted>
std::optional<Health> ask(const std::string& url, Wanted wanted) {
  const auto answer = engine::get_url(url, 1s);
  if (!answer) return std::nullopt;
  Health health{answer->status, std::string(trim(answer->body))};
  return wanted(health) ? std::optional(std::move(health)) : std::nullopt;
}

// Looks until there is something to see, and gives that.
template <class Look>
auto wait_for(std::chrono::seconds limit, std::string_view what, Look look)
    -> Result<typename decltype(look())::value_type> {
  const auto end = Clock::now() + limit;
  while (Clock::now() < end) {
    if (interrupted()) return fail(ErrorKind::failed, "the demo was interrupted", "what it started was stopped");
    if (auto seen = look()) return *std::move(seen);
    std::this_thread::sleep_for(50ms);
  }
  return fail(ErrorKind::failed, fmt::format("{} did not happen within {} s", what, limit.count()),
              "this machine may be too busy: try again");
}

// Runs one of our own commands before the audience. `expected`: what it must exit with; doctor says 1 of what is ill.
Result<> act(const DemoStage& stage, const std::vector<std::string>& arguments, int expected = 0) {
  std::string line = "ullage";
  for (const auto& argument : arguments) line += " " + argument;
  stage.show(line);
  const int status = stage.run_ullage(arguments);
  if (status == expected) return {};
  return fail(ErrorKind::failed, fmt::format("`{}` ended with {}", line, status), "see what it said above");
}

void show_health(const DemoStage& stage, const std::string& url, const Health& health) {
  stage.show("curl " + url);
  stage.say(fmt::format("{}  {}", health.status, printable(health.body)));
}

struct Play {
  const DemoStage& stage;
  DemoService& service;
  std::string name;
  std::string url;
  bool durable;  // whether grow also sets what the engine has configured

  Result<> fails() {
    stage.say(fmt::format("1. A service with four DataLoader workers starts with the usual {} of /dev/shm.",
                          to_string(too_small)));
    stage.show(service.command());
    if (auto started = service.start(); !started) return started;
    // The state that a starting service is in is no failure yet.
    const auto ill = wait_for(15s, "the failure", [&] {
      return ask(url, [](const Health& health) {
        return health.status == 503 && health.body.find("starting") == std::string::npos;
      });
    });
    if (!ill) {
      if (const auto pid = service.pid(); !pid) return tl::unexpected(pid.error());
      return tl::unexpected(ill.error());
    }
    stage.say("Its workers fill it, and are lost:");
    show_health(stage, url, *ill);
    return {};
  }

  // Right after a worker is lost its memory is free again; once all are stuck the shortage stays.
  Result<> is_seen() {
    const auto lasting = wait_for(30s, "a lasting shortage", [&, since = Clock::now()]() mutable {
      if (!is_short()) since = Clock::now();
      return Clock::now() - since < 500ms ? std::nullopt : std::optional(since);
    });
    if (!lasting) return tl::unexpected(lasting.error());
    stage.say("2. See why.");
    return act(stage, {"ls"});
  }

  bool is_short() const {
    const auto now = survey();
    if (!now) return true;
    for (const auto& mount : now->mounts)
      for (const auto& container : mount.containers)
        if (container.name == name)
          return mount.verdict == model::Verdict::full || mount.verdict == model::Verdict::tight;
    return false;
  }

  Result<> is_explained() {
    stage.say("3. Why, and how much.");
    if (auto done = act(stage, {"doctor", name}, 1); !done) return done;
    return act(stage, {"plan", name, "--watch", "1"});
  }

  Result<> is_grown() {
    stage.say("4. Grow it while it runs.");
    return act(stage, {"grow", name, to_flag(enough)});
  }

  Result<> recovers(pid_t before) {
    const auto start = Clock::now();
    const auto well = wait_for(15s, "the recovery",
                               [&] { return ask(url, [](const Health& health) { return health.status == 200; }); });
    if (!well) return tl::unexpected(well.error());
    const auto after = service.pid();
    if (!after) return tl::unexpected(after.error());
    if (*after != before) return fail(ErrorKind::failed, "the service was restarted: it has another pid", "");
    const std::chrono::duration<double> took = Clock::now() - start;
    stage.say(fmt::format("5. The same process (pid {}) is well again after {:.1f} s; nothing was restarted.", before,
                          took.count()));
    show_health(stage, url, *well);
    return {};
  }

  Result<> is_made_to_last() {
    stage.say("6. Make it last: the container is made again, with everything else as it was.");
    return act(stage, {"apply", name, "--shm-size", to_flag(enough), "--health", url});
  }

  Result<> is_verified() {
    stage.say(durable ? "6. Check it." : "7. Check it.");
    return act(stage, {"verify", name, "--expect", to_flag(enough), "--health", url});
  }
};

}  // namespace

Result<> demo(const DemoRequest& request, const DemoStage& stage) {
  int port = request.port;
  if (!port_is_free(port))
    return fail(ErrorKind::refused, fmt::format("port {} is taken on this host", port),
                fmt::format("choose another: ullage demo --port {}", port + 10));
  const InterruptGuard guard;  // so that what it started is stopped
  const std::string name = fmt::format("digital-human-demo-{}", ::getpid());
  auto service = demo_service(request.engine, {name, too_small, port});
  if (!service) return tl::unexpected(service.error());

  Play play{stage, **service, name, fmt::format("http://localhost:{}/health", port),
            request.engine == model::EngineKind::ullage};
  if (auto done = play.fails(); !done) return done;
  const auto pid = play.service.pid();
  if (!pid) return tl::unexpected(pid.error());
  if (auto done = play.is_seen(); !done) return done;
  if (auto done = play.is_explained(); !done) return done;
  if (auto done = play.is_grown(); !done) return done;
  if (auto done = play.recovers(*pid); !done) return done;
  if (!play.durable)
    if (auto done = play.is_made_to_last(); !done) return done;
  if (auto done = play.is_verified(); !done) return done;
  stage.say("The demo's service is stopped now, and nothing is left of it.");
  return {};
}

}  // namespace ullage::operations
