// inspect, as a recipe: find, open, list what is visible, look through processes for the rest.
#include "operations/inspect.h"

#include <fcntl.h>
#include <fmt/format.h>

#include <algorithm>
#include <functional>

#include "kernel/memory.h"
#include "kernel/segments.h"
#include "kernel/tmpfs.h"
#include "operations/memory_above.h"
#include "operations/mount_facts.h"
#include "policy/verdict.h"

namespace ullage::operations {

namespace {

// Visible files with their holders, then those that only a holder still knows.
std::vector<model::Segment> merge(std::vector<model::Segment> visible, kernel::HeldFiles held, int shm_fd,
                                  const PidsInside& living) {
  for (auto& segment : visible) {
    const auto seen = held.by_inode.find(segment.inode);
    if (seen != held.by_inode.end()) {
      segment.holders = std::move(seen->second.holders);
      held.by_inode.erase(seen);
    }
    const bool is_held = !segment.holders.empty() || kernel::is_held(shm_fd, segment.name).value_or(held.denied > 0);
    segment.leaked = kernel::is_leaked(segment, is_held, std::cref(living));
  }
  for (auto& [inode, segment] : held.by_inode) visible.push_back(std::move(segment));
  std::stable_sort(visible.begin(), visible.end(),
                   [](const auto& a, const auto& b) { return a.allocated > b.allocated; });
  return visible;
}

Bytes unaccounted(const model::Usage& usage, const std::vector<model::Segment>& segments) {
  Bytes seen;
  for (const auto& segment : segments) seen += segment.allocated;
  return usage.used - seen;
}

void fill_segments(const Landscape& landscape, const Target& target, const OpenShm& opened, Inspection& inspection) {
  const auto visible = kernel::visible_segments(opened.shm.fd());
  if (!visible) {
    inspection.notes.push_back("its files can't be listed: " + visible.error().what);
    return;
  }
  auto held = find_holders(landscape, *target.view);
  const auto denied = held.denied;
  inspection.segments = merge(visible->segments, std::move(held), opened.shm.fd(), PidsInside(landscape, *target.view));
  auto& mount = inspection.mount;
  mount.files = visible->segments.size();
  mount.leaked = std::count_if(inspection.segments.begin(), inspection.segments.end(),
                               [](const auto& segment) { return segment.leaked; });
  if (visible->cut_short)
    inspection.notes.push_back(fmt::format("it has more than {} files; the rest is not shown", kernel::most_segments));
  if (denied > 0)
    inspection.notes.push_back(
        fmt::format("{} processes may not be looked into: run it with sudo to see what they hold", denied));
}

}  // namespace

Result<Inspection> inspect(std::string_view name) {
  const auto reached = reach(name);
  if (!reached) return tl::unexpected(reached.error());
  return inspect(*reached);
}

Inspection inspect(const Reached& reached) {
  const auto& [landscape, target, opened, usage] = reached;
  auto names = ask_for_names();
  Inspection inspection;
  inspection.mount = describe_mount(*target.view, names);
  for (auto& container : inspection.mount.containers)
    if (target.container && container.id == target.container->id) container = *target.container;
  inspection.notes = std::move(names.notes);
  inspection.mount.pid = opened.process.pid();
  inspection.mount.usage = usage;
  inspection.mount.size = usage.size;
  inspection.mount.verdict = policy::judge(usage);
  inspection.mount.options = opened.shm.mount().options;
  inspection.memory = memory_above(target, opened.process);
  fill_segments(landscape, target, opened, inspection);
  inspection.hidden = unaccounted(usage, inspection.segments);
  return inspection;
}

}  // namespace ullage::operations
