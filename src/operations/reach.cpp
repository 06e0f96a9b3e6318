// Finding and opening in one go.
#include "operations/reach.h"

#include <future>
#include <utility>

#include "kernel/tmpfs.h"
#include "operations/names.h"

namespace ullage::operations {

Result<Reached> reach(std::string_view name) {
  auto asked = std::async(needs_engines(name) ? std::launch::async : std::launch::deferred, ask_for, name);
  auto landscape = look();
  if (!landscape) return tl::unexpected(landscape.error());
  auto target = find_target(*landscape, name, std::move(asked));
  if (!target) return tl::unexpected(target.error());
  auto opened = open_shm(*landscape, *target->ns);
  if (!opened) return tl::unexpected(opened.error());
  const auto usage = kernel::usage(opened->shm.fd());
  if (!usage) return tl::unexpected(usage.error());
  // Moving a vector leaves its elements where they are, so the target still points to them.
  return Reached{std::move(*landscape), std::move(*target), std::move(*opened), *usage};
}

}  // namespace ullage::operations
