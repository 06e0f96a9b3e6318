// apply: make a size last, by making the container again with everything else as it was.
#pragma once

#include <chrono>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"
#include "policy/apply_rules.h"

namespace ullage::operations {

struct ApplyRequest {
  std::string name;
  Bytes size;
  std::string health_url;             // empty: its own health check, or that it runs for a while
  std::chrono::seconds patience{60};  // for the new one to be well
  policy::ApplyConsent consent;
  bool grow_now = false;            // live, first: so that the service goes on until it is replaced
  bool accept_differences = false;  // fields that the engine can't give back
  bool keep_old = false;            // the old container stays, stopped and renamed
  bool dry_run = false;
};

struct FieldChange {
  std::string container;
  std::string field;
  std::string before;  // as text or JSON; empty: it was not there
  std::string after;
};

struct ApplyReport {
  std::string name;
  Bytes before;
  Bytes after;
  bool dry_run = false;
  bool changed = true;                 // false: it has that size already
  std::vector<std::string> steps;      // that were or would be taken
  std::vector<FieldChange> changes;    // of what inspect shows, beyond ids, times and what the engine hands out
  std::vector<std::string> lost;       // what does not survive
  std::vector<std::string> notes;      // to mind afterwards
  std::vector<std::string> recreated;  // names of the containers that were made again with it
  std::string kept_old;                // the old container's name, if it stays
  std::string kept_image;              // the image of its layer, if that was kept
  std::optional<std::chrono::milliseconds> down_for;  // absent where it did not run
};

using Progress = std::function<void(const std::string&)>;

// Finishes or undoes first what an earlier apply of the container left behind.
// Errors: refused (nothing was changed), rolled_back (the old one runs again), and those of finding the container.
Result<ApplyReport> apply(const ApplyRequest& request, const Progress& tell);

struct ResumeReport {
  std::string name;
  bool finished = false;  // else it went back
};

// Finishes or undoes every apply that was cut off, or only that of one container. Error: not_found for a name that has
// none.
Result<std::vector<ResumeReport>> resume_apply(const std::string& name, const Progress& tell);

}  // namespace ullage::operations
