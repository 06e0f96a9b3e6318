// Looking things up in the table of commands.
#include "cli/spec.h"

#include <algorithm>
#include <array>

namespace ullage::cli {

const Option help_option{.name = "help", .letter = 'h', .help = "show this help"};

const Command* find_command(std::string_view name) {
  const auto found = std::ranges::find(commands(), name, &Command::name);
  return found == commands().end() ? nullptr : &*found;
}

const Option* find_option(const Command& command, std::string_view name) {
  if (name == help_option.name) return &help_option;
  const auto found = std::ranges::find(command.options, name, &Option::name);
  return found == command.options.end() ? nullptr : &*found;
}

std::span<const std::string_view> choices(Kind kind) {
  static constexpr std::array<std::string_view, 3> engines{"ullage", "docker", "podman"};
  static constexpr std::array<std::string_view, 3> shells{"bash", "zsh", "fish"};
  static constexpr std::array<std::string_view, 5> formats{"run", "script", "compose", "swarm", "kube"};
  static constexpr std::array<std::string_view, 2> strategies{"file_descriptor", "file_system"};
  if (kind == Kind::strategy) return strategies;
  if (kind == Kind::format) return formats;
  if (kind == Kind::engine) return engines;
  if (kind == Kind::shell) return shells;
  return {};
}

}  // namespace ullage::cli
