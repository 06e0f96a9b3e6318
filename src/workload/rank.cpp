// Consuming several loaders in step.
#include "workload/rank.h"

#include <sys/resource.h>
#include <sys/socket.h>

#include <cerrno>

#include "workload/loader.h"

namespace ullage::workload {

namespace {

using Kind = RankReport::Kind;
constexpr std::chrono::milliseconds a_while{500};

// Whether it could be told: a stage that is gone has no use for this process.
void tell(int stage, const RankReport& report) {
  ssize_t sent = 0;
  do sent = ::send(stage, &report, sizeof report, MSG_NOSIGNAL);
  while (sent < 0 && errno == EINTR);
  if (sent < 0) ::_exit(1);
}

[[noreturn]] void end(int stage, const RankReport& report) {
  tell(stage, report);
  ::_exit(report.kind == Kind::finished ? 0 : 1);
}

[[noreturn]] void give_up(int stage, const LostWorker& lost) {
  end(stage, {Kind::lost, lost.number, lost.signal, lost.status, lost.error, 0});
}

// A batch's descriptors stay open while it is held, as PyTorch's do.
void allow_all_descriptors() {
  rlimit files{};
  if (::getrlimit(RLIMIT_NOFILE, &files) != 0) return;
  files.rlim_cur = files.rlim_max;
  ::setrlimit(RLIMIT_NOFILE, &files);
}

std::vector<Loader> start_loaders(const RankConfig& config, int stage) {
  std::vector<Loader> loaders;
  for (unsigned i = 0; i < config.loaders; ++i) {
    auto loader = Loader::start(config.loader);
    if (!loader) give_up(stage, {0, 0, 0, 0, std::max(1, loader.error().code.value())});
    loaders.push_back(std::move(*loader));
  }
  return loaders;
}

// Null at the end.
const Batch* take_one(Loader& loader, int stage) {
  while (true) {
    const Outcome outcome = loader.take(a_while);
    if (const auto* lost = std::get_if<LostWorker>(&outcome)) give_up(stage, *lost);
    if (const auto* batch = std::get_if<const Batch*>(&outcome)) return *batch;
    if (std::holds_alternative<Finished>(outcome)) return nullptr;
  }
}

void settle(Loader& loader, int stage) {
  while (!loader.settled()) {
    if (const auto lost = loader.lost()) give_up(stage, *lost);
    loader.await(a_while);
  }
}

void wait_until_seen(int stage) {
  tell(stage, {.kind = Kind::settled});
  char answer = 0;
  ssize_t got = 0;
  do got = ::recv(stage, &answer, 1, 0);
  while (got < 0 && errno == EINTR);
  if (got != 1) ::_exit(1);
}

}  // namespace

void play_rank(const RankConfig& config, int stage) {
  allow_all_descriptors();
  auto loaders = start_loaders(config, stage);
  for (std::uint64_t step = 0;; ++step) {
    const bool settled = step < config.settled;
    RankReport moved{.kind = Kind::moved};
    for (Loader& loader : loaders) {
      const Batch* batch = take_one(loader, stage);
      if (batch == nullptr) end(stage, {.kind = Kind::finished});
      if (!batch->intact()) end(stage, {.kind = Kind::damaged});
      moved.bytes += batch->footprint().value;
      if (settled) settle(loader, stage);
      if (config.drops_first) loader.let_go();
    }
    if (settled) wait_until_seen(stage);
    for (Loader& loader : loaders) loader.let_go();
    tell(stage, moved);
  }
}

}  // namespace ullage::workload
