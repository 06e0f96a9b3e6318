// export --edit: a service's shm_size in an existing compose file gets another value, and the old file is kept.
#pragma once

#include <string>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"

namespace ullage::operations {

struct EditRequest {
  std::string file;
  std::string service;    // empty: the container's, or the only one
  std::string container;  // a name as in ask_for(); empty: no engine is asked
  Bytes size;
  bool dry_run = false;
};

struct EditReport {
  std::string file;  // as it was given
  std::string service;
  std::string before;  // shm_size as it was written; empty: it had none
  std::string after;
  int line = 0;          // where it says so now, from 1
  std::string backup;    // where the old file is; empty where nothing was written
  bool changed = false;  // with dry_run: would be changed
  std::vector<std::string> notes;
  std::string next;  // the command that makes it so
};

// Either the whole new file or the whole old one is there, whenever this is killed.
// Errors: usage for a broken file; not_found for the file, service or container; refused where shm_size would do
// nothing, where the container comes from another file, or where the file changed meanwhile. Nothing was changed then.
Result<EditReport> edit_compose(const EditRequest& request);

}  // namespace ullage::operations
