// The parts of a definition, each read by a function of its own; definition.cpp puts them together.
#pragma once

#include "engine/definition.h"
#include "engine/docker.h"

namespace ullage::engine {

model::Process read_process(const Answers& answers);
model::TextMap read_labels(const Answers& answers);
std::optional<model::HealthCheck> read_image_health(const json::value& image);

model::Networking read_networking(const Answers& answers, model::Words& notes);

// "container:ID" as "container:NAME" where the name is known.
std::string named_namespace(const Answers& answers, const std::string& mode);

std::vector<model::Mount> read_mounts(const Answers& answers, model::Words& notes);

model::Resources read_resources(const Answers& answers);
model::Security read_security(const Answers& answers);

inline bool is_podman(const Answers& answers) { return answers.engine == model::EngineKind::podman; }

// Podman spells some defaults out; Docker leaves them empty.
inline std::string unless(std::string text, std::string_view default_text) {
  return text == default_text ? std::string() : std::move(text);
}

}  // namespace ullage::engine
