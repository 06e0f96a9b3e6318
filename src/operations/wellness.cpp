// Asks until it is well, has ended, or patience is at its end.
#include "operations/wellness.h"

#include <fmt/format.h>

#include <algorithm>
#include <thread>

#include "base/text.h"
#include "engine/http_client.h"
#include "operations/interrupt.h"

namespace ullage::operations {

namespace {

using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

constexpr auto long_enough = 2s;

struct Signs {
  bool well = false;
  std::string not_yet;  // why not, so far
  std::string never;    // why it never will be
};

// The time after which the engine itself gives up on a container that starts.
std::chrono::nanoseconds own_patience(const engine::json::value& inspected) {
  const auto of = [&](std::string_view key, std::int64_t otherwise) {
    const auto value = engine::number_at(inspected, {"Config", "Healthcheck", key}).value_or(0);
    return value > 0 ? value : otherwise;
  };
  constexpr std::int64_t second = 1'000'000'000;
  return std::chrono::nanoseconds(of("StartPeriod", 0) +
                                  (of("Interval", 30 * second) + of("Timeout", 30 * second)) * (of("Retries", 3) + 1));
}

Signs signs_of(const engine::json::value& inspected, const std::string& url, Clock::duration ran) {
  const auto state = [&](std::string_view key) { return engine::text_at(inspected, {"State", key}); };
  Signs signs;
  const bool runs = engine::is_true_at(inspected, {"State", "Running"}) && state("Status") != "restarting";
  if (!runs) {
    const auto status = engine::number_at(inspected, {"State", "ExitCode"}).value_or(0);
    signs.never = fmt::format("the new container ended at once, with exit status {}", status);
  } else if (engine::number_at(inspected, {"RestartCount"}).value_or(0) > 0) {
    signs.never = "the new container ended at once, and was started anew";
  }
  if (!signs.never.empty()) return signs;
  if (engine::is_true_at(inspected, {"State", "Paused"})) return {.well = true, .not_yet = {}, .never = {}};
  const auto health = engine::text_at(inspected, {"State", "Health", "Status"});
  if (health == "unhealthy") signs.never = "the new container's health check says that it is unhealthy";
  if (health == "starting") signs.not_yet = "its health check has not succeeded yet";
  if (!signs.never.empty() || !signs.not_yet.empty()) return signs;
  if (!url.empty()) {
    const auto answer = engine::get_url(url, 2s);
    if (!answer)
      signs.not_yet = answer.error().what;
    else if (answer->status < 200 || answer->status >= 300)
      signs.not_yet = fmt::format("{} answers {} {}", url, answer->status, printable(trim(answer->body), 80));
  } else if (health.empty() && ran < long_enough) {
    signs.not_yet = "it has only just been started";
  }
  signs.well = signs.not_yet.empty();
  return signs;
}

tl::unexpected<Error> unwell(engine::ContainerApi& api, std::string_view id, std::string why) {
  const auto log = api.last_log(id, 3);
  if (log && !log->empty()) why += fmt::format("; its last words: {}", printable(*log, 400));
  return fail(ErrorKind::failed, std::move(why), "see why it does not start; nothing else was changed");
}

}  // namespace

Result<> wait_until_well(engine::ContainerApi& api, std::string_view id, const std::string& url,
                         std::chrono::seconds patience) {
  const auto start = Clock::now();
  while (true) {
    const auto inspected = api.inspect(id);
    if (!inspected) return tl::unexpected(inspected.error());
    const auto ran = Clock::now() - start;
    const auto signs = signs_of(*inspected, url, ran);
    if (signs.well) return {};
    if (!signs.never.empty()) return unwell(api, id, signs.never);
    const bool has_own = !engine::text_at(*inspected, {"State", "Health", "Status"}).empty();
    const auto most = has_own ? std::max<std::chrono::nanoseconds>(patience, own_patience(*inspected)) : patience;
    if (ran > most)
      return unwell(api, id,
                    fmt::format("the new container was not well within {} s: {}",
                                std::chrono::duration_cast<std::chrono::seconds>(most).count(), signs.not_yet));
    if (interrupted()) return fail(ErrorKind::failed, "it was interrupted", "");
    std::this_thread::sleep_for(50ms);
  }
}

}  // namespace ullage::operations
