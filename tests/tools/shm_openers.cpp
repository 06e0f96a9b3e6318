// Processes that open, map and let go of a few files by name, in a tight loop, and see that whoever has one finds it at
// its name. A file that is not there is made anew. Whoever else removes files of theirs is caught in it.
// usage: shm_openers FOLDER PROCESSES FILES; prints "opened N made M lost K" again and again, and a last time at
// SIGTERM.
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <new>
#include <random>
#include <string>
#include <vector>

namespace {

struct Counts {
  std::atomic<long> opened{0}, made{0}, lost{0};
};

bool is_there(const std::string& path, ino_t inode) {
  struct stat info {};
  return ::stat(path.c_str(), &info) == 0 && info.st_ino == inode && info.st_nlink > 0;
}

// Has it by a descriptor, or by a mapping alone; long enough for others to come and go.
void hold(const std::string& path, int fd, bool mapped, Counts& counts) {
  struct stat info {};
  ::fstat(fd, &info);
  bool good = info.st_nlink > 0;
  void* memory = mapped ? ::mmap(nullptr, 4096, PROT_READ, MAP_SHARED, fd, 0) : MAP_FAILED;
  if (memory != MAP_FAILED) ::close(fd);
  for (int i = 0; i < 20; ++i) good = is_there(path, info.st_ino) && good;
  if (memory == MAP_FAILED)
    ::close(fd);
  else
    ::munmap(memory, 4096);
  ++counts.opened;
  if (!good) ++counts.lost;
}

// Whole before it has its name, so that nobody finds it empty.
void make(const std::string& folder, const std::string& path, Counts& counts) {
  const int fd = ::open(folder.c_str(), O_TMPFILE | O_RDWR | O_CLOEXEC, 0666);
  if (fd < 0 || ::ftruncate(fd, 4096) != 0) std::perror("make"), std::_Exit(1);
  const std::string link = "/proc/self/fd/" + std::to_string(fd);
  if (::linkat(AT_FDCWD, link.c_str(), AT_FDCWD, path.c_str(), AT_SYMLINK_FOLLOW) == 0) ++counts.made;
  ::close(fd);
}

[[noreturn]] void open_for_ever(const std::string& folder, unsigned seed, unsigned names, Counts& counts) {
  std::minstd_rand random(seed);
  while (true) {
    const std::string path = folder + "/race-" + std::to_string(random() % names);
    const bool writes = random() % 2 == 0;
    const int fd = ::open(path.c_str(), (writes ? O_RDWR : O_RDONLY) | O_CLOEXEC);
    if (fd < 0)
      make(folder, path, counts);
    else
      hold(path, fd, random() % 2 == 0, counts);
  }
}

void print(const Counts& counts) {
  std::printf("opened %ld made %ld lost %ld\n", counts.opened.load(), counts.made.load(), counts.lost.load());
  std::fflush(stdout);
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 4) return std::fputs("usage: shm_openers FOLDER PROCESSES FILES\n", stderr), 2;
  const auto names = static_cast<unsigned>(std::atoi(argv[3]));
  void* shared = ::mmap(nullptr, sizeof(Counts), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  auto& counts = *new (shared) Counts;
  sigset_t end;
  ::sigemptyset(&end);
  ::sigaddset(&end, SIGTERM);
  ::sigprocmask(SIG_BLOCK, &end, nullptr);
  std::vector<pid_t> children;
  for (int i = 0; i < std::atoi(argv[2]); ++i) {
    const pid_t child = ::fork();
    if (child == 0) open_for_ever(argv[1], static_cast<unsigned>(i) + 1, names, counts);
    children.push_back(child);
  }
  const timespec while_waiting{0, 50'000'000};
  while (::sigtimedwait(&end, nullptr, &while_waiting) < 0) print(counts);
  for (const pid_t child : children) ::kill(child, SIGKILL), ::waitpid(child, nullptr, 0);
  print(counts);
}
