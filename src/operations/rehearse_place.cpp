// Looking the place up and asking the rules.
#include "operations/rehearse_place.h"

#include <fcntl.h>
#include <fmt/format.h>

#include <algorithm>

#include "kernel/memory.h"
#include "operations/memory_above.h"
#include "operations/mount_facts.h"
#include "policy/rehearse_rules.h"

namespace ullage::operations {

namespace {

// This process, for its own memory cgroup.
struct Self {
  UniqueFd root, proc;
  Result<kernel::Process> process;
  std::vector<kernel::MountEntry> mounts;
};

Result<Self> look_at_self() {
  UniqueFd root(::open("/", O_PATH | O_DIRECTORY | O_CLOEXEC)), proc(::open("/proc", O_PATH | O_DIRECTORY | O_CLOEXEC));
  auto process = kernel::Process::open(proc.get(), ::getpid());
  if (!process) return tl::unexpected(process.error());
  auto mounts = process->mounts();
  if (!mounts) return tl::unexpected(mounts.error());
  return Self{std::move(root), std::move(proc), std::move(process), std::move(*mounts)};
}

// The container's own limit may be met: that is one of the outcomes. Ours may not, nor the host's memory.
std::optional<policy::Ceiling> ceiling_here(const Self& self, bool in_container) {
  const auto available = kernel::available_memory(self.proc.get());
  const auto own = in_container ? std::nullopt : kernel::memory_cgroup(self.root.get(), self.mounts, *self.process);
  return policy::ceiling(own, available ? std::optional(*available) : std::nullopt, Bytes{});
}

// Whether the container's processes meet another memory limit than this process does.
bool is_limited_otherwise(const Self& self, const Target& target, const kernel::Process& process) {
  const auto theirs = memory_above(target, process);
  const auto ours = kernel::memory_cgroup(self.root.get(), self.mounts, *self.process);
  return theirs && theirs->limit && !(ours && ours->path == theirs->path);
}

Result<> enter_container(const RehearseRequest& request, const Self& self, Place& place, policy::RehearseFacts& facts) {
  auto reached = reach(request.in);
  if (!reached) return tl::unexpected(reached.error());
  place.reached.emplace(std::move(*reached));
  const auto& [landscape, target, opened, usage] = *place.reached;
  if (!target.is_host()) place.group = kernel::MemoryGroup::of(self.root.get(), self.mounts, opened.process);
  place.join = place.group && is_limited_otherwise(self, target, opened.process);
  if (place.join)
    if (auto may = place.group->may_join(); !may) return may;
  place.own_mount = request.size || request.find;
  place.where = place.own_mount ? fmt::format("a mount of its own, under the memory limit of {}", target.name)
                                : fmt::format("/dev/shm of {}", target.name);
  if (place.own_mount) return {};
  place.size = usage.size;
  facts.name = target.name;
  facts.is_host = target.is_host();
  facts.held = find_holders(landscape, *target.view).by_inode.size();
  facts.used = usage.used;
  if (usage.size.value != 0) facts.expected = std::min(facts.expected, usage.size);
  return {};
}

}  // namespace

StagePlan Place::plan() const {
  StagePlan plan;
  if (own_mount) plan.own_size = size;
  if (reached) {
    plan.mount = reached->opened.shm.fd();
    plan.container = &reached->opened.process;
    plan.join = join;
  }
  if (group) plan.group = &*group;
  return plan;
}

Result<Place> find_place(const RehearseRequest& request, Bytes hard) {
  const auto self = look_at_self();
  if (!self) return tl::unexpected(self.error());
  Place place;
  place.where = "a mount of its own";
  // A tmpfs of size 0 would be one without a limit.
  place.size = std::max(round_up_to_page(request.size.value_or(hard)), KiB(4));
  policy::RehearseFacts facts;
  facts.expected = std::min(place.size, hard);
  if (request.in.empty())
    place.group = kernel::MemoryGroup::of(self->root.get(), self->mounts, *self->process);
  else if (auto entered = enter_container(request, *self, place, facts); !entered)
    return tl::unexpected(entered.error());
  facts.most = ceiling_here(*self, !request.in.empty());
  const policy::RehearseConsent consent{request.over_ceiling, request.beside_service};
  if (auto may = policy::may_rehearse(facts, consent); !may) return tl::unexpected(may.error());
  return place;
}

}  // namespace ullage::operations
