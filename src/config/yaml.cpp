// The one file that sees libyaml: its events become a tree with byte positions.
#include "config/yaml.h"

#include <fmt/format.h>
#include <yaml.h>

#include <algorithm>
#include <cstdint>
#include <map>
#include <utility>

#include "base/text.h"

namespace ullage::config {

namespace {

constexpr std::size_t deepest = 64;  // bounds whoever walks a tree recursively
constexpr std::string_view byte_order_mark = "\xef\xbb\xbf";

struct Event {
  yaml_event_t raw{};
  Event() = default;
  ~Event() { yaml_event_delete(&raw); }
  Event(const Event&) = delete;
  Event& operator=(const Event&) = delete;
};

std::string text_of(const yaml_char_t* text) { return text ? reinterpret_cast<const char*>(text) : ""; }

YamlStyle style_of(yaml_scalar_style_t style) {
  switch (style) {
    case YAML_SINGLE_QUOTED_SCALAR_STYLE: return YamlStyle::single_quoted;
    case YAML_DOUBLE_QUOTED_SCALAR_STYLE: return YamlStyle::double_quoted;
    case YAML_LITERAL_SCALAR_STYLE:
    case YAML_FOLDED_SCALAR_STYLE: return YamlStyle::block_scalar;
    default: return YamlStyle::plain;
  }
}

class Builder {
 public:
  Builder(std::string_view text, std::string_view file_name) : text_(text), file_name_(file_name) {
    yaml_parser_initialize(&parser_);
    skipped_ = text.starts_with(byte_order_mark) ? byte_order_mark.size() : 0;
    const auto input = text.substr(skipped_);
    yaml_parser_set_encoding(&parser_, YAML_UTF8_ENCODING);
    yaml_parser_set_input_string(&parser_, reinterpret_cast<const unsigned char*>(input.data()), input.size());
    for (std::size_t i = skipped_; i < text.size(); ++i)
      if ((static_cast<unsigned char>(text[i]) & 0xc0) != 0x80) starts_.push_back(static_cast<std::uint32_t>(i));
    starts_.push_back(static_cast<std::uint32_t>(text.size()));
  }
  ~Builder() { yaml_parser_delete(&parser_); }
  Builder(const Builder&) = delete;
  Builder& operator=(const Builder&) = delete;

  Result<YamlDocument> build() {
    int documents = 0;
    while (true) {
      Event event;
      if (!yaml_parser_parse(&parser_, &event.raw)) return not_yaml();
      if (event.raw.type == YAML_STREAM_END_EVENT) break;
      if (event.raw.type == YAML_DOCUMENT_START_EVENT && ++documents > 1)
        return off(position(event.raw.start_mark), "a second document begins here",
                   "keep one, without a --- before it");
      if (const auto taken = take(event.raw); !taken) return tl::unexpected(taken.error());
    }
    if (!document_.root) return off({}, "this file is empty", "a compose file has `services:` with a mapping below it");
    return std::move(document_);
  }

 private:
  // libyaml counts characters.
  Position position(const yaml_mark_t& mark) const {
    const std::size_t byte = mark.index < starts_.size() ? starts_[mark.index] : text_.size();
    return {byte, static_cast<int>(mark.line) + 1, static_cast<int>(mark.column) + 1};
  }

  tl::unexpected<Error> off(const Position& where, std::string_view what, std::string remedy) const {
    return fail(ErrorKind::usage, fmt::format("{}: {}", place(file_name_, where), what), std::move(remedy));
  }

  tl::unexpected<Error> not_yaml() const {
    const std::string problem = parser_.problem ? parser_.problem : "out of memory";
    if (parser_.error == YAML_READER_ERROR) {
      const auto before = text_.substr(0, std::min(parser_.problem_offset + skipped_, text_.size()));
      const auto line = std::count(before.begin(), before.end(), '\n');
      const auto column = before.size() - (before.rfind('\n') + 1);
      return off({before.size(), static_cast<int>(line) + 1, static_cast<int>(column) + 1},
                 "this is not text in UTF-8: " + problem, "give a compose file, saved as UTF-8");
    }
    const auto where = position(parser_.problem_mark);
    if (where.byte < text_.size() && text_[where.byte] == '\t')
      return off(where, "there is a tab where spaces are expected", "indent with spaces: YAML takes no tabs there");
    const auto context = parser_.context
                             ? fmt::format(" {} that begins in line {}", parser_.context, parser_.context_mark.line + 1)
                             : "";
    return off(where, fmt::format("this is not YAML: {}{}", problem, context),
               "correct that line or the one before it");
  }

  Result<> take(const yaml_event_t& event) {
    switch (event.type) {
      case YAML_SCALAR_EVENT: return take_scalar(event);
      case YAML_ALIAS_EVENT: return take_alias(event);
      case YAML_SEQUENCE_START_EVENT: {
        const auto& start = event.data.sequence_start;
        return open(event, YamlKind::sequence, start.style == YAML_FLOW_SEQUENCE_STYLE, start.anchor, start.tag);
      }
      case YAML_MAPPING_START_EVENT: {
        const auto& start = event.data.mapping_start;
        return open(event, YamlKind::mapping, start.style == YAML_FLOW_MAPPING_STYLE, start.anchor, start.tag);
      }
      case YAML_SEQUENCE_END_EVENT:
      case YAML_MAPPING_END_EVENT: return close(event);
      default: return {};
    }
  }

