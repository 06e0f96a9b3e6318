// The search for the smallest size that completes three times in a row. Knows nothing of how a rehearsal is made.
#pragma once

#include <functional>

#include "operations/rehearse.h"

namespace ullage::operations {

struct Search {
  Bytes hard;     // the law's bound: tried first, and then a page less, so that four runs do where the law is exact
  Bytes too_low;  // known not to be enough
  Bytes step;     // what is added where not even the bound is enough
  Bytes most;     // never tried beyond
  std::function<Result<Rehearsal>(Bytes)> perform;
  std::function<void(const std::string&)> progress;
};

struct Smallest {
  Bytes size;
  Rehearsal last;  // at that size
  unsigned runs = 0;
};

// Error: failed where nothing up to `most` completes; whatever `perform` answers.
Result<Smallest> find_smallest(const Search& search);

// How a size that was found and the law's bound compare.
std::string agreement(Bytes smallest, Bytes hard, Bytes batch);

}  // namespace ullage::operations
