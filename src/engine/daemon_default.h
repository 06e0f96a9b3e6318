// The size that a Docker daemon of this machine gives to containers that ask for none.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/bytes.h"

namespace ullage::engine {

struct DaemonDefault {
  Bytes size;
  std::string source;  // a file's path, or "dockerd's command line"
};

// What the command line of dockerd says, or the configuration file that it names; `words` without the program.
struct DaemonWords {
  std::string config_file = "/etc/docker/daemon.json";
  std::optional<Bytes> size;
  bool listens_elsewhere = false;  // -H was given
  bool listens_at(std::string_view url) const;
  std::string hosts;  // those of -H, each followed by a line break
};
DaemonWords parse_daemon_words(std::string_view cmdline);

// "default-shm-size" of a daemon.json: a size as text, or a number of bytes.
std::optional<Bytes> parse_daemon_config(std::string_view text);

// Absent where no dockerd listens at this address, or its configuration may not be read. `proc`: a descriptor of /proc.
// Only a process of root's in our own mount namespace counts: any process can call itself dockerd.
std::optional<DaemonDefault> daemon_default(int proc, std::string_view url);

}  // namespace ullage::engine
