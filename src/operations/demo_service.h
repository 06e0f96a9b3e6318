// The example service of the demo, started under one engine and stopped again whatever happens.
#pragma once

#include <sys/types.h>

#include <memory>
#include <string>

#include "base/bytes.h"
#include "base/result.h"
#include "model/container.h"

namespace ullage::operations {

class DemoService {
 public:
  virtual ~DemoService() = default;  // stops it, and removes all that was made for it

  virtual std::string command() const = 0;  // what a user would type to start it
  virtual Result<> start() = 0;
  virtual Result<pid_t> pid() const = 0;  // of its first process, to show that it stays the same
};

struct DemoSetting {
  std::string name;
  Bytes size;
  int port = 0;
};

Result<std::unique_ptr<DemoService>> demo_service(model::EngineKind engine, const DemoSetting& setting);

}  // namespace ullage::operations
