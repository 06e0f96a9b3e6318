// The table of commands, in the order of the help. To add one: its row in a spec_*.cpp, its name here, and its function
// in commands.cpp.
#include "cli/spec_parts.h"

namespace ullage::cli {

std::span<const Command> commands() {
  static const Command table[]{ls_command,       inspect_command, doctor_command,     plan_command,
                               rehearse_command, grow_command,    apply_command,      export_command,
                               verify_command,   clean_command,   run_command,        demo_command,
                               version_command,  help_command,    completion_command, man_command};
  return table;
}

}  // namespace ullage::cli
