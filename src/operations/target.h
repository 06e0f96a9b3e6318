// From what the user typed to one shm mount that the kernel confirms, opened and ready to be looked at or changed.
#pragma once

#include <future>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "kernel/process.h"
#include "kernel/shm_handle.h"
#include "model/container.h"
#include "operations/landscape.h"

namespace ullage::operations {

struct Target {
  std::string name;                            // as the user should call it in the next command
  std::optional<model::Container> container;   // absent for the host and for processes outside of containers
  const ShmView* view = nullptr;               // points into the landscape that it was found in
  const kernel::MountNamespace* ns = nullptr;  // through which it is reached

  bool is_host() const { return view->sharing.mode == model::MountMode::host; }
};

// `name`: a container's name, id or unique id prefix; `pid:123`; `host`.
// A pid that an engine reports counts only if the kernel says that it is this container's: an engine may run on
// another machine or in a VM, where the number means somebody else. Then: refused, saying where to run instead.
// `asked`: what the engines say of the name, see ask_for(); waited for only where needs_engines().
Result<Target> find_target(const Landscape& landscape, std::string_view name,
                           std::future<Result<model::Container>> asked);

// Whether the name is a container's: the kernel knows processes and the host's own mount without help.
bool needs_engines(std::string_view name);

// Containers may hold several namespaces (something inside may unshare): the one of the engine's first process counts;
// where that is not known, the oldest process's that has a tmpfs at /dev/shm.
// Null where the kernel knows nothing of the container.
const kernel::MountNamespace* namespace_of(const Landscape& landscape, const model::Container& container);

struct OpenShm {
  kernel::Process process;
  kernel::ShmHandle shm;
};

// Opens what the namespace sees at /dev/shm, through one of its processes: the mount that was found before, or nothing.
// Errors: denied; refused where something is in the way; failed where a file system on the way does not answer.
Result<OpenShm> open_shm(const Landscape& landscape, const kernel::MountNamespace& ns);

}  // namespace ullage::operations
