// The limits of a loader's configuration, and its peak.
#include "workload/config.h"

#include <fmt/format.h>

#include <algorithm>

namespace ullage::workload {

namespace {

constexpr unsigned most_workers = 256;
// Orders and results of one worker must fit into its socket's buffer, which takes about 250 messages.
constexpr unsigned most_ahead = 64;
// One message carries all descriptors of a batch; the kernel takes 253 (SCM_MAX_FD).
constexpr std::size_t most_tensors = 253;

Result<> within(std::string_view what, std::uint64_t value, std::uint64_t least, std::uint64_t most) {
  if (value >= least && value <= most) return {};
  return fail(ErrorKind::usage, fmt::format("{} can't be {}", what, value), fmt::format("use {} to {}", least, most));
}

Result<> check_batch(const std::vector<Bytes>& tensors) {
  if (auto good = within("the number of tensors in a batch", tensors.size(), 1, most_tensors); !good) return good;
  for (const Bytes tensor : tensors)
    if (auto good = within("the size of a tensor", tensor.value, 1, GiB(1024).value); !good) return good;
  return {};
}

}  // namespace

const std::vector<Bytes>& tensors_of(const LoaderConfig& config, std::uint64_t index) {
  return config.uneven.empty() ? config.tensors : config.uneven[index % config.uneven.size()];
}

Result<> check(const LoaderConfig& config) {
  if (auto good = within("the number of workers", config.workers, 0, most_workers); !good) return good;
  if (auto good = within("the prefetch factor", config.prefetch_factor, 1, most_ahead); !good) return good;
  if (config.uneven.empty())
    if (auto good = check_batch(config.tensors); !good) return good;
  for (const auto& tensors : config.uneven)
    if (auto good = check_batch(tensors); !good) return good;
  return within("the number of batches held", config.held, 0, 1024);
}

Bytes peak_of(const LoaderConfig& config) {
  if (config.workers == 0) return {};
  Bytes batch;
  for (const Bytes tensor : config.tensors) batch += round_up_to_page(tensor);
  // The next index is submitted before a batch is returned, so that one comes on top of those ahead and those held.
  std::uint64_t alive = std::uint64_t{config.prefetch_factor} * config.workers + config.held + 1;
  if (config.batches != 0) alive = std::min(alive, config.batches);
  return {alive * batch.value};
}

}  // namespace ullage::workload
