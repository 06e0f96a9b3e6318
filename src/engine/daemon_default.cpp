// Looks for dockerd among the processes, and reads what it read.
#include "engine/daemon_default.h"

#include <fcntl.h>
#include <unistd.h>

#include "base/text.h"
#include "engine/file.h"
#include "engine/json.h"
#include "engine/process.h"
#include "kernel/process.h"

namespace ullage::engine {

namespace {

constexpr std::size_t largest_config = 1 << 20;

bool is_default_socket(std::string_view url) {
  return url == "unix:///var/run/docker.sock" || url == "unix:///run/docker.sock";
}

// "--name=value", or "--name" with the value as the next word.
std::optional<std::string> value_of(const std::vector<std::string_view>& words, std::size_t at, std::string_view name) {
  const auto word = words[at];
  if (!word.starts_with(name)) return std::nullopt;
  if (word.size() > name.size() && word[name.size()] == '=') return std::string(word.substr(name.size() + 1));
  if (word.size() == name.size() && at + 1 < words.size()) return std::string(words[at + 1]);
  return std::nullopt;
}

}  // namespace

bool DaemonWords::listens_at(std::string_view url) const {
  if (!listens_elsewhere || hosts.find("fd://") != std::string::npos) return is_default_socket(url);
  return ("\n" + hosts).find("\n" + std::string(url) + "\n") != std::string::npos;
}

DaemonWords parse_daemon_words(std::string_view cmdline) {
  DaemonWords out;
  const auto words = split(cmdline, '\0');
  for (std::size_t i = 1; i < words.size(); ++i) {
    if (auto file = value_of(words, i, "--config-file")) out.config_file = *file;
    if (auto size = value_of(words, i, "--default-shm-size"))
      if (const auto bytes = parse_size(*size)) out.size = *bytes;
    for (const auto name : {"-H", "--host"})
      if (auto host = value_of(words, i, name)) {
        out.listens_elsewhere = true;
        out.hosts += *host + "\n";
      }
  }
  return out;
}

std::optional<Bytes> parse_daemon_config(std::string_view text) {
  const auto config = parse_json(text, "daemon.json");
  if (!config) return std::nullopt;
  const auto size = parse_size(text_at(*config, {"default-shm-size"}));
  if (size) return *size;
  const auto bytes = number_at(*config, {"default-shm-size"});
  return bytes && *bytes > 0 ? std::optional(Bytes{static_cast<std::uint64_t>(*bytes)}) : std::nullopt;
}

std::optional<DaemonDefault> daemon_default(int proc, std::string_view url) {
  const auto own = kernel::mount_namespace_of(proc, ::getpid());
  const auto pids = kernel::list_pids(proc);
  if (!own || !pids) return std::nullopt;
  for (const pid_t pid : *pids) {
    const auto process = kernel::Process::open(proc, pid);
    if (!process || process->command() != "dockerd" || owner_of_process(pid) != 0) continue;
    const auto ns = process->mount_namespace();
    const auto cmdline = process->read("cmdline");
    if (!ns || *ns != *own || !cmdline) continue;
    const auto words = parse_daemon_words(*cmdline);
    if (!words.listens_at(url)) continue;
    if (words.size) return DaemonDefault{*words.size, "dockerd's command line"};
    const auto config = read_small_file(AT_FDCWD, words.config_file, largest_config, true);
    const auto size = config ? parse_daemon_config(config->text) : std::nullopt;
    if (size) return DaemonDefault{*size, words.config_file};
    return DaemonDefault{default_shm_size, "dockerd, which was given no default-shm-size"};
  }
  return std::nullopt;
}

}  // namespace ullage::engine
