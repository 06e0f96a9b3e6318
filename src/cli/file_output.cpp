// Written beside it under another name, then moved into its place.
#include "cli/file_output.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <memory>

#include "base/text.h"
#include "base/unique_fd.h"
#include "operations/write_all.h"

namespace ullage::cli {

namespace {

tl::unexpected<Error> cannot_write(int err, const std::string& path) {
  auto error = fail_errno(err, fmt::format("write {}", printable(path)), "give another place with -o FILE");
  if (err == ENOENT || err == ENOTDIR || err == EISDIR) error.value().kind = ErrorKind::usage;
  return error;
}

// Through links to where the file is or will be, so that a link stays one.
std::string resolved(const std::string& path) {
  const std::unique_ptr<char, decltype(&std::free)> real(::realpath(path.c_str(), nullptr), &std::free);
  return real ? std::string(real.get()) : path;
}

// File systems that can't refuse to replace answer EINVAL: there the look before has to do.
int move(const std::string& from, const std::string& to, bool overwrite) {
  if (!overwrite) {
    if (::renameat2(AT_FDCWD, from.c_str(), AT_FDCWD, to.c_str(), RENAME_NOREPLACE) == 0) return 0;
    if (errno != EINVAL) return errno;
  }
  return ::rename(from.c_str(), to.c_str()) == 0 ? 0 : errno;
}

// Who may read a program may run it.
mode_t mode_like(mode_t old, bool executable) {
  const mode_t mode = old & 07777;
  return executable ? mode | (mode & 0444) >> 2 : mode;
}

tl::unexpected<Error> is_there(const std::string& path) {
  return fail(ErrorKind::refused, fmt::format("{} is there already", printable(path)), "overwrite it with --force");
}

}  // namespace

Result<> write_file(const std::string& path, std::string_view text, FileWish wish) {
  const std::string place = resolved(path);
  struct stat old = {};
  const bool exists = ::stat(place.c_str(), &old) == 0;
  if (exists && !S_ISREG(old.st_mode)) return cannot_write(S_ISDIR(old.st_mode) ? EISDIR : EINVAL, path);
  if (exists && !wish.overwrite) return is_there(path);

  const std::string beside = fmt::format("{}.{}.tmp", place, ::getpid());
  UniqueFd fd(::open(beside.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, wish.executable ? 0777 : 0666));
  if (!fd) return cannot_write(errno, path);
  int err = operations::write_all(fd.get(), text);
  if (err == 0 && ::fsync(fd.get()) != 0) err = errno;
  if (err == 0 && exists && ::fchmod(fd.get(), mode_like(old.st_mode, wish.executable)) != 0) err = errno;
  if (err == 0) err = move(beside, place, wish.overwrite);
  if (err != 0) ::unlink(beside.c_str());
  if (err == EEXIST) return is_there(path);
  if (err != 0) return cannot_write(err, path);
  return {};
}

}  // namespace ullage::cli
