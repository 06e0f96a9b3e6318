// Names for what the kernel shows: asks every engine of this user, each on a thread of its own, so that one that
// hangs delays nobody longer than its own deadline.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "kernel/mount_namespaces.h"
#include "model/container.h"
#include "model/definition.h"

namespace ullage::operations {

struct Names {
  std::vector<model::Container> containers;  // running ones, of all engines
  std::vector<std::string> notes;            // engines that could not be asked, and why: one line each

  // What is known of the container that a namespace belongs to; what the kernel alone knows where no engine does.
  // A namespace that belongs to no container, and is not the host's, is named after its first process.
  model::Container describe(const kernel::MountNamespace& ns) const;
};

// Whether the kernel's facts about the namespace name this container. What `ullage run` started is known by the
// namespace's own number, everything else by the id in its cgroup or mounts.
bool belongs_to(const kernel::MountNamespace& ns, const model::Container& container);

Names ask_for_names();

// The container that the user means, with every field that its engine knows.
// Errors: not_found; usage where several engines or containers fit; else what the engine said.
Result<model::Container> ask_for(std::string_view name);

// What somebody said when they made the container that the user means. Errors: as of ask_for; refused where its engine
// keeps no definition.
Result<model::Definition> ask_for_definition(std::string_view name);

// The one that is meant, of all that go by the name: another user's only if there is nothing else, for that user chose
// what to call it. Errors: not_found, usage.
Result<model::Container> choose(std::string_view name, std::vector<model::Container> found);

}  // namespace ullage::operations
