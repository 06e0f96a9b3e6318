// The mark, and who sets it.
#include "operations/interrupt.h"

namespace ullage::operations {

namespace {

volatile std::sig_atomic_t mark = 0;

constexpr int signals[] = {SIGINT, SIGTERM, SIGHUP, SIGPIPE};

}  // namespace

InterruptGuard::InterruptGuard(bool unattended) : count_(unattended ? 4 : 2) {
  mark = 0;
  for (int i = 0; i < count_; ++i) {
    struct sigaction action {};
    if (i < 2)
      action.sa_handler = [](int) { mark = 1; };
    else
      action.sa_handler = SIG_IGN;
    ::sigaction(signals[i], &action, &old_[i]);
  }
}

InterruptGuard::~InterruptGuard() {
  for (int i = 0; i < count_; ++i) ::sigaction(signals[i], &old_[i], nullptr);
}

bool interrupted() { return mark != 0; }

}  // namespace ullage::operations
