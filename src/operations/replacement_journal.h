// The plan on disk, written before each step is taken: so that whoever comes after a crash can finish it or go back.
#pragma once

#include <vector>

#include "base/result.h"
#include "base/unique_fd.h"
#include "engine/environment.h"
#include "operations/replacement.h"

namespace ullage::operations {

// One container's journal, held by one apply at a time.
class Journal {
 public:
  // Makes the folder and takes the file. Error: refused where another apply holds it.
  static Result<Journal> open(const engine::Environment& environment, const std::string& old_id);

  Journal(Journal&&) = default;
  ~Journal();  // a lock without a plan is of no use to anybody

  // The plan as it stands now; absent where there is none. Error: failed where it can't be read.
  Result<std::optional<ReplacementPlan>> plan() const;
  Result<> write(const ReplacementPlan& plan) const;  // whole and on the disk, or not at all
  void remove() const;

 private:
  Journal(std::string path, UniqueFd lock) : path_(std::move(path)), lock_(std::move(lock)) {}
  std::string path_;
  UniqueFd lock_;
};

// The plans of all applies that are going on or were cut off. Error: failed where one can't be read.
Result<std::vector<ReplacementPlan>> journaled(const engine::Environment& environment);

}  // namespace ullage::operations
