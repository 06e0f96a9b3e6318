// Docker starts a plug-in with all the words that it was given: docker-shm [docker's options] shm [our words].
#include "cli/plugin.h"

#include <algorithm>
#include <array>
#include <boost/json.hpp>

namespace ullage::cli {

namespace {

// Docker's own options that take a value, with the variable that means the same where there is one that we heed.
struct GlobalOption {
  std::string_view letter;
  std::string_view name;
  std::string_view variable;
  std::string_view overrides;  // the variable that would win over it otherwise
};

constexpr std::array<GlobalOption, 7> with_value{{{"-H", "--host", "DOCKER_HOST", "DOCKER_CONTEXT"},
                                                  {"-c", "--context", "DOCKER_CONTEXT", "DOCKER_HOST"},
                                                  {"", "--config", "DOCKER_CONFIG", ""},
                                                  {"-l", "--log-level", "", ""},
                                                  {"", "--tlscacert", "", ""},
                                                  {"", "--tlscert", "", ""},
                                                  {"", "--tlskey", "", ""}}};

void set(const GlobalOption& option, std::string value, PluginCall& call) {
  if (option.variable.empty()) return;
  call.settings.push_back({std::string(option.variable), std::move(value)});
  if (!option.overrides.empty()) call.settings.push_back({std::string(option.overrides), std::nullopt});
}

// Takes one option of Docker's and its value; answers how many words that were.
std::size_t take_global(const std::vector<std::string>& words, std::size_t at, PluginCall& call) {
  const std::string& word = words[at];
  for (const GlobalOption& option : with_value) {
    if (word == option.name || word == option.letter) {
      if (at + 1 < words.size()) set(option, words[at + 1], call);
      return 2;
    }
    const bool long_form = word.starts_with(std::string(option.name) + "=");
    const bool short_form = !option.letter.empty() && word.starts_with(option.letter) && !word.starts_with("--");
    if (long_form || short_form) {
      std::string value = word.substr(long_form ? option.name.size() + 1 : option.letter.size());
      if (short_form && value.starts_with('=')) value.erase(0, 1);
      set(option, std::move(value), call);
      return 1;
    }
  }
  return 1;
}

}  // namespace

bool is_docker_plugin(std::string_view program_path) {
  return program_path.substr(program_path.find_last_of('/') + 1) == "docker-shm";
}

std::string plugin_metadata(std::string_view version) {
  const boost::json::object metadata{{"SchemaVersion", "0.1.0"},
                                     {"Vendor", "Ullage"},
                                     {"Version", version},
                                     {"ShortDescription", "See and resize the /dev/shm of running containers"}};
  return boost::json::serialize(metadata) + "\n";
}

PluginCall plugin_call(const std::vector<std::string>& words) {
  PluginCall call;
  std::size_t at = 0;
  while (at < words.size() && words[at].starts_with('-') && words[at] != "-h" && words[at] != "--help")
    at += take_global(words, at, call);
  const auto begin = words.begin() + static_cast<std::ptrdiff_t>(std::min(at, words.size()));
  call.words.assign(begin, words.end());
  if (call.words.size() >= 2 && call.words[0] == "help" && call.words[1] == "shm")
    call.words.erase(call.words.begin() + 1);
  else if (!call.words.empty() && call.words[0] == "shm")
    call.words.erase(call.words.begin());
  return call;
}

}  // namespace ullage::cli
