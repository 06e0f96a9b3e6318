// What a compose file says: its services, and which value counts for one through merges (`<<`) and `extends`.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "config/yaml.h"

namespace ullage::config {

struct Service {
  std::string name;
  const YamlNode* body = nullptr;        // the mapping that is written below its name
  std::vector<const YamlNode*> lineage;  // that mapping, then those of the services that it extends in this file
  bool extends_elsewhere = false;        // one of them extends a service of another file
};

struct ComposeFile {
  YamlDocument document;
  const YamlNode* top = nullptr;  // the mapping below `services:`
  std::vector<Service> services;
};

// Errors: usage, with line and column, for what is not a compose file.
Result<ComposeFile> read_compose(std::string_view text, std::string_view file_name);

// `name` may be empty where there is only one. Errors: usage, not_found, each naming the services that there are.
Result<const Service*> choose_service(const ComposeFile& file, std::string_view file_name, std::string_view name);

// The value that counts in a mapping: its own, else that of the first merged mapping that has one. Null: there is none.
const YamlNode* value_of(const YamlNode& mapping, std::string_view key);

// The same for a service, with what it extends. What other files say is not known.
const YamlNode* value_of(const Service& service, std::string_view key);

}  // namespace ullage::config
