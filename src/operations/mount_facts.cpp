// Fills in a ShmMount.
#include "operations/mount_facts.h"

#include <fcntl.h>

#include <algorithm>
#include <functional>
#include <memory>
#include <optional>

#include "base/text.h"
#include "kernel/holders.h"
#include "kernel/segments.h"
#include "kernel/tmpfs.h"
#include "operations/target.h"
#include "policy/verdict.h"

namespace ullage::operations {

namespace {

// A namespace that sees the host's mount is worth a name only if it is a container's: services of the host have
// namespaces too.
bool is_worth_a_name(const ShmView& view, const kernel::MountNamespace& ns, const model::Container& container) {
  const bool unnamed = !ns.container && container.engine == model::EngineKind::unknown;
  return !(unnamed && (view.sharing.mode == model::MountMode::host || view.namespaces.size() > 1));
}

bool in_one_pod(const std::vector<model::Container>& containers) {
  return containers.size() > 1 && std::all_of(containers.begin(), containers.end(), [&](const auto& each) {
           return !each.pod.empty() && each.pod == containers.front().pod;
         });
}

std::optional<bool> held_by_seen(const model::Segment& segment, const kernel::HeldFiles& held) {
  if (held.denied > 0) return std::nullopt;
  return held.by_inode.contains(segment.inode);
}

// The lease tells for sure; without the right to ask for one, the processes that see the mount are looked through.
std::optional<std::uint64_t> count_leaked(const Landscape& landscape, const ShmView& view, int shm_fd,
                                          const std::vector<model::Segment>& segments) {
  if (segments.empty()) return 0;
  const PidsInside living(landscape, view);
  std::optional<kernel::HeldFiles> seen;
  std::uint64_t leaked = 0;
  for (const auto& segment : segments) {
    auto held = kernel::is_held(shm_fd, segment.name);
    if (!held) {
      if (!seen) seen = find_holders(landscape, view);
      held = held_by_seen(segment, *seen);
    }
    if (!held) return std::nullopt;
    if (kernel::is_leaked(segment, *held, std::cref(living))) ++leaked;
  }
  return leaked;
}

}  // namespace

const std::set<pid_t>& PidsInside::operator()() const {
  if (pids_) return *pids_;
  pids_.emplace();
  for (const auto* ns : view_.namespaces)
    for (const pid_t pid : ns->pids)
      if (const auto process = kernel::Process::open(landscape_.proc.get(), pid))
        if (const auto pids = process->pids_in_namespaces(); !pids.empty()) pids_->insert(pids.back());
  return *pids_;
}

kernel::HeldFiles find_holders(const Landscape& landscape, const ShmView& view) {
  std::vector<pid_t> pids;
  for (const auto* ns : view.namespaces) pids.insert(pids.end(), ns->pids.begin(), ns->pids.end());
  return kernel::held_files(landscape.proc.get(), pids, view.device, view.mount_ids);
}

model::ShmMount describe_mount(const ShmView& view, const Names& names) {
  model::ShmMount mount;
  mount.device = view.device;
  mount.mode = view.sharing.mode;
  mount.host_paths = view.sharing.host_paths;
  mount.options = view.options;
  mount.size = kernel::size_option(view.options);
  if (mount.size) mount.verdict = policy::judge_size(*mount.size);
  mount.pid = view.namespaces.front()->pids.front();
  for (const auto* ns : view.namespaces) {
    auto container = names.describe(*ns);
    const bool known = std::any_of(mount.containers.begin(), mount.containers.end(),
                                   [&](const auto& other) { return other.id == container.id; });
    if (!known && is_worth_a_name(view, *ns, container)) mount.containers.push_back(std::move(container));
  }
  std::sort(mount.containers.begin(), mount.containers.end(),
            [](const auto& a, const auto& b) { return display_name(a) < display_name(b); });
  if (mount.mode == model::MountMode::joined && in_one_pod(mount.containers)) mount.mode = model::MountMode::pod;
  return mount;
}

void measure_mount(const Landscape& landscape, const ShmView& view, model::ShmMount& mount) {
  std::optional<Error> trouble;
  for (const auto* ns : view.namespaces) {
    const auto opened = open_shm(landscape, *ns);
    if (!opened) {
      trouble = opened.error();
      continue;
    }
    mount.pid = opened->process.pid();
    const auto usage = kernel::usage(opened->shm.fd());
    if (!usage) continue;
    mount.usage = *usage;
    mount.size = usage->size;
    mount.verdict = policy::judge(*usage);
    const auto visible = kernel::visible_segments(opened->shm.fd());
    if (!visible) {
      mount.notes.push_back("its files can't be listed: " + visible.error().what);
      return;
    }
    mount.files = visible->segments.size();
    mount.leaked = count_leaked(landscape, view, opened->shm.fd(), visible->segments);
    if (visible->cut_short) mount.notes.push_back("it has more files than were counted");
    return;
  }
  if (trouble) mount.notes.push_back(trouble->what);
}

}  // namespace ullage::operations
