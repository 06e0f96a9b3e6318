// Asking engines for names.
#include "operations/names.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <functional>
#include <future>
#include <memory>
#include <utility>

#include "base/text.h"
#include "engine/engine.h"
#include "model/container_id.h"

namespace ullage::operations {

namespace {

// One answer from each engine, in the order of engines(), asked side by side.
template <class Answer>
std::vector<Result<Answer>> ask_all(const std::function<Result<Answer>(engine::Engine&)>& ask) {
  const auto engines = engine::engines(engine::Environment::from_process());
  std::vector<std::future<Result<Answer>>> pending;
  for (const auto& each : engines) pending.push_back(std::async(std::launch::async, ask, std::ref(*each)));
  std::vector<Result<Answer>> answers;
  for (auto& answer : pending) answers.push_back(answer.get());
  return answers;
}

Error ambiguous(std::string_view name, const std::vector<model::Container>& found) {
  std::string which;
  for (const auto& each : found)
    which += fmt::format("{}{} {} ({})", which.empty() ? "" : ", ", model::to_string(each.engine),
                         printable(model::display_name(each)), printable(each.id.substr(0, 12)));
  return Error{ErrorKind::usage,
               {},
               fmt::format("'{}' fits several containers: {}", printable(name), which),
               "use more of the id"};
}

tl::unexpected<Error> nothing_found(std::string_view name) {
  return fail(ErrorKind::not_found, fmt::format("there is no container '{}'", printable(name)),
              ::geteuid() == 0 ? "see which there are: ullage ls"
                               : "see which there are: ullage ls; names of other users' containers need sudo");
}

}  // namespace

model::Container Names::describe(const kernel::MountNamespace& ns) const {
  for (const auto& container : containers)
    if (belongs_to(ns, container)) return container;
  model::Container unnamed;
  if (ns.container) {
    unnamed.engine = ns.container->engine;
    unnamed.id = ns.container->id;
    unnamed.pod = ns.container->pod;
    if (!model::is_container_id(unnamed.id)) unnamed.name = unnamed.id;
    if (!unnamed.pod.empty()) unnamed.owner.kind = model::OwnerKind::kubernetes;
  } else {
    unnamed.id = fmt::format("pid:{}", ns.pids.front());
    unnamed.name = unnamed.id;
  }
  return unnamed;
}

bool belongs_to(const kernel::MountNamespace& ns, const model::Container& container) {
  if (container.engine == model::EngineKind::ullage) return container.id == std::to_string(ns.inode);
  return ns.container && ns.container->id == container.id;
}

Names ask_for_names() {
  using Containers = std::vector<model::Container>;
  Names names;
  for (auto& answer : ask_all<Containers>([](engine::Engine& each) { return each.running(); })) {
    if (!answer) {
      names.notes.push_back(fmt::format("some names are missing: {}", answer.error().what));
      continue;
    }
    for (auto& container : *answer) {
      const bool known = std::any_of(names.containers.begin(), names.containers.end(),
                                     [&](const auto& other) { return other.id == container.id; });
      if (!known) names.containers.push_back(std::move(container));
    }
  }
  return names;
}

Result<model::Container> ask_for(std::string_view name) {
  std::vector<model::Container> found;
  std::optional<Error> trouble;
  for (auto& answer : ask_all<model::Container>([name](engine::Engine& each) { return each.find(name); })) {
    if (answer) {
      const bool known =
          std::any_of(found.begin(), found.end(), [&](const auto& other) { return other.id == answer->id; });
      if (!known) found.push_back(std::move(*answer));
    } else if (answer.error().kind != ErrorKind::not_found && !trouble) {
      trouble = answer.error();
    }
  }
  if (found.empty() && trouble) return tl::unexpected(*trouble);
  return choose(name, std::move(found));
}

Result<model::Definition> ask_for_definition(std::string_view name) {
  const auto container = ask_for(name);
  if (!container) return tl::unexpected(container.error());
  const auto ask = [&](engine::Engine& each) -> Result<model::Definition> {
    const auto found = each.find(container->id);
    if (!found) return tl::unexpected(found.error());
    if (found->engine != container->engine) return nothing_found(name);
    return each.definition(found->id);
  };
  std::optional<Error> trouble;
  for (auto& answer : ask_all<model::Definition>(ask)) {
    if (answer) return answer;
    if (answer.error().kind != ErrorKind::not_found && !trouble) trouble = answer.error();
  }
  if (trouble) return tl::unexpected(*trouble);
  return nothing_found(name);
}

Result<model::Container> choose(std::string_view name, std::vector<model::Container> found) {
  const auto mine = std::stable_partition(found.begin(), found.end(), [](const auto& each) { return !each.user; });
  if (mine != found.begin()) found.erase(mine, found.end());
  if (found.size() > 1) return tl::unexpected(ambiguous(name, found));
  if (found.size() == 1) return std::move(found.front());
  return nothing_found(name);
}

}  // namespace ullage::operations
