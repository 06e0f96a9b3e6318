// Batches of files: leased and set aside together, so that the wait for late openers is one for all of them.
#include "kernel/segment_removal.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <linux/membarrier.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <deque>
#include <set>
#include <string>
#include <thread>

#include "base/text.h"
#include "base/unique_fd.h"
#include "kernel/segments.h"
#include "kernel/syscalls.h"
#include "kernel/write_lease.h"

namespace ullage::kernel {

namespace {

using namespace std::chrono_literals;

// Two descriptors each, and 1024 is what a process usually may have.
constexpr std::size_t batch_size = 256;

// Who found a file by its name before it was set aside opens it a microsecond later, unless he is kept from running
// just there. A container that has used up its share of the processors is kept for up to a tenth of a second.
constexpr auto time_for_late_openers = 200ms;

// Whoever lists the mount at the same moment (`ullage ls`) asks by a lease as well, and so seems to come for the files.
constexpr int attempts = 3;

// Ctrl-C between setting aside and unlinking would leave files under names that nobody knows.
class SignalsHeldBack {
 public:
  SignalsHeldBack() {
    sigset_t all;
    ::sigfillset(&all);
    ::pthread_sigmask(SIG_BLOCK, &all, &before_);
  }
  ~SignalsHeldBack() { ::pthread_sigmask(SIG_SETMASK, &before_, nullptr); }
  SignalsHeldBack(const SignalsHeldBack&) = delete;
  SignalsHeldBack& operator=(const SignalsHeldBack&) = delete;

 private:
  sigset_t before_{};
};

Result<std::string> unguessable_name() {
  std::array<unsigned char, 16> random{};
  if (::getrandom(random.data(), random.size(), 0) != static_cast<ssize_t>(random.size()))
    return fail_errno(errno, "get random bytes");
  std::string name = ".ullage-leaving-";
  for (const unsigned char byte : random) name += fmt::format("{:02x}", byte);
  return name;
}

tl::unexpected<Error> replaced() { return fail(ErrorKind::not_found, "it was replaced", "look again"); }

// One file on its way out.
class Leaving {
 public:
  static Result<Leaving> begin(int shm_fd, const model::Segment& segment, std::chrono::seconds untouched_for);

  Result<> set_aside();
  bool is_wanted() const { return lease_.is_wanted(); }
  Result<Removal> put_back(Removal why);
  Result<Removal> unlink();

 private:
  Leaving(UniqueFd folder, std::string name, std::string aside, WriteLease lease)
      : folder_(std::move(folder)), name_(std::move(name)), aside_(std::move(aside)), lease_(std::move(lease)) {}

  bool is_at(const std::string& name) const;
  Result<> rename(const std::string& from, const std::string& to);

  UniqueFd folder_;
  std::string name_, aside_;
  WriteLease lease_;
};

Result<Leaving> Leaving::begin(int shm_fd, const model::Segment& segment, std::chrono::seconds untouched_for) {
  const auto slash = segment.name.rfind('/');
  const bool at_top = slash == std::string::npos;
  auto folder = open_below(shm_fd, at_top ? "." : segment.name.substr(0, slash), O_PATH | O_DIRECTORY);
  if (!folder && folder.error().kind == ErrorKind::refused) return replaced();
  if (!folder) return tl::unexpected(folder.error());
  std::string name = at_top ? segment.name : segment.name.substr(slash + 1);
  auto lease = WriteLease::take(folder->get(), name);
  if (!lease) return tl::unexpected(lease.error());
  // Only now is it certain that nobody is writing to it.
  const auto now = stat_of(lease->fd());
  if (!now) return tl::unexpected(now.error());
  if (now->inode != segment.inode) return replaced();
  if (now->untouched < untouched_for) return fail(ErrorKind::check_failed, "it was touched meanwhile", "look again");
  auto aside = unguessable_name();
  if (!aside) return tl::unexpected(aside.error());
  return Leaving(std::move(*folder), std::move(name), std::move(*aside), std::move(*lease));
}

bool Leaving::is_at(const std::string& name) const {
  struct stat there {
  }, leased{};
  return ::fstatat(folder_.get(), name.c_str(), &there, AT_SYMLINK_NOFOLLOW) == 0 &&
         ::fstat(lease_.fd(), &leased) == 0 && there.st_ino == leased.st_ino && there.st_dev == leased.st_dev;
}

Result<> Leaving::rename(const std::string& from, const std::string& to) {
  if (::renameat2(folder_.get(), from.c_str(), folder_.get(), to.c_str(), RENAME_NOREPLACE) == 0) return {};
  return fail_errno(errno, fmt::format("remove {}", printable(name_)), "run it with sudo");
}

// What the name stood for is known only afterwards: whoever owns the folder may have put another file there.
Result<> Leaving::set_aside() {
  if (is_wanted()) return fail(ErrorKind::refused, "it is in use again", "look again");
  if (const auto done = rename(name_, aside_); !done) return done;
  if (is_at(aside_)) return {};
  if (const auto back = rename(aside_, name_); !back) return back;
  return replaced();
}

Result<Removal> Leaving::put_back(Removal why) {
  const auto done = rename(aside_, name_);
  if (done) return why;
  if (done.error().kind == ErrorKind::not_found) return Removal::gone;
  return fail(ErrorKind::failed,
              fmt::format("{} was opened while it was being removed, and its name was taken", printable(name_)),
              fmt::format("it was kept as {}", aside_));
}

Result<Removal> Leaving::unlink() {
  if (is_wanted()) return put_back(Removal::in_use);
  if (!is_at(aside_)) return Removal::gone;
  if (::unlinkat(folder_.get(), aside_.c_str(), 0) == 0) return Removal::removed;
  const auto failed = fail_errno(errno, fmt::format("remove {}", printable(name_)), "run it with sudo");
  static_cast<void>(put_back(Removal::in_use));
  return failed;
}

Result<Removal> outcome_of(const Error& error) {
  switch (error.kind) {
    case ErrorKind::refused: return Removal::in_use;
    case ErrorKind::check_failed: return Removal::touched;
    case ErrorKind::not_found: return Removal::gone;
    default: return tl::unexpected(error);
  }
}

class Batch {
 public:
  Batch(int shm_fd, const std::vector<model::Segment>& segments, std::vector<Result<Removal>>& outcomes)
      : shm_fd_(shm_fd), segments_(segments), outcomes_(outcomes) {}

