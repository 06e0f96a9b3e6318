// What engines, the kernel, shells and the C library say, of whatever program.
#include <array>

#include "policy/log_table.h"

namespace ullage::policy {

namespace {

using enum LogMeaning;

constexpr auto table = std::to_array<Signature>({
    {"Docker", R"(invalid argument \\*"[^"]*" for \\*"--(?:default-)?shm-size\\*")", size_format,
     "https://github.com/docker/cli/blob/master/opts/opts.go"},
    {"Docker", R"(unable to configure the Docker daemon with file \S+: invalid s(?:ize|uffix): ')", size_format,
     "https://github.com/moby/moby/blob/master/cmd/dockerd/daemon.go"},
    {"Docker", R"(SHM size can not be less than 0)", size_format,
     "https://github.com/moby/moby/blob/master/daemon/daemon_unix.go"},
    {"Podman", R"(unable to translate --shm-size: invalid s(?:ize|uffix): ')", size_format,
     "https://github.com/containers/podman/blob/main/pkg/specgenutil/specgen.go"},
    {"Compose", R"(The specified value for memory \([^)]*\) should specify the units)", size_format,
     "https://github.com/docker/docker-py/blob/main/docker/utils/utils.py"},
    {"Compose", R"(strconv\.ParseInt: parsing \\*"\d+(?i:[kmgt]i?b?)\\*": invalid syntax)", size_format,
     "https://github.com/docker/for-mac/issues/5587"},
    {"Podman", R"(cannot set shmsize when running in the host IPC Namespace)", bad_request,
     "https://github.com/podman-container-tools/podman/issues/14609"},
    {"Docker", R"(can't join IPC of container \w+: non-shareable IPC)", not_joinable,
     "https://github.com/rycus86/podlike/issues/7"},
    {"Docker", R"(cannot join IPC of a non running container)", not_joinable,
     "https://github.com/moby/moby/issues/19072"},
    {"Docker", R"(mounting shm tmpfs: )", engine_mount, "https://github.com/coreos/bugs/issues/2427"},
    {"runc", R"(mounting \\*"\S*/shm\\*" to rootfs .*no space left on device)", engine_mount,
     "https://github.com/minio/directpv/issues/93"},

    {"kernel", R"(Memory cgroup out of memory: Kill(?:ed)? process \d+ \()", memory_limit,
     "https://github.com/docker/for-linux/issues/1001"},
    {"Kubernetes", R"(Usage of EmptyDir volume \\*"[\w-]*shm[\w-]*\\*" exceeds the limit)", memory_limit,
     "https://github.com/kubernetes/kubernetes/blob/master/pkg/kubelet/eviction/eviction_manager.go"},
    {"System V",
     R"(shmget(?:\(size=\d+ flags=\w+\))?(?: for [\w ]+)? failed: (?:error 28|No space left)|create share memory failed: )",
     system_v, "https://github.com/openucx/ucx/issues/9347"},
    {"shell", R"(line \d+: +\d+ Bus error|^(?:zsh: )?[Bb]us error(?: \(core dumped\).*)?\s*$)", died,
     "https://www.gnu.org/software/bash/"},
    // A path in a message about two is only what was read from where there was no room.
    {"any program", R"(/dev/shm/[^\s:'"]+['"]?(?: failed)?: [Nn]o space left on device)", too_small,
     "https://man7.org/linux/man-pages/man7/shm_overview.7.html"},
    {"any program", R"([Nn]o space left on device[,:] (?:(?:open|write|mkdir) )?'/dev/shm/)", too_small,
     "https://man7.org/linux/man-pages/man7/shm_overview.7.html"},
});

}  // namespace

std::span<const Signature> host_signatures() { return table; }

}  // namespace ullage::policy
