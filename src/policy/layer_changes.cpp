// Telling a user's changes from an engine's, and from what ends with a process.
#include "policy/layer_changes.h"

#include <algorithm>
#include <string_view>

namespace ullage::policy {

namespace {

using model::LayerChange;

bool is_or_holds(std::string_view folder, std::string_view path) {
  return path.starts_with(folder) && (path.size() == folder.size() || path[folder.size()] == '/' || folder == "/");
}

// "/usr/lib/libcuda.so" of "/usr/lib/libcuda.so.535.104"; empty for what is no library.
std::string_view library_of(std::string_view path) {
  const auto at = path.find(".so");
  return at == std::string_view::npos ? std::string_view() : path.substr(0, at + 3);
}

bool is_the_gpu_hooks(const LayerFacts& facts, const std::string& path) {
  if (!facts.has_gpu) return false;
  if (path == "/etc/ld.so.cache") return true;
  const auto library = library_of(path);
  return !library.empty() && std::ranges::any_of(facts.mount_points, [&](const std::string& mount_point) {
    return library_of(mount_point) == library;
  });
}

// Sockets of Python's multiprocessing (Lib/multiprocessing/util.py, get_temp_dir) and of torch_shm_manager: they end
// with their process, and one that is killed leaves them behind.
bool is_a_process_own(const std::string& path) {
  return path.starts_with("/tmp/pymp-") || path.starts_with("/tmp/torch-shm-dir-");
}

// The cache of a module's byte code: nothing without its source beside it, from which it is made (PEP 3147).
bool is_byte_code(std::string_view path) {
  return path.ends_with("/__pycache__") || (path.ends_with(".pyc") && path.find("/__pycache__/") != path.npos);
}

bool is_made_again(const LayerFacts& facts, const LayerChange& change) {
  if (change.kind == LayerChange::Kind::deleted) return false;
  if (change.kind == LayerChange::Kind::added && (is_a_process_own(change.path) || is_byte_code(change.path)))
    return true;
  if (std::ranges::find(facts.left_over, change.path) != facts.left_over.end()) return true;
  if (is_or_holds(change.path, facts.working_dir)) return true;
  return is_the_gpu_hooks(facts, change.path) ||
         std::ranges::any_of(facts.mount_points, [&](const auto& point) { return is_or_holds(change.path, point); });
}

}  // namespace

bool may_be_left_over(const LayerChange& change) {
  std::string_view name = change.path;
  if (change.kind != LayerChange::Kind::added || !name.starts_with("/tmp/")) return false;
  name.remove_prefix(5);
  if (name.size() == 11 && name.starts_with("tmp")) name.remove_prefix(3);
  return name.size() == 8 && name.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789_") == name.npos;
}

bool is_left_over(unsigned mode, std::string_view content) {
  return mode == 0600 && (content.empty() || content == "blat");
}

std::vector<LayerChange> changes_to_lose(const LayerFacts& facts) {
  std::vector<std::string_view> paths;
  for (const auto& change : facts.changes) paths.push_back(change.path);
  std::ranges::sort(paths);
  const auto is_for_what_is_below = [&](const LayerChange& change) {
    const std::string folder = change.path + "/";
    const auto first = std::ranges::lower_bound(paths, std::string_view(folder));
    return change.kind == LayerChange::Kind::modified && first != paths.end() && first->starts_with(folder);
  };
  std::vector<LayerChange> lost;
  for (const auto& change : facts.changes)
    if (!is_for_what_is_below(change) && !is_made_again(facts, change)) lost.push_back(change);
  return lost;
}

}  // namespace ullage::policy
