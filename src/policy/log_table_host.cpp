// What engines, the kernel and shells say.
#include <array>

#include "policy/log_table.h"

namespace ullage::policy {

namespace {

using enum LogMeaning;

constexpr auto table = std::to_array<Signature>({
    {"Docker", R"(invalid argument \\*"[^"]*" for \\*"--shm-size\\*"|invalid shm[-_]size)", size_format,
     "https://github.com/docker/cli/blob/master/opts/opts.go"},
    {"Docker", R"(SHM size can not be less than 0)", size_format,
     "https://github.com/moby/moby/blob/master/daemon/daemon_unix.go"},
    {"Docker", R"(non-shareable IPC)", not_joinable,
     "https://github.com/moby/moby/blob/master/daemon/container_operations_unix.go"},
    {"Docker", R"(mounting shm tmpfs: )", engine_mount,
     "https://github.com/moby/moby/blob/master/daemon/container_operations_unix.go"},
    {"kernel", R"(Memory cgroup out of memory: Killed process \d+)", memory_limit,
     "https://github.com/torvalds/linux/blob/master/mm/oom_kill.c"},
    {"shell", R"(Bus error +\(core dumped\))", died, "https://www.gnu.org/software/bash/"},
    {"Python", R"(Fatal Python error: Bus error)", died, "https://github.com/rwth-i6/returnn/issues/1648"},
});

}  // namespace

std::span<const Signature> host_signatures() { return table; }

}  // namespace ullage::policy
