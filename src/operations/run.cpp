// run, as a recipe: a /dev/shm of its own, an entry that ls and grow will find, then become the command.
#include "operations/run.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <unistd.h>

#include <cerrno>

#include "base/text.h"
#include "engine/embedded.h"
#include "engine/process.h"
#include "kernel/own_shm.h"

namespace ullage::operations {

namespace {

Error cannot_start(const std::string& program, int err) {
  const std::string shown = printable(program);
  if (err == ENOENT)
    return Error{ErrorKind::not_found, std::error_code(err, std::generic_category()),
                 fmt::format("there is no command '{}'", shown), "see how it is spelt, and whether PATH has it"};
  return fail_errno(err, fmt::format("run '{}'", shown), "is it a program, and may this user run it?").value();
}

}  // namespace

Error run(const RunRequest& request) {
  if (request.command.empty())
    return Error{ErrorKind::usage, {}, "run needs a command", "ullage run --shm-size 2g -- python3 train.py"};
  if (request.size < KiB(4))
    return Error{ErrorKind::usage,
                 {},
                 fmt::format("a /dev/shm of {} holds nothing", to_string(request.size)),
                 "write a size like 64m or 2g"};
  engine::RunEntry entry;
  entry.name = request.name.empty() ? engine::default_run_name(::getpid()) : request.name;
  entry.pid = ::getpid();
  entry.command = fmt::format("{}", fmt::join(request.command, " "));
  entry.size = round_up_to_page(request.size);
  if (const auto entered = kernel::enter_own_shm(request.size); !entered) return entered.error();
  const auto mount_namespace = kernel::own_mount_namespace();
  if (!mount_namespace) return mount_namespace.error();
  entry.mount_namespace = *mount_namespace;
  entry.start_time = engine::start_time(entry.pid).value_or(0);
  const auto registry = engine::Registry::of_user(engine::Environment::from_process());
  if (const auto recorded = registry.record(entry); !recorded) return recorded.error();

  std::vector<char*> arguments;
  for (const auto& argument : request.command) arguments.push_back(const_cast<char*>(argument.c_str()));
  arguments.push_back(nullptr);
  ::execvp(arguments[0], arguments.data());
  return cannot_start(request.command[0], errno);
}

}  // namespace ullage::operations
