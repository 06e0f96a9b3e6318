// The registry of what `ullage run` started.
#include "engine/embedded.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>

#include "base/text.h"
#include "base/unique_fd.h"
#include "engine/embedded_entry.h"
#include "engine/file.h"
#include "engine/process.h"

namespace ullage::engine {

namespace {

constexpr std::size_t file_limit = 16 << 10;
constexpr std::size_t entries_limit = 1000;
constexpr std::string_view suffix = ".json";
// A command line is noted to be recognised, not to be run again.
constexpr std::size_t command_limit = 4096;

std::string file_name(std::string_view name) { return fmt::format("{}{}", name, suffix); }

bool is_alive(const RunEntry& entry) { return start_time(entry.pid) == entry.start_time; }

// Its user may have named any namespace at all, the host's too.
bool is_where_it_says(const RunEntry& entry) { return mount_namespace_of(entry.pid) == entry.mount_namespace; }

// A real folder, that nobody but its owner can write to.
Result<UniqueFd> open_private(const std::string& folder, uid_t owner) {
  UniqueFd fd(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
  struct stat status = {};
  if (!fd && errno == ENOENT) return fail_errno(ENOENT, "open " + printable(folder));
  if (!fd || ::fstat(fd.get(), &status) != 0 || (status.st_mode & 077) != 0)
    return fail(ErrorKind::refused,
                fmt::format("{} is not a private folder: others could forge what is in it", printable(folder)),
                fmt::format("look at it with ls -ld {}, then remove it", printable(folder)));
  if (status.st_uid != owner)
    return fail(ErrorKind::refused, fmt::format("{} belongs to another user", printable(folder)),
                "set XDG_RUNTIME_DIR to a folder of your own");
  return fd;
}

Result<RunEntry> read_entry(int folder, std::string_view file) {
  const auto content = read_small_file(folder, std::string(file), file_limit);
  if (!content) return tl::unexpected(content.error());
  auto entry = parse_run_entry(content->text);
  if (!entry) return entry;
  if (file_name(entry->name) != file) return fail(ErrorKind::failed, "a state file has another entry's name");
  // Only a process's own user may say what it is called.
  if (is_alive(*entry) && owner_of_process(entry->pid) != content->status.st_uid)
    return fail(ErrorKind::refused, "a state file speaks of another user's process");
  return entry;
}

// A temporary file that is put in place whole, so that no reader sees half an entry.
Result<> write_entry(int folder, const RunEntry& entry, bool replace) {
  const std::string temporary = fmt::format(".{}.{}", entry.name, ::getpid());
  const std::string text = serialize(entry);
  ::unlinkat(folder, temporary.c_str(), 0);
  const UniqueFd fd(::openat(folder, temporary.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600));
  int error = !fd || ::write(fd.get(), text.data(), text.size()) != static_cast<ssize_t>(text.size()) ? errno : 0;
  const std::string name = file_name(entry.name);
  if (error == 0 && replace && ::renameat(folder, temporary.c_str(), folder, name.c_str()) != 0) error = errno;
  // link, unlike rename, fails where the name exists: of two that start at once, one gets it.
  if (error == 0 && !replace && ::linkat(folder, temporary.c_str(), folder, name.c_str(), 0) != 0) error = errno;
  ::unlinkat(folder, temporary.c_str(), 0);
  if (error == EEXIST)
    return fail(ErrorKind::refused, fmt::format("the name \"{}\" is in use", entry.name), "choose another with --name");
  if (error != 0) return fail_errno(error, "note what runs in " + name);
  return {};
}

void remove_ended(int folder, const std::vector<std::string>& files) {
  for (const auto& file : files) {
    const auto entry = read_entry(folder, file);
    if (entry && !is_alive(*entry)) ::unlinkat(folder, file.c_str(), 0);
  }
}

}  // namespace

std::string default_run_name(pid_t pid) { return fmt::format("run-{}", pid); }

Registry::Registry(std::string folder, uid_t owner) : folder_(std::move(folder)), owner_(owner) {}

Registry Registry::of_user(const Environment& environment) {
  if (environment.uid == 0) return Registry(environment.root + "/run/ullage");
  if (!environment.xdg_runtime_dir.empty()) return Registry(environment.xdg_runtime_dir + "/ullage");
  return Registry(fmt::format("{}/tmp/ullage-{}", environment.root, environment.uid));
}

Result<> Registry::record(const RunEntry& entry) const {
  if (!is_run_name(entry.name))
    return fail(ErrorKind::usage, fmt::format("\"{}\" can't be a name", printable(entry.name)),
                "use letters, digits and _ . - behind a first letter or digit, at most 128");
  if (::mkdir(folder_.c_str(), 0700) != 0 && errno != EEXIST) return fail_errno(errno, "make " + printable(folder_));
  const auto folder = open_private(folder_, owner_);
  if (!folder) return tl::unexpected(folder.error());
  if (const auto files = names_in(folder_)) remove_ended(folder->get(), *files);
  RunEntry fit = entry;
  if (fit.command.size() > command_limit) fit.command.resize(command_limit);
  return write_entry(folder->get(), fit, false);
}

Result<> Registry::update_size(const std::string& name, Bytes size) const {
  const auto folder = open_private(folder_, owner_);
  if (!folder) return tl::unexpected(folder.error());
  if (!is_run_name(name)) return fail(ErrorKind::usage, fmt::format("\"{}\" can't be a name", printable(name)));
  auto entry = read_entry(folder->get(), file_name(name));
  if (!entry) return tl::unexpected(entry.error());
  entry->size = size;
  return write_entry(folder->get(), *entry, true);
}

Result<std::vector<RunEntry>> Registry::living() const {
  std::vector<RunEntry> out;
  const auto folder = open_private(folder_, owner_);
  if (!folder && folder.error().code == std::errc::no_such_file_or_directory) return out;
  if (!folder) return tl::unexpected(folder.error());
  const auto files = names_in(fmt::format("/proc/self/fd/{}/", folder->get()), entries_limit);
  if (!files) return tl::unexpected(files.error());
  for (const auto& file : *files) {
    auto entry = file.ends_with(suffix) ? read_entry(folder->get(), file) : fail(ErrorKind::failed, "not ours");
    if (entry && is_alive(*entry) && is_where_it_says(*entry)) out.push_back(std::move(*entry));
  }
  return out;
}

}  // namespace ullage::engine
