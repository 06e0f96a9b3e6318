// What compose files and stack files write alike.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "formats/flags.h"
#include "formats/yaml.h"
#include "model/definition.h"

namespace ullage::formats {

// Keys of one section for names from outside: letters, digits, dots, dashes and underscores, each name its own.
class Keys {
 public:
  const std::string& of(const std::string& name);
  // As they were asked for: key and name.
  const std::vector<std::pair<std::string, std::string>>& all() const { return all_; }

 private:
  std::map<std::string, std::string> keys_;
  std::vector<std::pair<std::string, std::string>> all_;
};

// The key of each definition's service, in their order.
std::vector<std::string> service_keys(const std::vector<model::Definition>& definitions);

Yaml environment_part(const model::Definition& definition, Unsaid& unsaid);
// Without those that whoever runs the file writes itself.
Yaml labels_part(const model::Definition& definition, std::string_view own_prefix, Unsaid& unsaid);
Yaml healthcheck_part(const model::Definition& definition);
Yaml ulimits_part(const model::Definition& definition);
Yaml logging_part(const model::Definition& definition);
Yaml grace_period_part(const model::Definition& definition, Unsaid& unsaid);
// entrypoint and command.
void add_command(Yaml& service, const model::Definition& definition);

// Without the second of equal ones, which these formats refuse.
model::Words unique(const model::Words& words);

// A file with these services, and the networks and volumes that are there already: by their names, so that nothing is
// lost.
std::string compose_text(const std::vector<std::string>& unsaid, Yaml file);
Yaml existing(const std::string& key, const std::string& name);

}  // namespace ullage::formats
