// A `docker run` (or `podman run`) line that gives a container again, quoted for bash and zsh.
#pragma once

#include <string>
#include <vector>

#include "formats/rendered.h"
#include "model/definition.h"

namespace ullage::formats {

enum class RunVerb { run, create };

struct RunLine {
  std::vector<std::string> parts;   // "docker run -d", "--name web", …, the image, the command; each is whole
  std::vector<std::string> unsaid;  // but for the networks below
};

// Always detached: a line that waits for a terminal is of no use to a script.
RunLine run_line(const model::Definition& definition, RunVerb verb);

// "docker network connect --ip 10.0.0.9 back web" for each network beyond the first, which a line can't say.
std::vector<std::string> connect_lines(const model::Definition& definition);

// "docker" or "podman".
std::string_view program_of(const model::Definition& definition);

// `pretty`: an option a line. What it can't say stands above it as comments.
Rendered render_run(const model::Definition& definition, bool pretty);

}  // namespace ullage::formats
