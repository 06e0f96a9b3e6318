// Being `docker shm`: what Docker asks of a CLI plug-in, and how it passes its own options on.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ullage::cli {

inline constexpr std::string_view metadata_word = "docker-cli-plugin-metadata";

// Whether the program was started under the name that Docker looks for.
bool is_docker_plugin(std::string_view program_path);

std::string plugin_metadata(std::string_view version);

// What to do to the environment: set to a value, or unset.
struct Setting {
  std::string name;
  std::optional<std::string> value;
  bool operator==(const Setting&) const = default;
};

struct PluginCall {
  std::vector<std::string> words;  // what follows `shm`; `docker help shm …` as help …
  std::vector<Setting> settings;   // -H, -c and --config as the variables that mean the same
};

PluginCall plugin_call(const std::vector<std::string>& words);

}  // namespace ullage::cli
