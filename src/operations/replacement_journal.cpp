// Journals are files of their user alone: descriptions of containers hold secrets of their environment.
#include "operations/replacement_journal.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <boost/json/serialize.hpp>
#include <cerrno>
#include <cstdio>

#include "base/text.h"
#include "engine/file.h"
#include "operations/replacement_text.h"
#include "operations/write_all.h"

namespace ullage::operations {

namespace {

constexpr std::string_view suffix = ".json";
constexpr std::size_t file_limit = 8 << 20;

std::string folder_of(const engine::Environment& environment) {
  if (!environment.xdg_state_home.empty()) return environment.xdg_state_home + "/ullage/apply";
  if (environment.uid == 0) return environment.root + "/var/lib/ullage/apply";
  return environment.home + "/.local/state/ullage/apply";
}

Result<> make_folders(const std::string& path) {
  for (std::size_t at = path.find('/', 1);; at = path.find('/', at + 1)) {
    const std::string part = path.substr(0, at);
    if (::mkdir(part.c_str(), 0700) != 0 && errno != EEXIST) return fail_errno(errno, "make " + printable(part));
    if (at == std::string::npos) return {};
  }
}

void sync_folder_of(const std::string& path) {
  const UniqueFd folder(::open(path.substr(0, path.rfind('/')).c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (folder) ::fsync(folder.get());
}

Result<std::optional<ReplacementPlan>> read_plan(const std::string& path) {
  const auto file = engine::read_small_file(AT_FDCWD, path, file_limit);
  if (!file && file.error().code == std::errc::no_such_file_or_directory) return std::optional<ReplacementPlan>();
  if (!file) return tl::unexpected(file.error());
  auto plan = parse_plan(file->text);
  if (plan) return std::optional(std::move(*plan));
  if (plan.error().remedy.empty())
    plan.error().remedy = fmt::format("see what is in {}, and remove it", printable(path));
  return tl::unexpected(plan.error());
}

}  // namespace

Result<Journal> Journal::open(const engine::Environment& environment, const std::string& old_id) {
  const std::string folder = folder_of(environment);
  if (auto made = make_folders(folder); !made) return tl::unexpected(made.error());
  const std::string path = fmt::format("{}/{}", folder, old_id);
  UniqueFd lock(::open((path + ".lock").c_str(), O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0600));
  if (!lock) return fail_errno(errno, "open the journal in " + printable(folder));
  struct stat status = {};
  // Without a name it was another apply's, which has just ended and taken it away.
  if (::flock(lock.get(), LOCK_EX | LOCK_NB) != 0 || ::fstat(lock.get(), &status) != 0 || status.st_nlink == 0)
    return fail(ErrorKind::refused, "another apply of this container is going on", "wait until it has ended");
  return Journal(path, std::move(lock));
}

Journal::~Journal() {
  if (lock_ && ::access((path_ + std::string(suffix)).c_str(), F_OK) != 0) ::unlink((path_ + ".lock").c_str());
}

Result<std::optional<ReplacementPlan>> Journal::plan() const { return read_plan(path_ + std::string(suffix)); }

Result<> Journal::write(const ReplacementPlan& plan) const {
  const std::string temporary = path_ + ".new";
  const UniqueFd fd(::open(temporary.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0600));
  if (!fd) return fail_errno(errno, "write the journal " + printable(temporary));
  if (const int err = write_all(fd.get(), serialize(plan)); err != 0)
    return fail_errno(err, "write the journal", "make room there; nothing was changed by this step");
  if (::fsync(fd.get()) != 0) return fail_errno(errno, "write the journal to the disk");
  if (::rename(temporary.c_str(), (path_ + std::string(suffix)).c_str()) != 0)
    return fail_errno(errno, "put the journal in place");
  sync_folder_of(path_);
  return {};
}

void Journal::remove() const {
  for (const auto end : {".new", ".json"}) ::unlink((path_ + end).c_str());
}

Result<std::vector<ReplacementPlan>> journaled(const engine::Environment& environment) {
  const std::string folder = folder_of(environment);
  const auto names = engine::names_in(folder);
  std::vector<ReplacementPlan> plans;
  if (!names && names.error().code == std::errc::no_such_file_or_directory) return plans;
  if (!names) return tl::unexpected(names.error());
  for (const auto& name : *names) {
    if (!name.ends_with(suffix)) continue;
    auto plan = read_plan(folder + "/" + name);
    if (!plan) return tl::unexpected(plan.error());
    if (*plan) plans.push_back(std::move(**plan));
  }
  return plans;
}

}  // namespace ullage::operations
