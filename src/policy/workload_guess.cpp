// The law read backwards: semaphores tell loaders and workers, segments tell the batch.
#include "policy/workload_guess.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "policy/counted.h"
#include "policy/loader_law.h"

namespace ullage::policy {

namespace {

// Above this many different sizes the batches are uneven, and the largest counts.
constexpr std::size_t most_shapes = 8;

struct Family {
  pid_t main = 0;
  std::set<pid_t> workers;
};

// Processes that hold something, by the parent that holds something too.
std::vector<Family> families(const GuessFacts& facts) {
  const std::set<pid_t> holders(facts.holders.begin(), facts.holders.end());
  std::map<pid_t, pid_t> parent;
  for (const auto& process : facts.processes) parent[process.pid] = process.parent;
  std::map<pid_t, Family> found;
  for (const pid_t pid : holders) {
    const auto above = parent.find(pid);
    if (above == parent.end() || !holders.contains(above->second)) continue;
    auto& family = found[above->second];
    family.main = above->second;
    family.workers.insert(pid);
  }
  std::vector<Family> out;
  for (auto& [main, family] : found) out.push_back(std::move(family));
  return out;
}

std::size_t held_by(const std::vector<model::Segment>& segments, pid_t pid) {
  return static_cast<std::size_t>(std::ranges::count_if(segments, [&](const auto& segment) {
    return std::ranges::find(segment.holders, pid, &model::Holder::pid) != segment.holders.end();
  }));
}

// Loaders of a process whose semaphores and workers are known: S = 8 L + 3 W. 0 where that does not come out even.
unsigned loaders_of(std::size_t semaphores, std::size_t workers) {
  if (semaphores <= 3 * workers || (semaphores - 3 * workers) % 8 != 0) return 0;
  const auto loaders = (semaphores - 3 * workers) / 8;
  return workers % loaders == 0 ? static_cast<unsigned>(loaders) : 0;
}

Bytes payload(const model::Segment& segment) {
  // A file that keeps its name is one of the file_system strategy, with its header.
  return segment.linked ? segment.size - Bytes{64} : segment.size;
}

// Of each size as many as make the number seen fit into what one loader can have in flight.
model::BatchTensors batch_of_segments(const std::vector<model::Segment>& segments, std::uint64_t in_flight) {
  std::map<Bytes, std::uint64_t> shapes;
  for (const auto& segment : segments) ++shapes[payload(segment)];
  if (shapes.size() > most_shapes) {
    const std::uint64_t each = (segments.size() + in_flight - 1) / in_flight;
    return model::BatchTensors(each, shapes.rbegin()->first);
  }
  model::BatchTensors batch;
  for (const auto& [size, count] : shapes) batch.insert(batch.end(), (count + in_flight - 1) / in_flight, size);
  return batch;
}

std::string sizes_of(const model::BatchTensors& batch) {
  std::map<Bytes, std::uint64_t> shapes;
  for (const Bytes tensor : batch) ++shapes[tensor];
  std::string out;
  for (auto shape = shapes.rbegin(); shape != shapes.rend(); ++shape)
    out += fmt::format("{}{} x {}", out.empty() ? "" : " + ", shape->second, to_string(shape->first));
  return out;
}

// Ranks, loaders and workers, as far as they show.
Confidence count_processes(const GuessFacts& facts, WorkloadGuess& guess) {
  auto& workload = guess.workload;
  const auto found = families(facts);
  if (found.empty()) {
    const std::size_t semaphores = facts.semaphores.size();
    const bool tells = semaphores > 8 && (semaphores - 8) % 3 == 0;
    if (tells) workload.workers = static_cast<unsigned>((semaphores - 8) / 3);
    guess.because.push_back(
        tells ? fmt::format("{} semaphores: what a loader with {} has", semaphores, counted(workload.workers, "worker"))
              : "no worker processes were seen");
    return tells ? Confidence::medium : Confidence::low;
  }
  workload.ranks = static_cast<unsigned>(found.size());
  const auto& largest = *std::ranges::max_element(found, {}, [](const auto& family) { return family.workers.size(); });
  const std::size_t semaphores = held_by(facts.semaphores, largest.main);
  const unsigned loaders = loaders_of(semaphores, largest.workers.size());
  workload.loaders = std::max(1u, loaders);
  workload.workers = static_cast<unsigned>(largest.workers.size() / workload.loaders);
  guess.because.push_back(
      fmt::format("{} below pid {}", counted(largest.workers.size(), "worker process"), largest.main));
  if (found.size() > 1) guess.because.push_back(fmt::format("{} such process groups", found.size()));
  if (loaders == 0) return Confidence::medium;
  guess.because.push_back(fmt::format("{} semaphores: what {} with {} each has", semaphores, counted(loaders, "loader"),
                                      counted(workload.workers, "worker")));
  return Confidence::high;
}

}  // namespace

bool is_semaphore(const model::Segment& segment) {
  const auto slash = segment.name.rfind('/');
  return segment.name.compare(slash == std::string::npos ? 0 : slash + 1, 4, "sem.") == 0 &&
         segment.size <= Bytes{4096};
}

std::optional<WorkloadGuess> guess_workload(const GuessFacts& facts) {
  if (facts.segments.empty()) return std::nullopt;
  WorkloadGuess guess;
  auto& workload = guess.workload;
  guess.confidence = count_processes(facts, guess);
  if (std::ranges::any_of(facts.segments, &model::Segment::linked))
    workload.strategy = model::SharingStrategy::file_system;
  const std::uint64_t groups = std::uint64_t{workload.loaders} * workload.ranks;
  const std::uint64_t in_flight = (std::uint64_t{workload.prefetch} * workload.workers + 2) * groups;
  workload.batches = {batch_of_segments(facts.segments, in_flight)};
  guess.because.push_back(fmt::format("{} in flight at most; a batch is {}", counted(facts.segments.size(), "segment"),
                                      sizes_of(workload.batches.front())));
  guess.because.emplace_back("assumed: prefetch 2 and a plain loop, which can't be seen from outside");
  return guess;
}

}  // namespace ullage::policy
