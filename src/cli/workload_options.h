// The options that describe a workload, and reading them: plan and rehearse share these.
#pragma once

#include <array>

#include "base/result.h"
#include "cli/number_option.h"
#include "cli/parser.h"
#include "model/workload.h"

namespace ullage::cli {

inline constexpr std::array workload_options{
    Option{.name = "workers", .value = "N", .kind = Kind::number, .help = "num_workers of the DataLoader"},
    Option{.name = "prefetch", .value = "N", .kind = Kind::number, .help = "prefetch_factor; 2 if not given"},
    Option{.name = "batch", .value = "N", .kind = Kind::number, .help = "batch_size, with --sample"},
    Option{.name = "sample",
           .value = "SHAPE",
           .help = "one sample's tensors: 3x512x512:float32, or several with commas: 3x512x512:uint8,1:int64"},
    Option{.name = "batch-bytes",
           .value = "SIZE",
           .help = "a whole batch, in place of --batch and --sample; uneven ones with commas: 8m,48m"},
    Option{.name = "tensors",
           .value = "N",
           .kind = Kind::number,
           .help = "equal tensors that --batch-bytes is divided into, or that --sample stands for; 1 if not given"},
    Option{.name = "batches", .value = "N", .kind = Kind::number, .help = "batches in all, where they are few"},
    Option{.name = "strategy",
           .value = "STRATEGY",
           .kind = Kind::strategy,
           .help = "file_descriptor (PyTorch's own on Linux; if not given) or file_system"},
    Option{.name = "hold",
           .value = "N",
           .kind = Kind::number,
           .help = "batches that the consumer keeps; 1, a plain loop, if not given"},
    Option{.name = "drop-before-next",
           .help = "the consumer drops its batch (del) before it asks for the next; "
                   "enumerate() keeps it all the same"},
    Option{.name = "pin-memory", .help = "pin_memory=True: changes nothing in the size, and plan says why"},
    Option{.name = "loaders",
           .value = "N",
           .kind = Kind::number,
           .help = "DataLoaders that are alive at the same time; 1 if not given"},
    Option{.name = "ranks",
           .value = "N",
           .kind = Kind::number,
           .help = "training processes in one container; one for each GPU if not given"},
    Option{.name = "slow-workers", .help = "the workers are the slow side, not the consumer"},
};

// Whether any of them was given that tells how large a batch is.
bool names_a_batch(const ParsedArguments& arguments);

// Error: usage. What is not given is as in `otherwise`; a batch must be given where that is left out.
Result<model::Workload> workload_from(const ParsedArguments& arguments,
                                      const std::optional<model::Workload>& otherwise = {});

// A row's options from several lists, in order.
template <class... Lists>
constexpr auto joined(const Lists&... lists) {
  std::array<Option, (std::tuple_size_v<Lists> + ...)> all{};
  std::size_t next = 0;
  const auto take = [&](const auto& list) {
    for (const auto& option : list) all[next++] = option;
  };
  (take(lists), ...);
  return all;
}

}  // namespace ullage::cli