  YamlNode& add(const yaml_event_t& event, const yaml_char_t* anchor, const yaml_char_t* tag) {
    YamlNode& node = document_.nodes.emplace_back();
    node.begin = node.body = position(event.start_mark);
    node.end = position(event.end_mark);
    node.anchor = text_of(anchor);
    node.tag = text_of(tag);
    if (!node.anchor.empty()) anchors_[node.anchor] = &node;
    if (open_.empty())
      document_.root = &node;
    else
      open_.back()->children.push_back(&node);
    return node;
  }

  Result<> take_scalar(const yaml_event_t& event) {
    const auto& scalar = event.data.scalar;
    YamlNode& node = add(event, scalar.anchor, scalar.tag);
    node.style = style_of(scalar.style);
    node.text.assign(reinterpret_cast<const char*>(scalar.value), scalar.length);
    std::size_t body = node.begin.byte;
    const auto pass = [&](bool blanks) {
      while (body < node.end.byte && (text_[body] == ' ' || text_[body] == '\t') == blanks) ++body;
    };
    // Its mark is that of its anchor or tag. A tag ends at a blank; an anchor may not.
    for (std::size_t left = !node.anchor.empty() + !node.tag.empty(); left > 0 && body < node.end.byte; --left) {
      if (text_[body] == '&')
        body += 1 + node.anchor.size();
      else
        pass(false);
      pass(true);
    }
    node.body.byte = body;
    return {};
  }

  Result<> take_alias(const yaml_event_t& event) {
    YamlNode& node = add(event, nullptr, nullptr);
    node.kind = YamlKind::alias;
    node.text = text_of(event.data.alias.anchor);
    const auto found = anchors_.find(node.text);
    if (found == anchors_.end())
      return off(node.begin, fmt::format("there is no anchor &{} before this alias", printable(node.text)),
                 "name one that is written further up");
    for (const YamlNode* around : open_)
      if (around == found->second)
        return off(node.begin, fmt::format("*{} stands within what it means", printable(node.text)),
                   "take the alias out");
    node.target = found->second;
    return {};
  }

  Result<> open(const yaml_event_t& event, YamlKind kind, bool flow, const yaml_char_t* anchor,
                const yaml_char_t* tag) {
    if (open_.size() >= deepest)
      return off(position(event.start_mark), fmt::format("this is nested more than {} levels deep", deepest),
                 "no compose file needs that: write it flatter");
    YamlNode& node = add(event, anchor, tag);
    node.kind = kind;
    node.style = flow ? YamlStyle::flow : YamlStyle::block;
    node.body = node.end;
    open_.push_back(&node);
    return {};
  }

  Result<> close(const yaml_event_t& event) {
    YamlNode& node = *open_.back();
    open_.pop_back();
    // The end of a block is wherever the next token is, comments in between: of no use to anyone.
    if (node.style == YamlStyle::flow) node.end = position(event.end_mark);
    return node.kind == YamlKind::mapping ? no_key_twice(node) : Result<>{};
  }

  Result<> no_key_twice(const YamlNode& mapping) const {
    std::map<std::string_view, const YamlNode*> seen;
    for (std::size_t i = 0; i + 1 < mapping.children.size(); i += 2) {
      const YamlNode& key = resolved(*mapping.children[i]);
      if (key.kind != YamlKind::scalar) continue;
      const auto [first, is_new] = seen.emplace(key.text, mapping.children[i]);
      if (!is_new)
        return off(mapping.children[i]->begin,
                   fmt::format("the key {} is here a second time, after line {}", printable(key.text, 64),
                               first->second->begin.line),
                   "keep one of the two");
    }
    return {};
  }

  yaml_parser_t parser_{};
  std::string_view text_;
  std::string_view file_name_;
  std::size_t skipped_ = 0;
  std::vector<std::uint32_t> starts_;  // where each character begins
  YamlDocument document_;
  std::vector<YamlNode*> open_;
  std::map<std::string, const YamlNode*> anchors_;
};

}  // namespace

std::string place(std::string_view file_name, const Position& position) {
  return fmt::format("{}:{}:{}", printable(file_name), position.line, position.column);
}

Result<YamlDocument> parse_yaml(std::string_view text, std::string_view file_name) {
  return Builder(text, file_name).build();
}

const YamlNode& resolved(const YamlNode& node) { return node.target ? *node.target : node; }

const YamlNode* own_value(const YamlNode& mapping, std::string_view key) {
  for (std::size_t i = 0; i + 1 < mapping.children.size(); i += 2) {
    const YamlNode& each = resolved(*mapping.children[i]);
    if (each.kind == YamlKind::scalar && each.text == key) return mapping.children[i + 1];
  }
  return nullptr;
}

}  // namespace ullage::config