  void run(std::deque<std::size_t>& waiting, std::chrono::seconds untouched_for) {
    lease(waiting, untouched_for);
    if (leaving_.empty()) return;
    // A file that is opened all the time shows itself here, while it still has its name.
    ::syscall(SYS_membarrier, MEMBARRIER_CMD_GLOBAL, 0, 0);
    const SignalsHeldBack held_back;
    set_aside();
    wait_for_late_openers();
    for (auto& [index, leaving] : leaving_) outcomes_[index] = leaving.unlink();
  }

 private:
  // Another name of a file that is in the batch waits for the next one: our own lease would be in its way.
  void lease(std::deque<std::size_t>& waiting, std::chrono::seconds untouched_for) {
    std::set<ino_t> inodes;
    std::deque<std::size_t> postponed;
    for (; !waiting.empty() && leaving_.size() < batch_size; waiting.pop_front()) {
      const auto index = waiting.front();
      if (!inodes.insert(segments_[index].inode).second)
        postponed.push_back(index);
      else if (auto leaving = Leaving::begin(shm_fd_, segments_[index], untouched_for); leaving)
        leaving_.emplace_back(index, std::move(*leaving));
      else
        outcomes_[index] = outcome_of(leaving.error());
    }
    waiting.insert(waiting.begin(), postponed.begin(), postponed.end());
  }

  void set_aside() {
    std::erase_if(leaving_, [&](auto& each) {
      const auto done = each.second.set_aside();
      if (!done) outcomes_[each.first] = outcome_of(done.error());
      return !done || is_back(each);
    });
  }

  void wait_for_late_openers() {
    const auto end = std::chrono::steady_clock::now() + time_for_late_openers;
    while (!leaving_.empty() && std::chrono::steady_clock::now() < end) {
      std::erase_if(leaving_, [&](auto& each) { return is_back(each); });
      std::this_thread::sleep_for(1ms);
    }
  }

  // Whoever came for it has it at its name again before he gets it.
  bool is_back(std::pair<std::size_t, Leaving>& each) {
    if (!each.second.is_wanted()) return false;
    outcomes_[each.first] = each.second.put_back(Removal::in_use);
    return true;
  }

  int shm_fd_;
  const std::vector<model::Segment>& segments_;
  std::vector<Result<Removal>>& outcomes_;
  std::vector<std::pair<std::size_t, Leaving>> leaving_;
};

}  // namespace

std::vector<Result<Removal>> remove_unheld(int shm_fd, const std::vector<model::Segment>& segments,
                                           std::chrono::seconds untouched_for) {
  std::vector<Result<Removal>> outcomes(segments.size(), Removal::in_use);
  for (int attempt = 0; attempt < attempts; ++attempt) {
    std::deque<std::size_t> waiting;
    for (std::size_t i = 0; i < segments.size(); ++i)
      if (outcomes[i] == Removal::in_use) waiting.push_back(i);
    while (!waiting.empty()) Batch(shm_fd, segments, outcomes).run(waiting, untouched_for);
  }
  return outcomes;
}

}  // namespace ullage::kernel
