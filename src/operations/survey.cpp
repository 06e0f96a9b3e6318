// ls, as a recipe: look, ask for names, measure each mount.
#include "operations/survey.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <future>

#include "operations/landscape.h"
#include "operations/mount_facts.h"
#include "operations/names.h"

namespace ullage::operations {

namespace {

std::string hidden_note(std::size_t mounts) {
  return fmt::format("{} {} to other users: size only, what they hold is hidden from uid {}; to see it: sudo ullage ls",
                     mounts, mounts == 1 ? "mount belongs" : "mounts belong", ::geteuid());
}

}  // namespace

Result<Survey> survey() {
  // Engines answer while we look at the kernel.
  auto asked = std::async(std::launch::async, ask_for_names);
  const auto landscape = look();
  auto names = asked.get();
  if (!landscape) return tl::unexpected(landscape.error());

  Survey survey;
  std::size_t hidden_mounts = 0;
  for (const auto& view : landscape->views) {
    auto mount = describe_mount(view, names);
    const bool denied =
        std::all_of(view.namespaces.begin(), view.namespaces.end(), [](const auto* ns) { return ns->denied(); });
    if (denied) {
      ++hidden_mounts;
      for (const auto* ns : view.namespaces) survey.hidden_processes += ns->pids.size();
    } else {
      measure_mount(*landscape, view, mount);
    }
    survey.mounts.push_back(std::move(mount));
  }
  const auto host = std::find_if(survey.mounts.begin(), survey.mounts.end(),
                                 [](const auto& mount) { return mount.mode == model::MountMode::host; });
  std::stable_sort(survey.mounts.begin(), host, [](const auto& a, const auto& b) {
    const auto key = [](const auto& mount) {
      return mount.containers.empty() ? "" : display_name(mount.containers.front());
    };
    return key(a) < key(b);
  });
  survey.notes = std::move(names.notes);
  if (hidden_mounts > 0) survey.notes.push_back(hidden_note(hidden_mounts));
  return survey;
}

}  // namespace ullage::operations
