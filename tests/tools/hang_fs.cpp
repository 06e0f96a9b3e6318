// Mounts, over a folder in another process's mount namespace, a file system that takes every request and answers none:
// whoever asks it for anything can't be killed. It says `ready` when it has begun to do so.
// usage: hang_fs PID FOLDER      It stays until it is killed; then whoever waits gets an error.
#include <fcntl.h>
#include <linux/fuse.h>
#include <sched.h>
#include <sys/mount.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <string>
#include <vector>

namespace {

int complain(const char* what) {
  std::perror(what);
  return 1;
}

bool mount_in_namespace_of(const char* pid, const char* folder, int fuse) {
  const int ns = ::open((std::string("/proc/") + pid + "/ns/mnt").c_str(), O_RDONLY | O_CLOEXEC);
  if (ns < 0 || ::setns(ns, CLONE_NEWNS) != 0) return false;
  const std::string options = "fd=" + std::to_string(fuse) + ",rootmode=40000,user_id=0,group_id=0,allow_other";
  return ::mount("hang_fs", folder, "fuse", 0, options.c_str()) == 0;
}

// Before this is answered the kernel holds all other requests back, and who waits for those can be killed.
bool answer_init(int fuse, const fuse_in_header& request) {
  struct {
    fuse_out_header header;
    fuse_init_out init;
  } reply{};
  reply.header.len = sizeof reply;
  reply.header.unique = request.unique;
  reply.init.major = FUSE_KERNEL_VERSION;
  reply.init.minor = FUSE_KERNEL_MINOR_VERSION;
  reply.init.max_write = 4096;
  return ::write(fuse, &reply, sizeof reply) == sizeof reply;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 3) return 2;
  const int fuse = ::open("/dev/fuse", O_RDWR | O_CLOEXEC);
  if (fuse < 0 || !mount_in_namespace_of(argv[1], argv[2], fuse)) return complain("hang_fs: mount");
  std::vector<char> buffer(FUSE_MIN_READ_BUFFER + 4096);
  while (true) {
    // A request that was read counts as being worked on: from then on its sender waits deaf to signals.
    const ssize_t length = ::read(fuse, buffer.data(), buffer.size());
    if (length < 0 && errno != EINTR) return complain("hang_fs: read");
    fuse_in_header request{};
    if (length < static_cast<ssize_t>(sizeof request)) continue;
    std::memcpy(&request, buffer.data(), sizeof request);
    if (request.opcode != FUSE_INIT) continue;
    if (!answer_init(fuse, request)) return complain("hang_fs: init");
    std::puts("ready");
    std::fflush(stdout);
  }
}
