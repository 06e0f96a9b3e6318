// clean: remove leaked segments, and nothing that anybody has, had a moment ago, or comes for meanwhile.
#pragma once

#include <chrono>
#include <functional>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"

namespace ullage::operations {

struct CleanRequest {
  std::string name;
  std::chrono::seconds older_than{60};  // since it was last made, changed, mapped or read
  bool dry_run = false;
};

struct Leftover {
  enum class State { leaked, removed, in_use, touched, gone, failed };

  std::string name;
  Bytes size;       // apparent
  Bytes allocated;  // what its removal gives back
  std::chrono::seconds untouched{};
  State state = State::leaked;
  std::string why;  // where it failed
};

struct CleanReport {
  std::string name;  // as the user should call it
  bool dry_run = false;
  std::chrono::seconds older_than{};
  std::vector<Leftover> files;  // leaked, and old enough; the largest first
  std::size_t young = 0;        // leaked, and not old enough
  std::size_t mounted = 0;      // held by nobody, and mounted somewhere
  std::size_t unknown = 0;      // this user may not ask who holds them
  std::vector<std::string> notes;

  std::size_t count(Leftover::State state) const;
  Bytes bytes(Leftover::State state) const;
};

// What is about to be removed, before it is: an error ends it there.
using ShowFirst = std::function<Result<>(const CleanReport&)>;

// Errors: denied where nothing could be done because who holds the files can't be known, or they may not be removed.
Result<CleanReport> clean(const CleanRequest& request, const ShowFirst& show);

}  // namespace ullage::operations
