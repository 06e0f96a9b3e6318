// export: a container's definition as a command line, a script or a file, with another size of /dev/shm if wanted.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"

namespace ullage::operations {

enum class ExportFormat { run, script, compose, swarm, kube };

struct ExportRequest {
  std::vector<std::string> names;  // containers; one, but for compose, swarm and kube
  ExportFormat format = ExportFormat::run;
  std::optional<Bytes> shm_size;
  bool pretty = false;  // of run: an option a line
};

struct ExportReport {
  std::vector<std::string> names;   // as the engine calls them
  std::string text;                 // what is unsaid stands in it as comments
  std::vector<std::string> unsaid;  // what the format has no words for, or could not be read: a sentence each
};

// Changes nothing. Errors: usage (several names for one line); refused, where --shm-size would do nothing or no engine
// keeps a definition; not_found, unreachable.
Result<ExportReport> export_definition(const ExportRequest& request);

}  // namespace ullage::operations
