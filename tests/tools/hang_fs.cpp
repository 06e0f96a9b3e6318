// Mounts, over a folder in another process's mount namespace, a file system that never answers.
// usage: hang_fs PID FOLDER      It stays until it is killed; then the mount fails instead of hanging.
#include <fcntl.h>
#include <sched.h>
#include <sys/mount.h>
#include <unistd.h>

#include <cstdio>
#include <string>

int main(int argc, char** argv) {
  if (argc != 3) return 2;
  const int fuse = ::open("/dev/fuse", O_RDWR);
  const int ns = ::open((std::string("/proc/") + argv[1] + "/ns/mnt").c_str(), O_RDONLY);
  if (fuse < 0 || ns < 0 || ::setns(ns, CLONE_NEWNS) != 0) return std::perror("hang_fs"), 1;
  const std::string options = "fd=" + std::to_string(fuse) + ",rootmode=40000,user_id=0,group_id=0,allow_other";
  if (::mount("hang_fs", argv[2], "fuse", 0, options.c_str()) != 0) return std::perror("hang_fs"), 1;
  while (true) ::pause();
}
