// The consumer's side of a loader: orders, the reorder buffer, and what is held when.
#include "workload/loader.h"

#include <sys/epoll.h>

#include <algorithm>
#include <cerrno>

namespace ullage::workload {

using std::chrono::ceil;
using std::chrono::milliseconds;
using std::chrono::steady_clock;

Result<Loader> Loader::start(LoaderConfig config) {
  if (auto good = check(config); !good) return tl::unexpected(good.error());
  Loader loader(std::move(config));
  if (loader.config_.workers == 0) return loader;
  if (auto made = loader.make_locks(); !made) return tl::unexpected(made.error());
  loader.epoll_ = UniqueFd(::epoll_create1(EPOLL_CLOEXEC));
  if (!loader.epoll_) return fail_errno(errno, "make an epoll instance");
  for (unsigned number = 0; number < loader.config_.workers; ++number)
    if (auto started = loader.revive(number); !started) return tl::unexpected(started.error());
  for (unsigned i = 0; i < loader.config_.prefetch_factor * loader.config_.workers; ++i) loader.submit_next();
  return loader;
}

Result<> Loader::make_locks() {
  for (unsigned i = 0; i < config_.locks; ++i) {
    auto lock = Segment::create_shared(Bytes{32}, {config_.place.directory, true});
    if (!lock) return tl::unexpected(lock.error());
    locks_.push_back(std::move(*lock));
  }
  return {};
}

Outcome Loader::next(milliseconds patience) {
  Outcome outcome = take(patience);
  if (std::holds_alternative<const Batch*>(outcome)) let_go();
  return outcome;
}

Outcome Loader::take(milliseconds patience) {
  const auto deadline = steady_clock::now() + patience;
  release_beyond(config_.held);
  if (config_.workers == 0) return load_here();
  while (true) {
    if (auto gone = lost()) return *gone;
    if (at_end(returned_)) return Finished{};
    if (auto found = ready_.extract(returned_)) {
      ++returned_;
      // The next index goes out before this batch does, and before the consumer drops its old one: as in PyTorch.
      submit_next();
      return hand_out(std::move(found.mapped()));
    }
    const auto left = ceil<milliseconds>(deadline - steady_clock::now());
    if (left.count() <= 0) return TimedOut{};
    collect(static_cast<int>(left.count()));
  }
}

Outcome Loader::load_here() {
  if (at_end(returned_)) return Finished{};
  Batch batch{returned_, {}};
  for (const Bytes size : tensors_of(config_, returned_)) {
    auto segment = Segment::create_private(size);
    if (!segment) return LostWorker{0, 0, 0, 0, segment.error().code.value()};
    batch.tensors.push_back(std::move(*segment));
  }
  batch.paint();
  ++returned_;
  return hand_out(std::move(batch));
}

const Batch* Loader::hand_out(Batch batch) {
  held_.push_back(std::move(batch));
  return &held_.back();
}

void Loader::release_beyond(std::size_t held) {
  while (held_.size() > held) held_.pop_front();
}

std::optional<LostWorker> Loader::lost() {
  if (config_.workers != 0) collect(0);
  if (lost_.empty()) return std::nullopt;
  const LostWorker first = lost_.front();
  lost_.pop_front();
  return first;
}

Result<> Loader::revive(unsigned number) {
  Slot& slot = slots_.at(number);
  if (slot.worker) return {};
  auto worker = Worker::spawn(number, config_);
  if (!worker) return tl::unexpected(worker.error());
  epoll_event event{EPOLLIN, {.u32 = number}};
  if (::epoll_ctl(epoll_.get(), EPOLL_CTL_ADD, worker->socket(), &event) != 0)
    return fail_errno(errno, "watch a worker");
  slot = Slot{std::move(*worker), {}, 0};
  for (std::uint64_t index = returned_; index < submitted_; ++index)
    if (index % config_.workers == number && !ready_.contains(index)) order(index);
  return {};
}

void Loader::submit_next() {
  if (!at_end(submitted_)) order(submitted_++);
}

// Workers take turns. What a lost one can't take is ordered again by revive().
void Loader::order(std::uint64_t index) {
  Slot& slot = slots_[index % config_.workers];
  if (!slot.worker) return;
  if (auto sent = send_message(slot.worker->socket(), {Message::Kind::order, 0, index}); !sent)
    slot.error = sent.error().code.value();
}

void Loader::collect(int patience_ms) {
  epoll_event events[16];
  while (true) {
    const int count = ::epoll_wait(epoll_.get(), events, std::size(events), patience_ms);
    if (count <= 0) return;
    for (int i = 0; i < count; ++i) drain(events[i].data.u32);
    patience_ms = 0;
  }
}

void Loader::drain(unsigned number) {
  Slot& slot = slots_[number];
  while (slot.worker) {
    auto received = receive_message(slot.worker->socket(), Wait::no);
    if (!received)
      slot.error = std::max(1, received.error().code.value());
    else if (std::holds_alternative<NothingYet>(*received))
      return;
    else if (auto* message = std::get_if<Received>(&*received); message && take_in(slot, std::move(*message)))
      continue;
    lose(number);
  }
}

// False where the worker is of no more use.
bool Loader::take_in(Slot& slot, Received received) {
  const Message& message = received.message;
  if (message.kind == Message::Kind::segments) {
    const auto& tensors = tensors_of(config_, message.index);
    for (std::size_t i = 0; i < received.fds.size() && i < tensors.size(); ++i) {
      auto segment = Segment::adopt(std::move(received.fds[i]), tensors[i]);
      if (!segment) return slot.error = segment.error().code.value(), false;
      slot.arriving.push_back(std::move(*segment));
    }
    return true;
  }
  if (message.kind == Message::Kind::finished) {
    ready_.emplace(message.index, Batch{message.index, std::exchange(slot.arriving, {})});
    return true;
  }
  slot.error = message.error;
  return false;
}

void Loader::lose(unsigned number) {
  Slot& slot = slots_[number];
  // By hand: a process that is being forked just now may still have this socket, and epoll would go on with it.
  ::epoll_ctl(epoll_.get(), EPOLL_CTL_DEL, slot.worker->socket(), nullptr);
  lost_.push_back(slot.worker->bury(slot.error));
  slot = Slot{};
}

unsigned Loader::living() const {
  return static_cast<unsigned>(std::ranges::count_if(slots_, [](const Slot& slot) { return slot.worker.has_value(); }));
}

std::vector<pid_t> Loader::pids() const {
  std::vector<pid_t> pids;
  for (const Slot& slot : slots_)
    if (slot.worker) pids.push_back(slot.worker->pid());
  return pids;
}

Bytes Loader::in_flight() const {
  if (config_.workers == 0) return {};
  Bytes sum;
  for (const Batch& batch : held_) sum += batch.footprint();
  for (const auto& [index, batch] : ready_) sum += batch.footprint();
  return sum;
}

}  // namespace ullage::workload
