// demo: tells the story, and runs each command of it as this same program.
#include <fmt/format.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>

#include "base/text.h"
#include "cli/commands.h"
#include "operations/demo.h"

namespace ullage::cli {

namespace {

// The exit status, as a shell would tell it.
int run_self(const std::vector<std::string>& arguments) {
  std::vector<char*> argv{const_cast<char*>("ullage")};
  for (const std::string& argument : arguments) argv.push_back(const_cast<char*>(argument.c_str()));
  argv.push_back(nullptr);
  pid_t child = 0;
  if (::posix_spawn(&child, "/proc/self/exe", nullptr, nullptr, argv.data(), environ) != 0) return 127;
  int status = 0;
  while (::waitpid(child, &status, 0) < 0)
    if (errno != EINTR) return 127;
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

Result<int> parse_port(const std::string& text) {
  const auto port = parse_number<int>(text);
  if (port && *port > 0 && *port < 65536) return *port;
  return fail(ErrorKind::usage, fmt::format("'{}' is not a port", printable(text)), "give a number from 1 to 65535");
}

model::EngineKind engine_of(std::string_view name) {
  if (name == "docker") return model::EngineKind::docker;
  if (name == "podman") return model::EngineKind::podman;
  return model::EngineKind::ullage;
}

}  // namespace

Result<int> command_demo(const ParsedArguments& arguments, Output& out) {
  operations::DemoRequest request{.engine = engine_of(arguments.value("engine"))};
  if (const std::string text = arguments.value("port"); !text.empty()) {
    const auto port = parse_port(text);
    if (!port) return tl::unexpected(port.error());
    request.port = *port;
  }
  // What can't be written is reported once, when the program ends: the demo still has to clean up.
  const auto tell = [&out](const std::string& line) {
    out.line(line);
    (void)out.flush();
  };
  const operations::DemoStage stage{
      .say = [&](const std::string& sentence) { tell("\n" + sentence); },
      .show = [&](const std::string& command) { tell(out.style().paint("$ " + command, Tone::strong)); },
      .run_ullage = run_self};
  const auto played = operations::demo(request, stage);
  if (!played) return tl::unexpected(played.error());
  return 0;
}

}  // namespace ullage::cli
