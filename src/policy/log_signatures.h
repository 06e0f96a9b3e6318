// What lines of a log mean: fragments that programs print when shared memory runs short, or when something else does
// that looks like it. Data, compiled to one matcher. Pure.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace ullage::policy {

// What a line says is wrong. Only the first three are cured by a larger /dev/shm.
enum class LogMeaning {
  too_small,       // the mount had no room for what was written
  feeder_died,     // the same in the thread that sends a worker's batches: its reader waits for ever
  small_at_start,  // found small when the program started: it must be started again after growing
  memory_limit,    // memory itself ran out
  system_v,        // shmget and its limits: /dev/shm has no part in it
  descriptors,     // too many open files
  mappings,        // too many mappings in one process (vm.max_map_count)
  permission,      // the mount's mode, or another user's files
  leftovers,       // files of a program that is gone are in the way
  removed,         // somebody removed a file that was in use (RemoveIPC)
  bad_request,     // the program asked for something impossible
  stalled,         // a reader does not read: no proof of a shortage
  tracker,         // a library cleaned up after itself: no shortage
  size_format,     // the engine was given a size that it can't read
  not_joinable,    // the engine refuses to share another container's IPC
  engine_mount,    // the engine could not mount a /dev/shm at all
  died,            // a process died, and the line does not say of what: a bare bus error, a worker that is gone
};

std::string_view to_string(LogMeaning meaning);  // "too_small"

// A number that matters is captured. The last that a too_small captures is bytes: of one file beside those already
// there, for Frigate megabytes of all.
struct Signature {
  std::string_view program;  // "PyTorch"
  std::string_view pattern;  // RE2 syntax, for one line
  LogMeaning meaning;
  std::string_view source;  // where the text was seen: an issue, or the program's source
  // A pattern that the line must have too, or one in the 2 KiB before it: a traceback's last call.
  std::string_view after = {};
};

std::span<const Signature> signatures();

struct LogFinding {
  const Signature* signature = nullptr;
  std::uint64_t count = 0;            // lines
  std::string line;                   // the last of them, without colours: hostile, and at most 1 KiB from the match on
  std::vector<std::string> captures;  // of that line, what took part in the match
};

// Takes a log in pieces of any size, of any bytes. A line's first 64 KiB count.
class LogScanner {
 public:
  LogScanner();
  ~LogScanner();
  LogScanner(LogScanner&&) noexcept;
  LogScanner& operator=(LogScanner&&) noexcept;

  void feed(std::string_view piece);
  // In the order of the table. The scanner is empty afterwards.
  std::vector<LogFinding> finish();

 private:
  struct Matcher;
  std::unique_ptr<Matcher> matcher_;
};

}  // namespace ullage::policy
