// Reading /proc/PID through a directory descriptor.
#include "kernel/process.h"

#include <dirent.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <memory>

#include "base/text.h"
#include "kernel/syscalls.h"

namespace ullage::kernel {

namespace {

Result<ino_t> read_namespace_link(int directory, const char* path, pid_t pid) {
  char link[64];
  const ssize_t length = ::readlinkat(directory, path, link, sizeof link);
  if (length < 0) return fail_errno(errno, fmt::format("see the mounts of process {}", pid));
  std::string_view text(link, static_cast<std::size_t>(length));  // mnt:[4026531841]
  if (const auto open = text.find('['); open != std::string_view::npos && text.back() == ']')
    if (const auto inode = parse_number<ino_t>(text.substr(open + 1, text.size() - open - 2))) return *inode;
  return fail(ErrorKind::failed,
              fmt::format("the kernel names the mount namespace of process {} in an unknown way", pid));
}

}  // namespace

Result<Process> Process::open(int proc, pid_t pid) {
  UniqueFd directory(::openat(proc, std::to_string(pid).c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC));
  if (!directory)
    return fail(ErrorKind::not_found, fmt::format("there is no process {}", pid), "ullage ls shows what there is");
  return Process(pid, std::move(directory));
}

Result<std::string> Process::read(const std::string& file) const { return read_file(directory(), file); }

Result<std::vector<MountEntry>> Process::mounts() const {
  const auto text = read("mountinfo");
  if (!text) return tl::unexpected(text.error());
  return parse_mountinfo(*text);
}

Result<ino_t> Process::mount_namespace() const { return read_namespace_link(directory(), "ns/mnt", pid_); }

Result<ino_t> mount_namespace_of(int proc, pid_t pid) {
  char path[32];
  *fmt::format_to_n(path, sizeof path - 1, "{}/ns/mnt", pid).out = '\0';
  return read_namespace_link(proc, path, pid);
}

std::string Process::command() const {
  const auto text = read("comm");
  return text ? std::string(trim(*text)) : std::string();
}

std::vector<pid_t> Process::pids_in_namespaces() const {
  std::vector<pid_t> pids;
  const auto status = read("status");
  if (!status) return pids;
  for (const auto line : split(*status, '\n')) {
    if (!line.starts_with("NSpid:")) continue;
    for (const auto field : split(line.substr(6), '\t'))
      if (const auto pid = parse_number<pid_t>(field)) pids.push_back(*pid);
  }
  return pids;
}

Result<std::vector<pid_t>> list_pids(int proc) {
  const int fd = ::openat(proc, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  const std::unique_ptr<DIR, int (*)(DIR*)> directory(fd < 0 ? nullptr : ::fdopendir(fd), ::closedir);
  if (!directory) return fail_errno(errno, "list the processes in /proc");
  std::vector<pid_t> pids;
  while (const dirent* entry = ::readdir(directory.get()))
    if (const auto pid = parse_number<pid_t>(entry->d_name)) pids.push_back(*pid);
  std::sort(pids.begin(), pids.end());
  return pids;
}

}  // namespace ullage::kernel
