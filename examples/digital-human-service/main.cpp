// digital-human-service: one event loop that consumes a data loader and answers for its health.
#include <fmt/format.h>
#include <sys/statvfs.h>
#include <sys/wait.h>

#include <algorithm>
#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/json.hpp>
#include <csignal>
#include <cstdio>

#include "http_server.h"
#include "options.h"
#include "workload/supervisor.h"

namespace ullage::service {

namespace {

namespace asio = boost::asio;
using boost::system::error_code;
using Clock = std::chrono::steady_clock;

constexpr const char* service_name = "digital-human-service";

void log(const std::string& line) {
  std::fputs((line + '\n').c_str(), stdout);
  std::fflush(stdout);
}

Answer health(const workload::Supervisor& supervisor) {
  const auto trouble = supervisor.trouble(Clock::now());
  if (!trouble) return {200, serialize(boost::json::object{{"status", "ok"}, {"service", service_name}})};
  return {503, serialize(boost::json::object{{"status", "error"}, {"service", service_name}, {"reason", *trouble}})};
}

Answer stats(const workload::Supervisor& supervisor) {
  const workload::Stats now = supervisor.stats(Clock::now());
  // By hand: Boost.JSON writes 20 as 2E1, which is right and hard to read.
  return {200,
          fmt::format(R"({{"frames_per_second":{:.1f},"frames":{},"workers":{},"restarts":{},)"
                      R"("bytes_in_flight":{},"uptime":{:.1f}}})",
                      now.frames_per_second, now.frames, now.workers, now.restarts, now.in_flight.value, now.uptime)};
}

Answer answer(const workload::Supervisor& supervisor, std::string_view path) {
  if (path == "/health") return health(supervisor);
  if (path == "/stats") return stats(supervisor);
  return {404, R"({"status":"error","reason":"here are only /health and /stats"})"};
}

// As the first process of a container it inherits those that others leave behind.
void reap_strangers(const std::vector<pid_t>& workers) {
  siginfo_t ended{};
  while (::waitid(P_ALL, 0, &ended, WEXITED | WNOHANG | WNOWAIT) == 0 && ended.si_pid != 0) {
    if (std::ranges::find(workers, ended.si_pid) != workers.end()) return;  // the loader has to learn how it ended
    ::waitpid(ended.si_pid, nullptr, WNOHANG);
    ended = {};
  }
}

// Calls the supervisor when something arrives and when something is due.
class Driver {
 public:
  Driver(asio::io_context& loop, workload::Supervisor& supervisor)
      : supervisor_(supervisor), timer_(loop), arrivals_(loop) {
    if (supervisor.fd() >= 0) arrivals_.assign(::dup(supervisor.fd())), await_arrival();
    work();
  }

 private:
  void work() {
    const auto wake = supervisor_.work(Clock::now());
    reap_strangers(supervisor_.loader().pids());
    timer_.expires_at(std::min<Clock::time_point>(wake, Clock::now() + std::chrono::seconds(1)));
    timer_.async_wait([this](error_code error) {
      if (!error) work();
    });
  }

  void await_arrival() {
    arrivals_.async_wait(asio::posix::stream_descriptor::wait_read, [this](error_code error) {
      if (error) return;
      work();
      await_arrival();
    });
  }

  workload::Supervisor& supervisor_;
  asio::steady_timer timer_;
  asio::posix::stream_descriptor arrivals_;
};

void announce(const Options& options, unsigned short port) {
  struct statvfs mount {};
  const bool mounted = ::statvfs("/dev/shm", &mount) == 0;
  log(fmt::format("{} listens on {}:{}", service_name, options.listen, port));
  log(fmt::format("{} workers, up to {} of shared memory at once; /dev/shm has {}", options.loader.workers,
                  to_string(peak_of(options.loader)),
                  mounted ? to_string(Bytes{mount.f_blocks * mount.f_frsize}) : "no size: it is missing"));
}

Result<> serve(const Options& options) {
  error_code bad_address;
  const auto address = asio::ip::make_address(options.listen, bad_address);
  if (bad_address) return fail(ErrorKind::usage, "the address to listen on is not an IP address", "give --listen");

  asio::io_context loop(1);
  asio::signal_set ends(loop, SIGTERM, SIGINT);
  ends.async_wait([&loop](error_code, int) { loop.stop(); });
  ::signal(SIGPIPE, SIG_IGN);

  auto supervisor = workload::Supervisor::start(options.loader, options.pace, log);
  if (!supervisor) return tl::unexpected(supervisor.error());
  HttpServer server(loop, {address, options.port}, [&](std::string_view path) { return answer(*supervisor, path); });
  announce(options, server.port());
  Driver driver(loop, *supervisor);
  loop.run();
  log("stopped");
  return {};
}

int run(int argc, char** argv) {
  const auto options = read_options(argc, argv);
  if (options && options->help) return std::fputs(help_text().c_str(), stdout), 0;
  try {
    const Result<> served = options ? serve(*options) : Result<>(tl::unexpected(options.error()));
    if (served) return 0;
    fmt::print(stderr, "{}: {}. {}.\n", service_name, served.error().what, served.error().remedy);
    return exit_code(served.error().kind);
  } catch (const boost::system::system_error& error) {
    fmt::print(stderr, "{}: can't listen on port {}: {}\n", service_name, options->port, error.what());
    return 1;
  }
}

}  // namespace

}  // namespace ullage::service

int main(int argc, char** argv) { return ullage::service::run(argc, argv); }
