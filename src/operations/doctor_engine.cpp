// The doctor's facts that an engine has: how a container ended, what it was given, what it said.
#include <fcntl.h>

#include <algorithm>

#include "base/text.h"
#include "base/unique_fd.h"
#include "engine/container_api.h"
#include "engine/daemon_default.h"
#include "operations/doctor_parts.h"

namespace ullage::operations {

namespace {

using engine::elements_at;
using engine::is_true_at;
using engine::number_at;
using engine::text_at;

constexpr int last_lines = 2000;

policy::EngineFacts parse(const engine::json::value& inspected) {
  policy::EngineFacts facts;
  facts.status = text_at(inspected, {"State", "Status"});
  facts.exit_code = number_at(inspected, {"State", "ExitCode"}).value_or(0);
  facts.oom_killed = is_true_at(inspected, {"State", "OOMKilled"});
  facts.restarts = std::max<std::int64_t>(0, number_at(inspected, {"RestartCount"}).value_or(0));
  if (facts.status == "exited" || facts.status == "dead") facts.finished = text_at(inspected, {"State", "FinishedAt"});
  facts.error = text_at(inspected, {"State", "Error"});
  const auto limit = number_at(inspected, {"HostConfig", "Memory"}).value_or(0);
  if (limit > 0) facts.memory_limit = Bytes{static_cast<std::uint64_t>(limit)};
  facts.has_gpu = !elements_at(inspected, {"HostConfig", "DeviceRequests"}).empty() ||
                  text_at(inspected, {"HostConfig", "Runtime"}) == "nvidia";
  return facts;
}

void scan_log(engine::ContainerApi& api, std::string_view id, policy::DoctorFacts& facts, Notes& notes) {
  const auto log = api.last_log(id, last_lines);
  if (!log) {
    notes.push_back("its log could not be read: " + log.error().what);
    return;
  }
  policy::LogScanner scanner;
  scanner.feed(*log);
  scanner.feed("\n");
  scanner.feed(facts.engine->error);  // where the engine could not start it, that is all that was said
  facts.log = scanner.finish();
  facts.log_lines = std::ranges::count(*log, '\n');
}

}  // namespace

Result<> read_engine(const model::Container& container, bool with_log, policy::DoctorFacts& facts, Notes& notes) {
  if (container.engine != model::EngineKind::docker && container.engine != model::EngineKind::podman) return {};
  auto api = engine::ContainerApi::having(engine::Environment::from_process(), container.id);
  if (!api) return tl::unexpected(api.error());
  const auto inspected = api->inspect(container.id);
  if (!inspected) return tl::unexpected(inspected.error());
  facts.engine = parse(*inspected);
  const UniqueFd proc(::open("/proc", O_PATH | O_DIRECTORY | O_CLOEXEC));
  if (const auto given = engine::daemon_default(proc.get(), api->url()))
    facts.engine->default_size = policy::EngineDefault{given->size, given->source};
  if (with_log) scan_log(*api, container.id, facts, notes);
  return {};
}

}  // namespace ullage::operations
