// The child that looks names up, and the channel to it: a request is the descriptor of a process's folder in /proc, an
// answer is the descriptor found or the error.
#include "kernel/shm_opener.h"

#include <fmt/format.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstring>
#include <string>

#include "kernel/error_report.h"

namespace ullage::kernel {

namespace {

struct Message {
  std::string text;
  UniqueFd fd;
};

bool send(int channel, std::string_view text, int fd) {
  iovec part{const_cast<char*>(text.data()), text.size()};
  alignas(cmsghdr) char control[CMSG_SPACE(sizeof fd)]{};
  msghdr message{};
  message.msg_iov = &part;
  message.msg_iovlen = 1;
  if (fd >= 0) {
    message.msg_control = control;
    message.msg_controllen = sizeof control;
    cmsghdr* header = CMSG_FIRSTHDR(&message);
    header->cmsg_level = SOL_SOCKET;
    header->cmsg_type = SCM_RIGHTS;
    header->cmsg_len = CMSG_LEN(sizeof fd);
    std::memcpy(CMSG_DATA(header), &fd, sizeof fd);
  }
  return ::sendmsg(channel, &message, MSG_NOSIGNAL) == static_cast<ssize_t>(text.size());
}

bool receive(int channel, Message& received) {
  char text[4096];
  iovec part{text, sizeof text};
  alignas(cmsghdr) char control[CMSG_SPACE(sizeof(int))]{};
  msghdr message{};
  message.msg_iov = &part;
  message.msg_iovlen = 1;
  message.msg_control = control;
  message.msg_controllen = sizeof control;
  const ssize_t length = ::recvmsg(channel, &message, MSG_CMSG_CLOEXEC);
  if (length <= 0) return false;
  received.text.assign(text, static_cast<std::size_t>(length));
  if (const cmsghdr* header = CMSG_FIRSTHDR(&message); header != nullptr && header->cmsg_type == SCM_RIGHTS) {
    int fd = -1;
    std::memcpy(&fd, CMSG_DATA(header), sizeof fd);
    received.fd.reset(fd);
  }
  return true;
}

// It may be left behind for ever, so it keeps nothing of ours open: a pipe that we write to must end when we do.
[[noreturn]] void serve(int channel) {
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  constexpr int own = 3;
  if (::dup2(channel, own) != own) ::_exit(1);
  ::close_range(own + 1, ~0U, 0);
  for (int fd = 0; fd < own; ++fd) ::close(fd);
  Message request;
  while (receive(own, request)) {
    const auto found = ShmHandle::resolve(request.fd.get());
    const std::string text = found ? std::string("found") : pack_error(found.error());
    if (!send(own, text, found ? found->get() : -1)) break;
  }
  ::_exit(0);
}

}  // namespace

Result<> ShmOpener::start() {
  int ends[2];
  if (::socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) != 0) return fail_errno(errno, "make a socket");
  channel_.reset(ends[0]);
  const UniqueFd other(ends[1]);
  child_ = ::fork();
  if (child_ < 0) return fail_errno(errno, "start a child process");
  if (child_ == 0) serve(other.get());
  return {};
}

void ShmOpener::abandon() {
  channel_.reset();
  if (child_ > 0) {
    ::kill(child_, SIGKILL);
    ::waitpid(child_, nullptr, WNOHANG);
  }
  child_ = -1;
}

Result<ShmHandle> ShmOpener::open(const Process& process, const MountEntry& listed) {
  if (!channel_)
    if (auto started = start(); !started) return tl::unexpected(started.error());
  pollfd answer{channel_.get(), POLLIN, 0};
  Message found;
  const bool answered = send(channel_.get(), "open", process.directory()) &&
                        ::poll(&answer, 1, static_cast<int>(patience_.count())) == 1 && receive(channel_.get(), found);
  if (!answered) {
    abandon();
    return fail(ErrorKind::failed,
                fmt::format("a file system on the way to /dev/shm of process {} does not answer", process.pid()),
                "nothing was touched; look at what is mounted at / and /dev there");
  }
  if (!found.fd) return tl::unexpected(unpack_error(found.text));
  return ShmHandle::confirm(process, listed, std::move(found.fd));
}

}  // namespace ullage::kernel
