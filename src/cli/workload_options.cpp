// Shapes, sizes and numbers of a workload, from the command line.
#include "cli/workload_options.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"

namespace ullage::cli {

namespace {

// https://pytorch.org/docs/stable/tensor_attributes.html
constexpr std::pair<std::string_view, unsigned> element_sizes[]{
    {"float64", 8},   {"double", 8}, {"float32", 4}, {"float", 4}, {"float16", 2},    {"half", 2},  {"bfloat16", 2},
    {"complex64", 8}, {"uint8", 1},  {"int8", 1},    {"bool", 1},  {"int16", 2},      {"short", 2}, {"int32", 4},
    {"int", 4},       {"int64", 8},  {"long", 8},    {"byte", 1},  {"complex128", 16}};

constexpr Bytes most_bytes{1ULL << 62};
constexpr std::size_t most_tensors = 100'000;

tl::unexpected<Error> not_a_shape(std::string_view text) {
  return fail(ErrorKind::usage, fmt::format("\"{}\" is no shape of a sample", printable(text)),
              "write its dimensions and its type, as in --sample 3x512x512:float32");
}

Result<Bytes> size_of_shape(std::string_view text) {
  const auto colon = text.find(':');
  if (colon == std::string_view::npos) return not_a_shape(text);
  const auto type = text.substr(colon + 1);
  const auto known = std::ranges::find(element_sizes, type, [](const auto& entry) { return entry.first; });
  if (known == std::end(element_sizes))
    return fail(ErrorKind::usage, fmt::format("\"{}\" is no type of a tensor", printable(type)),
                "use float64, float32, float16, bfloat16, int64, int32, int16, int8, uint8 or bool");
  std::uint64_t bytes = known->second;
  for (const auto dimension : split(text.substr(0, colon), 'x')) {
    const auto length = parse_number(dimension);
    if (!length || *length == 0) return not_a_shape(text);
    if (__builtin_mul_overflow(bytes, *length, &bytes) || bytes > most_bytes.value)
      return fail(ErrorKind::usage, fmt::format("a sample of {} does not fit into any machine", printable(text)),
                  "check its dimensions");
  }
  return Bytes{bytes};
}

Result<model::BatchTensors> tensors_of_sample(std::string_view sample, std::uint64_t samples, std::uint64_t times) {
  model::BatchTensors tensors;
  for (const auto shape : split(sample, ',')) {
    const auto size = size_of_shape(shape);
    if (!size) return tl::unexpected(size.error());
    Bytes batch;
    if (__builtin_mul_overflow(size->value, samples, &batch.value) || batch > most_bytes)
      return fail(ErrorKind::usage, "such a batch does not fit into any machine", "check --batch and --sample");
    tensors.insert(tensors.end(), times, batch);
    if (tensors.size() > most_tensors)
      return fail(ErrorKind::usage, "a sample has too many tensors", "check --tensors and --sample");
  }
  return tensors;
}

// The first ones get what does not divide.
model::BatchTensors divided(Bytes batch, std::uint64_t tensors) {
  model::BatchTensors parts(tensors, Bytes{batch.value / tensors});
  for (std::uint64_t i = 0; i < batch.value % tensors; ++i) parts[i] += Bytes{1};
  return parts;
}

Result<std::vector<model::BatchTensors>> batches_from(const ParsedArguments& arguments) {
  const auto tensors = number_option(arguments, "tensors", 1, most_tensors);
  if (!tensors) return tl::unexpected(tensors.error());
  const auto samples = number_option(arguments, "batch", 1, any_number);
  if (!samples) return tl::unexpected(samples.error());
  const std::string sample = arguments.value("sample"), bytes = arguments.value("batch-bytes");
  if (!bytes.empty() && (*samples || !sample.empty()))
    return fail(ErrorKind::usage, "--batch-bytes and --sample both say how large a batch is", "give one of them");
  if (bytes.empty() && sample.empty())
    return fail(ErrorKind::usage, "how large a batch is has not been said",
                "give --batch-bytes 48m, or --batch 16 --sample 3x512x512:float32");
  std::vector<model::BatchTensors> batches;
  if (!sample.empty()) {
    auto one = tensors_of_sample(sample, samples->value_or(1), tensors->value_or(1));
    if (!one) return tl::unexpected(one.error());
    batches.push_back(std::move(*one));
    return batches;
  }
  for (const auto size : split(bytes, ',')) {
    const auto batch = parse_size(size);
    if (!batch) return tl::unexpected(batch.error());
    if (batch->value == 0) return fail(ErrorKind::usage, "a batch of 0 bytes needs no memory", "check --batch-bytes");
    batches.push_back(divided(*batch, tensors->value_or(1)));
  }
  return batches;
}

// Puts a number into its place where it was given.
Result<> take(const ParsedArguments& arguments, std::string_view name, std::uint64_t least, std::uint64_t limit,
              auto& into) {
  const auto number = number_option(arguments, name, least, limit);
  if (!number) return tl::unexpected(number.error());
  if (*number) into = static_cast<std::remove_reference_t<decltype(into)>>(**number);
  return {};
}

Result<> strategy_from(const ParsedArguments& arguments, model::SharingStrategy& into) {
  if (!arguments.values.contains("strategy")) return {};
  const auto names = choices(Kind::strategy);
  const auto found = std::ranges::find(names, arguments.value("strategy"));
  if (found == names.end())
    return fail(ErrorKind::usage, fmt::format("\"{}\" is no sharing strategy", printable(arguments.value("strategy"))),
                "use file_descriptor or file_system");
  into = static_cast<model::SharingStrategy>(found - names.begin());
  return {};
}

}  // namespace

bool names_a_batch(const ParsedArguments& arguments) {
  return arguments.values.contains("batch-bytes") || arguments.values.contains("sample") ||
         arguments.values.contains("batch");
}

Result<model::Workload> workload_from(const ParsedArguments& arguments,
                                      const std::optional<model::Workload>& otherwise) {
  model::Workload workload = otherwise.value_or(model::Workload{});
  Result<> good;
  const auto number = [&](std::string_view name, std::uint64_t least, std::uint64_t limit, auto& into) {
    if (good) good = take(arguments, name, least, limit, into);
  };
  number("workers", 0, 4096, workload.workers);
  number("prefetch", 1, 100'000, workload.prefetch);
  number("hold", 0, 1'000'000, workload.held);
  number("batches", 1, any_number, workload.count);
  number("loaders", 1, 4096, workload.loaders);
  number("ranks", 1, 4096, workload.ranks);
  std::uint64_t tensors = 0;  // read where a batch is
  number("tensors", 1, most_tensors, tensors);
  if (!good) return tl::unexpected(good.error());
  workload.slow_workers = arguments.has("slow-workers");
  if (workload.workers == 0 && (arguments.values.contains("prefetch") || workload.slow_workers))
    return fail(ErrorKind::usage, "a loader without workers can't prefetch, and has no slow ones",
                "leave --prefetch and --slow-workers out, or give --workers");
  if (auto named = strategy_from(arguments, workload.strategy); !named) return tl::unexpected(named.error());
  if (arguments.has("drop-before-next") && workload.held > 0) {
    --workload.held;
    workload.drops_first = true;
  }
  if (!names_a_batch(arguments) && (workload.workers == 0 || otherwise)) return workload;
  auto batches = batches_from(arguments);
  if (!batches) return tl::unexpected(batches.error());
  workload.batches = std::move(*batches);
  return workload;
}

}  // namespace ullage::cli
