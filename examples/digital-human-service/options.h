// The service's options, from the command line and from the environment.
#pragma once

#include <cstdint>
#include <string>

#include "workload/config.h"

namespace ullage::service {

struct Options {
  std::string listen = "0.0.0.0";
  std::uint16_t port = 8308;
  double pace = 20;  // frames per second that the consumer takes; 0: as quick as they come
  workload::LoaderConfig loader;
  bool help = false;
};

// An option counts before its variable. Error: usage.
Result<Options> read_options(int argc, char** argv);

std::string help_text();

}  // namespace ullage::service
