// Reads the storage library's lists, one folder per storage driver.
#include "engine/podman_storage.h"

#include <fcntl.h>
#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

#include "engine/file.h"
#include "engine/json.h"
#include "engine/lookup.h"
#include "engine/process.h"

namespace ullage::engine {

namespace fs = std::filesystem;
using model::Container;
using model::ContainerState;

namespace {

constexpr std::size_t list_limit = 16 << 20;
constexpr std::string_view drivers[] = {"overlay", "vfs", "btrfs", "zfs"};
// Containers made with --rm are listed apart, so that a crash of the host forgets them.
constexpr std::string_view lists[] = {"containers.json", "volatile-containers.json"};

bool is_hexadecimal(std::string_view id) {
  return !id.empty() && id.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

void add_process(Container& container, const fs::path& state) {
  const auto file = read_small_file(AT_FDCWD, state / container.id / "userdata/pidfile", 64);
  container.pid = file ? parse_pid(file->text) : std::nullopt;
  if (container.pid && !start_time(*container.pid)) container.pid.reset();
  if (container.pid) container.state = ContainerState::running;
}

}  // namespace

Result<std::vector<Container>> parse_podman_storage(std::string_view text) {
  const auto list = parse_json(text, "Podman's list of containers in its storage");
  if (!list) return tl::unexpected(list.error());
  std::vector<Container> out;
  for (const auto& entry : elements_at(*list, {})) {
    Container container;
    container.engine = model::EngineKind::podman;
    container.state = ContainerState::stopped;
    container.id = text_at(entry, {"id"});
    if (!is_hexadecimal(container.id)) continue;  // it becomes part of a path
    const auto& names = elements_at(entry, {"names"});
    if (!names.empty()) container.name = text_at(names.front(), {});
    // JSON inside a JSON string.
    const auto metadata = parse_json(text_at(entry, {"metadata"}), "metadata");
    if (metadata) container.image = text_at(*metadata, {"image-name"});
    if (container.image.empty()) container.image = text_at(entry, {"image"});
    out.push_back(std::move(container));
  }
  return out;
}

PodmanStorage::PodmanStorage(std::string storage, std::string runtime)
    : storage_(std::move(storage)), runtime_(std::move(runtime)) {}

Result<std::vector<Container>> PodmanStorage::all() const {
  std::vector<Container> out;
  for (const auto driver : drivers) {
    const std::string folder = fmt::format("{}-containers", driver);
    for (const auto list : lists) {
      const auto file = read_small_file(AT_FDCWD, fs::path(storage_) / folder / list, list_limit);
      if (!file && file.error().code == std::errc::no_such_file_or_directory) continue;
      if (!file) return tl::unexpected(file.error());
      auto containers = parse_podman_storage(file->text);
      if (!containers) return containers;
      for (auto& container : *containers) {
        add_process(container, fs::path(runtime_) / folder);
        out.push_back(std::move(container));
      }
    }
  }
  return out;
}

Result<std::vector<Container>> PodmanStorage::running() {
  auto containers = all();
  if (containers) std::erase_if(*containers, [](const auto& c) { return c.state == ContainerState::stopped; });
  return containers;
}

Result<Container> PodmanStorage::find(std::string_view name) {
  const auto containers = all();
  if (!containers) return tl::unexpected(containers.error());
  return pick(*containers, name);
}

std::unique_ptr<Engine> podman_storage(const Environment& environment) {
  std::string storage = environment.root + "/var/lib/containers/storage";
  std::string runtime = environment.root + "/run/containers/storage";
  if (environment.uid != 0) {
    const bool moved = !environment.xdg_data_home.empty();
    storage = (moved ? environment.xdg_data_home : environment.home + "/.local/share") + "/containers/storage";
    runtime = environment.xdg_runtime_dir + "/containers";
  }
  std::error_code error;
  const bool there = std::any_of(std::begin(drivers), std::end(drivers), [&](auto driver) {
    return fs::exists(fmt::format("{}/{}-containers", storage, driver), error);
  });
  return there ? std::make_unique<PodmanStorage>(storage, runtime) : nullptr;
}

}  // namespace ullage::engine
