// Bisection that looks first where the answer should be.
#include "operations/rehearse_find.h"

#include <fmt/format.h>

#include <algorithm>

namespace ullage::operations {

namespace {

constexpr Bytes page = KiB(4);
constexpr unsigned in_a_row = 3;

// Up to three runs of one size.
struct Trial {
  Rehearsal last;
  Bytes peak;
  bool completed() const { return last.outcome == Outcome::completed; }
};

class Searcher {
 public:
  explicit Searcher(const Search& search) : search_(search) {}

  Result<Smallest> find() {
    auto upper = try_size(search_.hard);
    if (!upper) return tl::unexpected(upper.error());
    Bytes size = search_.hard, too_low = search_.too_low;
    while (!upper->completed()) {
      if (upper->last.outcome == Outcome::out_of_memory) return memory_ends_first(size);
      too_low = size;
      size += search_.step;
      if (size > search_.most) return none_completes(too_low);
      if (upper = try_size(size); !upper) return tl::unexpected(upper.error());
    }
    bool asked_neighbour = false;
    while (size > too_low + page) {
      const Bytes next = next_size(too_low, size, round_up_to_page(upper->peak), asked_neighbour);
      auto trial = try_size(next);
      if (!trial) return tl::unexpected(trial.error());
      if (!trial->completed()) {
        too_low = next;
      } else {
        size = next;
        upper = std::move(*trial);
      }
    }
    return Smallest{size, upper->last, runs_};
  }

 private:
  // What the last one that completed had in use; then a page less; then the middle.
  static Bytes next_size(Bytes too_low, Bytes size, Bytes peak, bool& asked_neighbour) {
    if (peak > too_low && peak < size) return peak;
    if (!std::exchange(asked_neighbour, true)) return size - page;
    return {(too_low.value + size.value) / 2 / page.value * page.value};
  }

  Result<Trial> try_size(Bytes size) {
    Trial trial;
    for (unsigned i = 0; i < in_a_row; ++i) {
      auto run = search_.perform(size);
      if (!run) return tl::unexpected(run.error());
      ++runs_;
      trial.last = std::move(*run);
      trial.peak = std::max(trial.peak, trial.last.peak);
      if (!trial.completed()) break;
    }
    if (search_.progress)
      search_.progress(fmt::format("{} ({} bytes): {}", to_string(size), size.value,
                                   trial.completed() ? "completed three times" : to_string(trial.last.outcome)));
    return trial;
  }

  static tl::unexpected<Error> memory_ends_first(Bytes size) {
    return fail(ErrorKind::failed,
                fmt::format("at {} the memory limit is reached: no size of /dev/shm helps", to_string(size)),
                "raise the memory limit, or use fewer workers or smaller batches");
  }

  static tl::unexpected<Error> none_completes(Bytes largest) {
    return fail(ErrorKind::failed, fmt::format("not even {} completes three times in a row", to_string(largest)),
                "rehearse that size by itself to see why: --shm-size " + to_flag(largest));
  }

  const Search& search_;
  unsigned runs_ = 0;
};

}  // namespace

Result<Smallest> find_smallest(const Search& search) { return Searcher(search).find(); }

std::string agreement(Bytes smallest, Bytes hard, Bytes batch) {
  if (smallest == hard) return "exactly the law's hard bound";
  const Bytes apart = smallest > hard ? smallest - hard : hard - smallest;
  return fmt::format("{} {} the law's hard bound: {:.2f} batches", to_string(apart),
                     smallest > hard ? "above" : "below",
                     static_cast<double>(apart.value) / static_cast<double>(std::max<std::uint64_t>(batch.value, 1)));
}

}  // namespace ullage::operations
