// A YAML document as a tree whose nodes know where they are written. Aliases stay aliases and merges stay keys: nothing
// is expanded, so no file can make it larger than it is.
#pragma once

#include <cstddef>
#include <deque>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace ullage::config {

struct Position {
  std::size_t byte = 0;
  int line = 1;
  int column = 1;  // in characters
};

enum class YamlKind { scalar, alias, sequence, mapping };

enum class YamlStyle { plain, single_quoted, double_quoted, block_scalar, block, flow };

struct YamlNode {
  YamlKind kind = YamlKind::scalar;
  YamlStyle style = YamlStyle::plain;
  std::string text;  // a scalar's value, an alias's anchor
  std::string anchor, tag;
  const YamlNode* target = nullptr;       // of an alias
  std::vector<const YamlNode*> children;  // a sequence's items; a mapping's keys and values by turns
  Position begin;                         // with its anchor and tag
  Position body;                          // of a collection: its first key or item, or behind its opening bracket
  Position end;                           // of scalars, aliases and flow collections
};

struct YamlDocument {
  std::deque<YamlNode> nodes;  // in the order in which they begin
  const YamlNode* root = nullptr;
};

// "compose.yaml:3:5"
std::string place(std::string_view file_name, const Position& position);

// The one document that a text holds. Errors: usage, with file, line and column and what was expected there, for what
// is not YAML, has a key twice, several documents or none, an anchor within itself, or nests deeper than anyone writes.
Result<YamlDocument> parse_yaml(std::string_view text, std::string_view file_name);

// What an alias stands for; any other node itself.
const YamlNode& resolved(const YamlNode& node);

// The value of a key that is written in the mapping itself; null where there is none.
const YamlNode* own_value(const YamlNode& mapping, std::string_view key);

}  // namespace ullage::config
