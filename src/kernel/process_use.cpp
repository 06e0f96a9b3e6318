// Reads /proc/PID/limits, fd, status and stat; asks shmctl(2).
#include "kernel/process_use.h"

#include <dirent.h>
#include <fcntl.h>
#include <sched.h>
#include <sys/shm.h>
#include <sys/stat.h>

#include <cerrno>
#include <memory>
#include <thread>
#include <vector>

#include "base/text.h"
#include "kernel/stat_fields.h"

namespace ullage::kernel {

namespace {

// "Max open files            1024                 4096                 files": the soft limit, then the hard one.
std::vector<std::string_view> limits_in(std::string_view line, std::string_view name) {
  std::vector<std::string_view> words;
  if (!line.starts_with(name)) return words;
  for (const auto word : split(line.substr(name.size()), ' '))
    if (!word.empty()) words.push_back(word);
  return words;
}

std::optional<std::uint64_t> count_descriptors(const Process& process) {
  UniqueFd fd(::openat(process.directory(), "fd", O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  // Since Linux 6.2 the folder's size is their number (fs/proc/fd.c).
  struct stat info {};
  if (fd && ::fstat(fd.get(), &info) == 0 && info.st_size > 0) return static_cast<std::uint64_t>(info.st_size);
  const std::unique_ptr<DIR, int (*)(DIR*)> directory(fd ? ::fdopendir(fd.release()) : nullptr, ::closedir);
  if (!directory) return std::nullopt;
  std::uint64_t count = 0;
  while (const dirent* entry = ::readdir(directory.get())) count += entry->d_name[0] != '.';
  return count;
}

// "VmLck:        64 kB"
std::optional<Bytes> locked_memory(const Process& process) {
  const auto status = process.read("status");
  if (!status) return std::nullopt;
  for (const auto line : split(*status, '\n')) {
    if (!line.starts_with("VmLck:")) continue;
    auto amount = trim(line.substr(6));
    if (amount.ends_with(" kB")) amount.remove_suffix(3);
    if (const auto kib = parse_number(trim(amount))) return KiB(*kib);
  }
  return std::nullopt;
}

Result<model::SystemV> ask_here() {
  shminfo limits{};
  shm_info use{};
  if (::shmctl(0, IPC_INFO, reinterpret_cast<shmid_ds*>(&limits)) < 0 ||
      ::shmctl(0, SHM_INFO, reinterpret_cast<shmid_ds*>(&use)) < 0)
    return fail_errno(errno, "read the limits of System V shared memory");
  return model::SystemV{Bytes{limits.shmmax}, limits.shmall, limits.shmmni, use.shm_tot,
                        static_cast<std::uint64_t>(use.used_ids)};
}

}  // namespace

Limits parse_limits(std::string_view text) {
  Limits limits;
  for (const auto line : split(text, '\n')) {
    if (const auto files = limits_in(line, "Max open files"); files.size() >= 2) {
      limits.descriptors = parse_number(files[0]);
      limits.hard_descriptors = parse_number(files[1]);
    }
    if (const auto locked = limits_in(line, "Max locked memory"); !locked.empty())
      if (const auto bytes = parse_number(locked[0])) limits.locked = Bytes{*bytes};
  }
  return limits;
}

std::optional<std::uint64_t> parse_cpu_ticks(std::string_view stat) {
  const auto fields = stat_fields(stat);
  if (fields.size() < 13) return std::nullopt;
  const auto user = parse_number(fields[11]);
  const auto system = parse_number(fields[12]);
  return user && system ? std::optional(*user + *system) : std::nullopt;
}

std::optional<model::ProcessUse> process_use(const Process& process) {
  const auto stat = process.read("stat");
  const auto ticks = stat ? parse_cpu_ticks(*stat) : std::nullopt;
  if (!ticks) return std::nullopt;
  const auto text = process.read("limits");
  const auto limits = text ? parse_limits(*text) : Limits{};
  return model::ProcessUse{.pid = process.pid(),
                           .command = process.command(),
                           .descriptors = count_descriptors(process),
                           .most_descriptors = limits.descriptors,
                           .hard_descriptors = limits.hard_descriptors,
                           .locked = locked_memory(process),
                           .most_locked = limits.locked,
                           .cpu_ticks = *ticks};
}

Result<model::SystemV> system_v(const Process& process) {
  const UniqueFd ns(::openat(process.directory(), "ns/ipc", O_RDONLY | O_CLOEXEC));
  if (!ns) return fail_errno(errno, "look into the container's IPC namespace");
  Result<model::SystemV> answer;
  std::thread([&] {
    if (::setns(ns.get(), CLONE_NEWIPC) != 0)
      answer = fail_errno(errno, "enter the container's IPC namespace");
    else
      answer = ask_here();
  }).join();
  return answer;
}

}  // namespace ullage::kernel
