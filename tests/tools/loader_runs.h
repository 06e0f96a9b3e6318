// Reads tests/data/loader-law/runs.csv: real DataLoaders, each with the peak that was measured.
#pragma once

#include <fstream>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "base/text.h"
#include "model/workload.h"

namespace ullage::testing {

struct LoaderRun {
  std::string name;
  model::Workload workload;
  bool slow_consumer = false;
  Bytes peak;
  std::uint64_t rate = 0;  // samples a second
};

inline std::uint64_t number(std::string_view text) {
  const auto value = parse_number(text);
  if (!value) throw std::runtime_error("not a number: " + std::string(text));
  return *value;
}

// "1048576+64|2048": a batch of two tensors, then one of one, over again.
inline std::vector<model::BatchTensors> parse_batches(std::string_view text) {
  std::vector<model::BatchTensors> batches;
  for (const auto batch : split(text, '|')) {
    model::BatchTensors tensors;
    for (const auto tensor : split(batch, '+')) tensors.push_back({number(tensor)});
    batches.push_back(std::move(tensors));
  }
  return batches;
}

// name workers prefetch batches count strategy held loaders ranks side variant peak samples rate gap_us torch
inline LoaderRun parse_run(std::string_view line) {
  const auto fields = split(line, ',');
  if (fields.size() != 16) throw std::runtime_error("not a run: " + std::string(line));
  const auto small = [&](std::size_t field) { return static_cast<unsigned>(number(fields[field])); };
  LoaderRun run;
  run.name = fields[0];
  auto& workload = run.workload;
  workload.workers = small(1);
  workload.prefetch = small(2);
  workload.batches = parse_batches(fields[3]);
  workload.count = number(fields[4]);
  workload.strategy =
      fields[5] == "file_system" ? model::SharingStrategy::file_system : model::SharingStrategy::file_descriptor;
  workload.held = small(6);
  workload.loaders = small(7);
  workload.ranks = small(8);
  workload.slow_workers = fields[9] == "slow workers";
  run.slow_consumer = fields[9] == "slow consumer";
  run.peak = {number(fields[11])};
  run.rate = number(fields[13]);
  return run;
}

inline std::vector<LoaderRun> read_runs(const std::string& path) {
  std::ifstream file(path);
  std::string line;
  if (!std::getline(file, line) || !line.starts_with("name,workers,")) throw std::runtime_error("no runs in " + path);
  std::vector<LoaderRun> runs;
  while (std::getline(file, line)) runs.push_back(parse_run(line));
  return runs;
}

}  // namespace ullage::testing
