// run: becomes the command; comes back only with the reason why not.
#include "cli/commands.h"
#include "operations/run.h"

namespace ullage::cli {

Result<int> command_run(const ParsedArguments& arguments, Output&) {
  operations::RunRequest request{.size = default_shm_size, .name = arguments.value("name"), .command = arguments.rest};
  if (const std::string text = arguments.value("shm-size"); !text.empty()) {
    const auto size = parse_size(text);
    if (!size) return tl::unexpected(size.error());
    request.size = *size;
  }
  return tl::unexpected(operations::run(request));
}

}  // namespace ullage::cli
