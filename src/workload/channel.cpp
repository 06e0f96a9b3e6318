// Sending and receiving messages with descriptors (SCM_RIGHTS).
#include "workload/channel.h"

#include <sys/socket.h>

#include <cerrno>
#include <cstring>

namespace ullage::workload {

namespace {

constexpr std::size_t most_fds = 253;  // SCM_MAX_FD

struct alignas(cmsghdr) ControlBuffer {
  char bytes[CMSG_SPACE(sizeof(int) * most_fds)];
};

void attach(msghdr& header, ControlBuffer& buffer, const std::vector<Segment>& segments) {
  header.msg_control = buffer.bytes;
  header.msg_controllen = CMSG_SPACE(sizeof(int) * segments.size());
  cmsghdr* control = CMSG_FIRSTHDR(&header);
  control->cmsg_level = SOL_SOCKET;
  control->cmsg_type = SCM_RIGHTS;
  control->cmsg_len = CMSG_LEN(sizeof(int) * segments.size());
  for (std::size_t i = 0; i < segments.size(); ++i) {
    const int fd = segments[i].fd();
    std::memcpy(CMSG_DATA(control) + i * sizeof fd, &fd, sizeof fd);
  }
}

std::vector<UniqueFd> detach(msghdr& header) {
  std::vector<UniqueFd> fds;
  for (cmsghdr* control = CMSG_FIRSTHDR(&header); control != nullptr; control = CMSG_NXTHDR(&header, control)) {
    if (control->cmsg_level != SOL_SOCKET || control->cmsg_type != SCM_RIGHTS) continue;
    const std::size_t count = (control->cmsg_len - CMSG_LEN(0)) / sizeof(int);
    for (std::size_t i = 0; i < count; ++i) {
      int fd = -1;
      std::memcpy(&fd, CMSG_DATA(control) + i * sizeof fd, sizeof fd);
      fds.emplace_back(fd);
    }
  }
  return fds;
}

}  // namespace

Result<Channel> open_channel() {
  int ends[2];
  if (::socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) != 0)
    return fail_errno(errno, "make a socket pair");
  return Channel{UniqueFd(ends[0]), UniqueFd(ends[1])};
}

Result<> send_message(int socket, const Message& message, const std::vector<Segment>& attached) {
  Message copy = message;
  iovec content{&copy, sizeof copy};
  msghdr header{};
  header.msg_iov = &content;
  header.msg_iovlen = 1;
  ControlBuffer control{};
  if (!attached.empty()) attach(header, control, attached);
  ssize_t sent = 0;
  do sent = ::sendmsg(socket, &header, MSG_NOSIGNAL);
  while (sent < 0 && errno == EINTR);
  if (sent < 0 && errno != EPIPE && errno != ECONNRESET) return fail_errno(errno, "send a message to a loader's peer");
  return {};
}

Result<std::variant<Received, NothingYet, HungUp>> receive_message(int socket, Wait wait) {
  Received received;
  iovec content{&received.message, sizeof received.message};
  ControlBuffer control;
  msghdr header{};
  ssize_t size = 0;
  do {
    header = {};
    header.msg_iov = &content;
    header.msg_iovlen = 1;
    header.msg_control = control.bytes;
    header.msg_controllen = sizeof control.bytes;
    size = ::recvmsg(socket, &header, MSG_CMSG_CLOEXEC | (wait == Wait::no ? MSG_DONTWAIT : 0));
    // ECONNRESET says once that the peer left orders unread; what it had sent before can still be received.
  } while (size < 0 && (errno == EINTR || errno == ECONNRESET));
  if (size < 0 && errno == EAGAIN) return NothingYet{};
  if (size < 0) return fail_errno(errno, "receive a message from a loader's peer");
  if (size == 0) return HungUp{};
  received.fds = detach(header);
  if ((header.msg_flags & MSG_CTRUNC) != 0)
    return fail_errno(EMFILE, "receive a batch's descriptors", "raise the limit of open files (ulimit -n)");
  if (size != sizeof received.message) return fail(ErrorKind::failed, "a loader's peer sent half a message");
  return received;
}

}  // namespace ullage::workload
