// Finding and opening what a name stands for.
#include "operations/target.h"

#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <utility>

#include "base/text.h"
#include "model/container_id.h"
#include "operations/names.h"

namespace ullage::operations {

using kernel::MountNamespace;

const MountNamespace* namespace_of(const Landscape& landscape, const model::Container& container) {
  const MountNamespace* best = nullptr;
  const auto rank = [&](const MountNamespace& ns) {
    return std::make_pair(landscape.view_of(ns) == nullptr, ns.pids.front());
  };
  for (const auto& ns : landscape.namespaces) {
    if (!belongs_to(ns, container)) continue;
    if (container.pid && std::binary_search(ns.pids.begin(), ns.pids.end(), *container.pid)) return &ns;
    if (best == nullptr || rank(ns) < rank(*best)) best = &ns;
  }
  return best;
}

namespace {

Result<Target> host_target(const Landscape& landscape) {
  const auto& views = landscape.views;
  const auto host = std::find_if(views.begin(), views.end(),
                                 [](const auto& view) { return view.sharing.mode == model::MountMode::host; });
  if (host == views.end())
    return fail(ErrorKind::not_found, "the host has no tmpfs at /dev/shm",
                "mount one: mount -t tmpfs -o mode=1777 tmpfs /dev/shm");
  // Any namespace that sees it will do: pid 1 may be out of reach where our own process is not.
  const auto& all = host->namespaces;
  const auto open = std::find_if(all.begin(), all.end(), [](const auto* ns) { return !ns->denied(); });
  return Target{"host", std::nullopt, &*host, open == all.end() ? all.front() : *open};
}

// Why a namespace has no shm mount to offer; nothing is opened to find out.
Error no_shm_mount(const std::string& name, const MountNamespace& ns) {
  const auto why = !ns.shm ? std::string("is not a mount of its own")
                           : fmt::format("is not a tmpfs but {}", printable(ns.shm->type));
  return Error{ErrorKind::refused,
               {},
               fmt::format("/dev/shm of {} {}", printable(name), why),
               "nothing was touched; start it with a tmpfs there (docker run --shm-size, or --tmpfs /dev/shm)"};
}

Result<Target> target_in(const Landscape& landscape, std::string name, std::optional<model::Container> container,
                         const MountNamespace& ns) {
  const auto* view = landscape.view_of(ns);
  if (view == nullptr) return tl::unexpected(no_shm_mount(name, ns));
  return Target{std::move(name), std::move(container), view, &ns};
}

Result<Target> process_target(const Landscape& landscape, std::string_view number) {
  const auto pid = parse_number<pid_t>(number);
  if (!pid || *pid <= 0)
    return fail(ErrorKind::usage, fmt::format("'pid:{}' names no process", printable(number)),
                "write it like pid:1234");
  const auto* ns = landscape.namespace_of(*pid);
  if (ns == nullptr)
    return fail(ErrorKind::not_found, fmt::format("there is no process {}, or its mounts can't be read", *pid),
                "see which mounts there are: ullage ls");
  std::optional<model::Container> container;
  if (ns->container) container = ask_for_names().describe(*ns);
  return target_in(landscape, fmt::format("pid:{}", *pid), std::move(container), *ns);
}

Error elsewhere(const model::Container& container) {
  const auto pid = container.pid ? fmt::format(" (its process {})", *container.pid) : std::string();
  return Error{ErrorKind::refused,
               {},
               fmt::format("{} is running for its engine, but the kernel here knows nothing of it{}",
                           printable(model::display_name(container)), pid),
               "the engine runs on another machine or in a virtual machine: run ullage there"};
}

// What the kernel alone can tell: ids in cgroup paths, and the names of containers that have nothing else.
std::vector<const MountNamespace*> fitting(const Landscape& landscape, std::string_view name) {
  std::vector<const MountNamespace*> found;
  for (const auto& ns : landscape.namespaces) {
    if (!ns.container || !ns.container->id.starts_with(name)) continue;
    if (!model::is_container_id(ns.container->id) && ns.container->id != name) continue;
    const bool known = std::any_of(found.begin(), found.end(), [&](const auto* other) {
      return other->container->id == ns.container->id && other->owner == ns.owner;
    });
    if (!known) found.push_back(&ns);
  }
  return found;
}

Result<Target> unnamed_target(const Landscape& landscape, std::string_view name, const Error& otherwise) {
  const auto found = fitting(landscape, name);
  if (found.empty()) return tl::unexpected(otherwise);
  if (found.size() > 1)
    return fail(ErrorKind::usage, fmt::format("'{}' fits {} containers", printable(name), found.size()),
                "use more of the id");
  auto container = Names{}.describe(*found.front());
  const auto* ns = namespace_of(landscape, container);
  auto shown = model::display_name(container);
  return target_in(landscape, std::move(shown), std::move(container), ns == nullptr ? *found.front() : *ns);
}

}  // namespace

bool needs_engines(std::string_view name) { return !name.empty() && name != "host" && !name.starts_with("pid:"); }

Result<Target> find_target(const Landscape& landscape, std::string_view name,
                           std::future<Result<model::Container>> asked) {
  if (name == "host") return host_target(landscape);
  if (name.starts_with("pid:")) return process_target(landscape, name.substr(4));
  if (name.empty()) return fail(ErrorKind::usage, "an empty name names no container", "see which there are: ullage ls");

  auto container = asked.get();
  if (!container) return unnamed_target(landscape, name, container.error());
  if (container->state == model::ContainerState::stopped)
    return fail(ErrorKind::not_found,
                fmt::format("{} is not running, so it has no /dev/shm", printable(model::display_name(*container))),
                fmt::format("start it first: {} start {}", model::to_string(container->engine), printable(name)));
  const auto* ns = namespace_of(landscape, *container);
  if (ns == nullptr) return tl::unexpected(elsewhere(*container));
  auto shown = model::display_name(*container);
  return target_in(landscape, std::move(shown), std::move(*container), *ns);
}

Result<OpenShm> open_shm(const Landscape& landscape, const MountNamespace& ns) {
  Error trouble{ErrorKind::not_found, {}, "the processes that see this /dev/shm are gone", "try again"};
  int tries = 8;  // some may be gone, or live in a chroot of their own
  for (const pid_t pid : ns.pids) {
    auto opened = kernel::Process::open(landscape.proc.get(), pid);
    if (!opened) continue;
    if (tries-- == 0) break;
    // Pids are used again: it must still be a process of this namespace.
    if (const auto inode = opened->mount_namespace(); !ns.denied() && (!inode || *inode != ns.inode)) continue;
    auto shm = landscape.opener.open(*opened, *ns.shm);
    if (shm) return OpenShm{std::move(*opened), std::move(*shm)};
    trouble = shm.error();
    // Another process of the namespace would wait for the same file system, or be denied the same way.
    if (trouble.kind == ErrorKind::denied || trouble.kind == ErrorKind::failed) break;
  }
  return tl::unexpected(trouble);
}

}  // namespace ullage::operations
