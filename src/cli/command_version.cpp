// version: the project's, from CMakeLists.txt.
#include <fmt/format.h>

#include "cli/commands.h"
#include "cli/json.h"

namespace ullage::cli {

std::string_view version() { return ULLAGE_VERSION; }

Result<int> command_version(const ParsedArguments& arguments, Output& out) {
  if (arguments.has("json"))
    out.write(version_json(version()));
  else if (arguments.has("quiet"))
    out.line(version());
  else
    out.line(fmt::format("ullage {}", version()));
  return 0;
}

}  // namespace ullage::cli
