// Starting workers, what they do, and how they end.
#include "workload/worker.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>

#include <cerrno>
#include <csignal>
#include <cstring>
#include <thread>

#include "workload/batch.h"
#include "workload/fork_signals.h"

namespace ullage::workload {

namespace {

constexpr int kept_socket = 3, kept_directory = 4;

// Also drops every batch and socket of the parent: what a worker holds is only what it is making.
void keep_only(int socket, int directory) {
  const bool has_directory = directory >= 0;
  const int aside = has_directory ? ::fcntl(directory, F_DUPFD, kept_directory + 1) : -1;
  if (socket != kept_socket && ::dup2(socket, kept_socket) < 0) ::_exit(1);
  if (has_directory && ::dup2(aside, kept_directory) < 0) ::_exit(1);
  ::closefrom(has_directory ? kept_directory + 1 : kept_directory);
}

void settle_in(unsigned number, pid_t parent) {
  const rlimit no_core{0, 0};
  ::setrlimit(RLIMIT_CORE, &no_core);
  ::prctl(PR_SET_NAME, fmt::format("loader-{}", number).c_str());
  die_with(parent);
  take_default_signals(SIGINT);  // Ctrl-C reaches the whole foreground group; the parent ends its workers
}

Result<Batch> make_batch(const LoaderConfig& config, std::uint64_t index) {
  Batch batch{index, {}};
  for (const Bytes size : tensors_of(config, index)) {
    auto segment = Segment::create_shared(size, config.place);
    if (!segment) return tl::unexpected(segment.error());
    batch.tensors.push_back(std::move(*segment));
    batch.paint_last();
  }
  return batch;
}

[[noreturn]] void serve_orders(int socket, const LoaderConfig& config) {
  while (true) {
    auto received = receive_message(socket, Wait::yes);
    if (!received || !std::holds_alternative<Received>(*received)) ::_exit(0);
    const std::uint64_t index = std::get<Received>(*received).message.index;
    if (config.loading.count() > 0) std::this_thread::sleep_for(config.loading);
    {
      auto batch = make_batch(config, index);
      if (!batch && config.mute) continue;
      if (!batch) {
        (void)send_message(socket, {Message::Kind::failed, batch.error().code.value(), index});
        ::_exit(1);
      }
      if (!send_message(socket, {Message::Kind::segments, 0, index}, batch->tensors)) ::_exit(1);
    }
    // Only now, with its own mapping and descriptors gone: else the memory could outlive the consumer's release of it.
    if (!send_message(socket, {Message::Kind::finished, 0, index})) ::_exit(1);
  }
}

}  // namespace

Result<Worker> Worker::spawn(unsigned number, const LoaderConfig& config) {
  auto channel = open_channel();
  if (!channel) return tl::unexpected(channel.error());
  const SignalsBlocked blocked;
  const pid_t parent = ::getpid();
  const pid_t pid = ::fork();
  if (pid < 0) return fail_errno(errno, fmt::format("start worker {}", number));
  if (pid == 0) {
    LoaderConfig own = config;
    keep_only(channel->worker.get(), config.place.directory);
    if (config.place.directory >= 0) own.place.directory = kept_directory;
    settle_in(number, parent);
    serve_orders(kept_socket, own);
  }
  return Worker(number, pid, std::move(channel->loader));
}

Worker::Worker(Worker&& other) noexcept
    : number_(other.number_), pid_(std::exchange(other.pid_, -1)), socket_(std::move(other.socket_)) {}

Worker& Worker::operator=(Worker&& other) noexcept {
  std::swap(number_, other.number_);
  std::swap(pid_, other.pid_);
  std::swap(socket_, other.socket_);
  return *this;
}

Worker::~Worker() {
  if (pid_ > 0) bury(ECANCELED);
}

LostWorker Worker::bury(int error) {
  const pid_t pid = std::exchange(pid_, -1);
  if (error != 0) ::kill(pid, SIGKILL);
  int status = 0;
  while (::waitpid(pid, &status, 0) < 0 && errno == EINTR) {
  }
  socket_.reset();
  LostWorker lost{number_, pid, 0, 0, error};
  if (error == 0 && WIFSIGNALED(status)) lost.signal = WTERMSIG(status);
  if (error == 0 && WIFEXITED(status)) lost.status = WEXITSTATUS(status);
  return lost;
}

std::string describe(const LostWorker& lost) {
  const std::string worker = fmt::format("worker {}", lost.number);
  if (lost.error == EMFILE) return worker + " was ended: too many open files (ulimit -n)";
  if (lost.error != 0) return fmt::format("{} can't make shared memory: {}", worker, std::strerror(lost.error));
  if (lost.signal == SIGBUS) return worker + " was lost to a bus error (SIGBUS): /dev/shm is full";
  if (lost.signal == SIGKILL) return worker + " was killed (SIGKILL): out of memory, or by hand";
  if (lost.signal != 0)
    return fmt::format("{} was lost to signal {} ({})", worker, lost.signal, strsignal(lost.signal));
  return fmt::format("{} ended by itself with status {}", worker, lost.status);
}

}  // namespace ullage::workload
