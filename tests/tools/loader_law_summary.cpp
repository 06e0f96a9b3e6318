// How far the DataLoader law is from real runs. usage: loader_law_summary RUNS.csv; exit 1 where one exceeded it.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <exception>
#include <set>
#include <string>
#include <vector>

#include "loader_runs.h"
#include "policy/loader_law.h"

namespace {

using namespace ullage;

double ratio(Bytes part, Bytes whole) { return static_cast<double>(part.value) / static_cast<double>(whole.value); }

double median(std::vector<double> numbers) {
  if (numbers.empty()) return 0;
  std::ranges::sort(numbers);
  return numbers[numbers.size() / 2];
}

int summarize(const std::string& path) {
  std::size_t exceeded = 0, dropped = 0, exact = 0;
  std::vector<double> off, room;
  std::set<std::string> configurations;
  std::uint64_t slowest = ~0ULL;
  const auto runs = testing::read_runs(path);
  for (const auto& run : runs) {
    const auto need = policy::loader_need(run.workload);
    if (!need) throw std::runtime_error(run.name + ": " + need.error().what);
    configurations.insert(run.name);
    slowest = std::min(slowest, run.rate);
    if (run.peak > need->hard) ++exceeded, fmt::print("exceeded: {} with {}\n", run.name, run.peak.value);
    if (!run.slow_consumer) continue;
    off.push_back(std::abs(ratio(need->usual, run.peak) - 1));
    room.push_back(ratio(need->hard, run.peak) - 1);
    if (run.workload.held > 0 || run.workload.loaders > 1) continue;
    ++dropped;
    exact += run.peak == need->hard;
  }
  fmt::print("runs                                   {} of {} configurations\n", runs.size(), configurations.size());
  fmt::print("slowest sampler                        {} samples a second\n", slowest);
  fmt::print("hard bound exceeded                    {}\n", exceeded);
  fmt::print("slow consumer: |usual / peak - 1|      {:.2f} % at the median, of {}\n", median(off) * 100, off.size());
  fmt::print("slow consumer: hard / peak - 1         {:.2f} % at the median\n", median(room) * 100);
  fmt::print("dropped before next: exact to the page {} of {}\n", exact, dropped);
  return exceeded == 0 ? 0 : 1;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) return std::fputs("usage: loader_law_summary RUNS.csv\n", stderr), 2;
  try {
    return summarize(argv[1]);
  } catch (const std::exception& error) {
    return fmt::print(stderr, "loader_law_summary: {}\n", error.what()), 2;
  }
}
