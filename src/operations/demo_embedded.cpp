// The demo's service under Ullage's own engine: `ullage run` in the background.
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdlib>

#include "base/unique_fd.h"
#include "operations/demo_parts.h"
#include "workload/fork_signals.h"

namespace ullage::operations {

namespace {

class EmbeddedService final : public DemoService {
 public:
  explicit EmbeddedService(DemoSetting setting) : setting_(std::move(setting)) {}

  ~EmbeddedService() override {
    if (pid_ > 0) {
      ::kill(pid_, SIGTERM);
      ::waitpid(pid_, nullptr, 0);
    }
    if (folder_.empty()) return;
    ::unlink(program_.c_str());
    ::rmdir(folder_.c_str());
  }

  Result<> prepare() {
    const char* chosen = ::getenv("TMPDIR");
    folder_ = fmt::format("{}/ullage-demo-XXXXXX", chosen == nullptr || *chosen == '\0' ? "/tmp" : chosen);
    if (::mkdtemp(folder_.data()) == nullptr) {
      const int err = errno;
      folder_.clear();
      return fail_errno(err, "make a folder for the example service", "set TMPDIR to a folder that you may write to");
    }
    program_ = folder_ + "/digital-human-service";
    const UniqueFd file(::open(program_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0755));
    const auto bytes = demo_binary();
    if (!file || ::write(file.get(), bytes.data(), bytes.size()) != static_cast<ssize_t>(bytes.size()))
      return fail_errno(errno, "write the example service to " + folder_, "set TMPDIR to a folder with room");
    return {};
  }

  std::string command() const override {
    return fmt::format("ullage run --shm-size {} --name {} -- {} --port {}", to_flag(setting_.size), setting_.name,
                       program_, setting_.port);
  }

  Result<> start() override {
    const std::string size = to_flag(setting_.size);
    const std::string port = std::to_string(setting_.port);
    const pid_t demo = ::getpid();
    const workload::SignalsBlocked blocked;
    pid_ = ::fork();
    if (pid_ < 0) return fail_errno(errno, "start the example service");
    if (pid_ > 0) return {};
    workload::take_default_signals();
    // Should the demo be killed, its service goes with it; exec keeps this setting.
    workload::die_with(demo);
    if (const int null = ::open("/dev/null", O_RDWR | O_CLOEXEC); null >= 0) {
      ::dup2(null, STDIN_FILENO);
      ::dup2(null, STDOUT_FILENO);
    }
    ::execl("/proc/self/exe", "ullage", "run", "--shm-size", size.c_str(), "--name", setting_.name.c_str(), "--",
            program_.c_str(), "--port", port.c_str(), nullptr);
    ::_exit(127);
  }

  Result<pid_t> pid() const override {
    if (::waitpid(pid_, nullptr, WNOHANG) == 0) return pid_;
    return fail(ErrorKind::failed, "the example service ended at once", "see why: " + command());
  }

 private:
  DemoSetting setting_;
  std::string folder_;
  std::string program_;
  pid_t pid_ = -1;
};

}  // namespace

Result<std::unique_ptr<DemoService>> embedded_demo_service(const DemoSetting& setting) {
  auto service = std::make_unique<EmbeddedService>(setting);
  if (const auto ready = service->prepare(); !ready) return tl::unexpected(ready.error());
  return service;
}

}  // namespace ullage::operations
