// Starts N processes that do nothing, says "ready", and ends them all when it is ended.
#include <sys/prctl.h>
#include <unistd.h>

#include <csignal>
#include <cstdio>
#include <cstdlib>

int main(int argc, char** argv) {
  const int count = argc == 2 ? std::atoi(argv[1]) : 0;
  for (int i = 0; i < count; ++i) {
    const pid_t child = ::fork();
    if (child < 0) return std::perror("fork"), 1;
    if (child > 0) continue;
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    while (true) ::pause();
  }
  std::puts("ready");
  std::fflush(stdout);
  while (true) ::pause();
}
