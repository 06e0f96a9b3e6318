// The doctor's facts that the kernel has.
#include <sys/stat.h>

#include <chrono>
#include <thread>

#include "kernel/memory.h"
#include "kernel/process_use.h"
#include "kernel/tmpfs.h"
#include "operations/doctor_parts.h"
#include "operations/inspect.h"
#include "operations/memory_above.h"
#include "operations/mount_facts.h"
#include "policy/doctor_rules.h"
#include "policy/verdict.h"

namespace ullage::operations {

namespace {

constexpr std::size_t most_processes = 4096;
constexpr auto long_enough = std::chrono::milliseconds(500);

// The host's own mount is everybody's: which processes would be its?
std::vector<model::ProcessUse> uses(const Landscape& landscape, const Target& target) {
  std::vector<model::ProcessUse> out;
  if (target.is_host() && !target.container) return out;
  for (const pid_t pid : target.ns->pids) {
    if (out.size() == most_processes) break;
    const auto process = kernel::Process::open(landscape.proc.get(), pid);
    if (const auto use = process ? kernel::process_use(*process) : std::nullopt) out.push_back(*use);
  }
  return out;
}

void read_surroundings(const Landscape& landscape, const Target& target, const OpenShm& opened,
                       policy::DoctorFacts& facts) {
  struct stat root {};
  if (::fstat(opened.shm.fd(), &root) == 0) facts.mode = root.st_mode & 07777;
  facts.processes = uses(landscape, target);
  if (const auto limits = kernel::system_v(opened.process)) facts.system_v = *limits;
  if (const auto available = kernel::available_memory(landscape.proc.get())) facts.host_available = *available;
}

std::uint64_t ticks(const std::vector<model::ProcessUse>& processes) {
  std::uint64_t sum = 0;
  for (const auto& process : processes) sum += process.cpu_ticks;
  return sum;
}

// Only worth its time where a loader may hang.
bool stands_still(const Reached& reached, const policy::DoctorFacts& facts) {
  if (!policy::is_nearly_full(facts) || !policy::has_torch(facts)) return false;
  std::this_thread::sleep_for(long_enough);
  const auto usage = kernel::usage(reached.opened.shm.fd());
  const auto later = uses(reached.landscape, reached.target);
  return usage && usage->used == reached.usage.used && later.size() == facts.processes.size() &&
         ticks(later) == ticks(facts.processes);
}

}  // namespace

void read_mount(const Reached& reached, policy::DoctorFacts& facts, Notes& notes) {
  auto inspection = inspect(reached);
  facts.mount = std::move(inspection.mount);
  facts.memory = std::move(inspection.memory);
  facts.segments = std::move(inspection.segments);
  facts.hidden = inspection.hidden;
  notes.insert(notes.end(), inspection.notes.begin(), inspection.notes.end());
  read_surroundings(reached.landscape, reached.target, reached.opened, facts);
  facts.stands_still = stands_still(reached, facts);
}

Result<> read_briefly(const Landscape& landscape, const Target& target, policy::DoctorFacts& facts) {
  const auto opened = open_shm(landscape, *target.ns);
  if (!opened) return tl::unexpected(opened.error());
  facts.mount->pid = opened->process.pid();
  facts.memory = memory_above(target, opened->process);
  read_surroundings(landscape, target, *opened, facts);
  return {};
}

}  // namespace ullage::operations
