// One shm mount as the model has it: what the kernel says, with the names that the engines gave.
#pragma once

#include <optional>
#include <set>

#include "kernel/holders.h"
#include "model/shm_mount.h"
#include "operations/landscape.h"
#include "operations/names.h"

namespace ullage::operations {

// Everything but usage, files and leaks.
model::ShmMount describe_mount(const ShmView& view, const Names& names);

// Usage, verdict, files and leaks, through any process that sees the mount. What can't be seen leaves a note in the
// mount, never an error: one bad container must not spoil the listing.
void measure_mount(const Landscape& landscape, const ShmView& view, model::ShmMount& mount);

// Pids, as the containers themselves count them, of all processes that see the mount: read once, when first asked for.
class PidsInside {
 public:
  PidsInside(const Landscape& landscape, const ShmView& view) : landscape_(landscape), view_(view) {}
  const std::set<pid_t>& operator()() const;

 private:
  const Landscape& landscape_;
  const ShmView& view_;
  mutable std::optional<std::set<pid_t>> pids_;
};

// The segments that processes seeing the mount have open or mapped.
kernel::HeldFiles find_holders(const Landscape& landscape, const ShmView& view);

}  // namespace ullage::operations
