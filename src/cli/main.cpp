// The program: as ullage, or as Docker's plug-in for `docker shm`.
#include <cstdlib>

#include "cli/commands.h"
#include "cli/output.h"
#include "cli/plugin.h"

int main(int argc, char** argv) {
  using namespace ullage::cli;
  hold_standard_descriptors();
  const std::vector<std::string> words(argv + (argc > 0 ? 1 : 0), argv + argc);
  if (argc == 0 || !is_docker_plugin(argv[0])) return run_program(words, "ullage");

  if (!words.empty() && words[0] == metadata_word) {
    Output out("docker shm");
    out.write(plugin_metadata(version()));
    return out.flush() ? EXIT_SUCCESS : EXIT_FAILURE;
  }
  const PluginCall call = plugin_call(words);
  for (const Setting& setting : call.settings) {
    if (setting.value)
      ::setenv(setting.name.c_str(), setting.value->c_str(), 1);
    else
      ::unsetenv(setting.name.c_str());
  }
  return run_program(call.words, "docker shm");
}
