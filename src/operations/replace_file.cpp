// The new text is written beside the file and renamed over it, so that whoever looks, or kills, finds one of the two.
#include "operations/replace_file.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/xattr.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <utility>
#include <vector>

#include "base/text.h"
#include "base/unique_fd.h"
#include "engine/file.h"
#include "operations/write_all.h"

namespace ullage::operations {

namespace {

std::string remedy_for(int err) {
  switch (err) {
    case EACCES:
    case EPERM: return "the file and its folder must be yours to write: try sudo";
    case EROFS: return "edit it where it can be written";
    case ENOSPC:
    case EDQUOT: return "make room there and try again";
    case EBUSY: return "it is a mount of its own here: edit it where it is mounted from";
    default: return "see that the folder can be written";
  }
}

tl::unexpected<Error> can_not(int err, const std::string& path) {
  return fail_errno(err, "replace " + printable(path), remedy_for(err));
}

// Removes a new name again, unless it is kept.
class NewName {
 public:
  NewName(int folder, std::string name) : folder_(folder), name_(std::move(name)) {}
  NewName(NewName&& other) noexcept : folder_(std::exchange(other.folder_, -1)), name_(std::move(other.name_)) {}
  NewName& operator=(NewName&&) = delete;
  ~NewName() {
    if (folder_ >= 0) ::unlinkat(folder_, name_.c_str(), 0);
  }
  void keep() { folder_ = -1; }
  const std::string& name() const { return name_; }

 private:
  int folder_;
  std::string name_;
};

// Access lists and what users noted; the rest the system gives by itself.
int copy_attributes(int from, int to) {
  std::vector<char> names(65536);
  const ssize_t size = ::flistxattr(from, names.data(), names.size());
  if (size < 0) return errno == ENOTSUP ? 0 : errno;
  std::vector<char> value(65536);
  for (std::string_view name : split({names.data(), static_cast<std::size_t>(size)}, '\0')) {
    if (name != "system.posix_acl_access" && !name.starts_with("user.")) continue;
    const ssize_t length = ::fgetxattr(from, name.data(), value.data(), value.size());
    if (length < 0 || ::fsetxattr(to, name.data(), value.data(), static_cast<std::size_t>(length), 0) != 0)
      return errno;
  }
  return 0;
}

// The owner first: giving a file away takes bits of its mode away.
int make_alike(const TextFile& old, int fd) {
  const UniqueFd from(::open(old.path.c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC));
  if (!from) return errno;
  struct stat now = {};
  if (::fstat(fd, &now) != 0) return errno;
  const bool foreign = now.st_uid != old.status.st_uid || now.st_gid != old.status.st_gid;
  if (foreign && ::fchown(fd, old.status.st_uid, old.status.st_gid) != 0) return errno;
  if (::fchmod(fd, old.status.st_mode & 07777) != 0) return errno;
  return copy_attributes(from.get(), fd);
}

bool same_time(const struct timespec& a, const struct timespec& b) {
  return a.tv_sec == b.tv_sec && a.tv_nsec == b.tv_nsec;
}

bool is_as_read(int folder, const std::string& name, const struct stat& read) {
  struct stat now = {};
  return ::fstatat(folder, name.c_str(), &now, AT_SYMLINK_NOFOLLOW) == 0 && now.st_dev == read.st_dev &&
         now.st_ino == read.st_ino && now.st_size == read.st_size && same_time(now.st_mtim, read.st_mtim) &&
         same_time(now.st_ctim, read.st_ctim);
}

Result<NewName> write_new(int folder, const std::string& name, const TextFile& old, std::string_view text) {
  const UniqueFd fd(::openat(folder, name.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600));
  if (!fd) return can_not(errno, old.path);
  NewName made(folder, name);
  int error = write_all(fd.get(), text);
  if (error == 0) error = make_alike(old, fd.get());
  if (error == 0 && ::fsync(fd.get()) != 0) error = errno;
  if (error != 0) return can_not(error, old.path);
  return made;
}

// A second name for the old file: all of it is kept, at once. Where the file system has no such names, a copy.
Result<NewName> keep_old(int folder, const std::string& name, const TextFile& old) {
  constexpr int most = 1000;
  for (int i = 0; i < most; ++i) {
    const auto backup = i == 0 ? name + ".bak" : fmt::format("{}.bak.{}", name, i);
    if (::linkat(folder, name.c_str(), folder, backup.c_str(), 0) == 0) return NewName(folder, backup);
    if (errno == EEXIST) continue;
    auto copy = write_new(folder, backup, old, old.text);
    if (copy || copy.error().code != std::errc::file_exists) return copy;
  }
  return fail(ErrorKind::refused, fmt::format("{} has {} backups already", printable(old.path), most),
              "move some of them away");
}

Result<> may_write(const TextFile& old) {
  if ((old.status.st_mode & 0222) == 0)
    return fail(ErrorKind::refused, fmt::format("{} is read-only", printable(old.path)),
                "if it may be changed: chmod u+w " + shell_word(printable(old.path)));
  if (::faccessat(AT_FDCWD, old.path.c_str(), W_OK, AT_EACCESS) != 0) return can_not(errno, old.path);
  return {};
}

}  // namespace

Result<TextFile> read_text_file(const std::string& path, std::size_t most) {
  const std::unique_ptr<char, decltype(&std::free)> real(::realpath(path.c_str(), nullptr), std::free);
  if (!real) return fail_errno(errno, "read " + printable(path), "give the path of a file that is there");
  auto read = engine::read_small_file(AT_FDCWD, real.get(), most);
  if (!read) {
    if (read.error().remedy.empty()) read.error().remedy = "give a file of text that you may read";
    return tl::unexpected(read.error());
  }
  return TextFile{real.get(), std::move(read->text), read->status};
}

Result<std::string> replace_text(const TextFile& old, std::string_view text) {
  const std::filesystem::path path = old.path;
  const std::string name = path.filename();
  if (const auto may = may_write(old); !may) return tl::unexpected(may.error());
  const UniqueFd folder(::open(path.parent_path().c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!folder) return can_not(errno, old.path);

  while (::flock(folder.get(), LOCK_EX) != 0)
    if (errno != EINTR) return can_not(errno, old.path);
  const auto beside = fmt::format(".{}.ullage", name);
  ::unlinkat(folder.get(), beside.c_str(), 0);  // of an edit that was killed: we hold the lock
  auto fresh = write_new(folder.get(), beside, old, text);
  if (!fresh) return tl::unexpected(fresh.error());
  if (!is_as_read(folder.get(), name, old.status))
    return fail(ErrorKind::refused, fmt::format("{} was changed by somebody else meanwhile", printable(old.path)),
                "run it again, on the file as it is now");
  auto backup = keep_old(folder.get(), name, old);
  if (!backup) return tl::unexpected(backup.error());
  if (::renameat(folder.get(), fresh->name().c_str(), folder.get(), name.c_str()) != 0) return can_not(errno, old.path);
  fresh->keep();
  backup->keep();
  ::fsync(folder.get());
  return (path.parent_path() / backup->name()).string();
}

}  // namespace ullage::operations
