// Decides on one patch of one line, applies it, and has the result proved.
#include "config/compose_edit.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "base/text.h"
#include "config/compose_check.h"
#include "config/compose_file.h"
#include "config/shm_source.h"

namespace ullage::config {

namespace {

constexpr std::string_view key_name = "shm_size";

struct Patch {
  std::size_t begin = 0, end = 0;
  std::string with;
  std::string note;  // what somebody should know who reads the file
};

struct Job {
  std::string_view text;
  std::string_view file_name;
  const ComposeFile& file;
  const Service& service;
  Bytes size;

  std::string name() const { return printable(service.name, 64); }
  std::string raw(const YamlNode& node) const {
    return std::string(text.substr(node.body.byte, node.end.byte - node.body.byte));
  }
  tl::unexpected<Error> off(ErrorKind kind, const YamlNode& node, std::string_view what, std::string remedy) const {
    return fail(kind, fmt::format("{}: {}", place(file_name, node.begin), what), std::move(remedy));
  }
  std::string line_to_write() const { return fmt::format("write `shm_size: {}`", to_flag(size)); }
};

// A file of JSON is to stay one.
bool is_json_like(const YamlNode& mapping) {
  return mapping.style == YamlStyle::flow && !mapping.children.empty() &&
         mapping.children.front()->style == YamlStyle::double_quoted;
}

std::string quoted_like(YamlStyle style, const std::string& text) {
  if (style == YamlStyle::single_quoted) return "'" + text + "'";
  if (style == YamlStyle::double_quoted) return '"' + text + '"';
  return text;
}

// Another node that takes its value from this one.
const YamlNode* alias_of(const ComposeFile& file, const YamlNode& node) {
  const auto& nodes = file.document.nodes;
  const auto found =
      std::find_if(nodes.begin(), nodes.end(), [&](const YamlNode& each) { return each.target == &node; });
  return found == nodes.end() ? nullptr : &*found;
}

Result<Patch> replace_value(const Job& job, const YamlNode& value) {
  const auto literal = to_flag(job.size);
  const auto style = is_json_like(*job.service.body) ? YamlStyle::double_quoted : value.style;
  if (value.kind == YamlKind::alias)
    return Patch{
        value.begin.byte, value.end.byte, quoted_like(style, literal),
        fmt::format("{} had its shm_size from *{} (line {}); it has a size of its own now, and who else "
                    "uses *{} keeps theirs",
                    job.name(), printable(value.text, 64), value.target->begin.line, printable(value.text, 64))};
  if (value.kind != YamlKind::scalar)
    return job.off(ErrorKind::usage, value, "a size is expected here, such as 64m", job.line_to_write());
  if (value.begin.line != value.end.line || value.style == YamlStyle::block_scalar)
    return job.off(ErrorKind::refused, value, "this shm_size is written over several lines", job.line_to_write());
  if (!value.tag.empty())
    return job.off(ErrorKind::refused, value, fmt::format("this shm_size has the tag {}", printable(value.tag, 64)),
                   job.line_to_write() + ", without the tag");
  if (const YamlNode* other = value.anchor.empty() ? nullptr : alias_of(job.file, value))
    return job.off(ErrorKind::refused, value,
                   fmt::format("line {} takes its value from here (*{}) and would change too", other->begin.line,
                               printable(value.anchor, 64)),
                   fmt::format("take &{} away here, and write the value out there", printable(value.anchor, 64)));
  // There may be no blank behind a colon or an anchor.
  const bool after_anchor = !value.anchor.empty() && job.text[value.body.byte - 1] != ' ';
  const bool apart = value.body.byte == value.end.byte || after_anchor;
  Patch patch{value.body.byte, value.end.byte, (apart ? " " : "") + quoted_like(style, literal), {}};
  if (value.text.find('$') != std::string::npos)
    patch.note = fmt::format("{} had its shm_size from a variable, {}, which no longer decides it", job.name(),
                             printable(value.text, 64));
  return patch;
}

// Where what is written of a node ends: a block ends with the last thing in it.
const YamlNode& last_leaf(const YamlNode& node) {
  const YamlNode* leaf = &node;
  while (leaf->style == YamlStyle::block && !leaf->children.empty()) leaf = leaf->children.back();
  return *leaf;
}

// The new entry comes after `image:` or `build:`, else last.
const YamlNode& entry_before(const YamlNode& mapping) {
  for (const char* key : {"image", "build"})
    if (const YamlNode* value = own_value(mapping, key)) return *value;
  return *mapping.children.back();
}

Patch insert_in_flow(const Job& job, const YamlNode& mapping) {
  const auto style = is_json_like(mapping) ? YamlStyle::double_quoted : YamlStyle::plain;
  const auto entry = quoted_like(style, std::string(key_name)) + ": " + quoted_like(style, to_flag(job.size));
  if (mapping.children.empty()) return {mapping.body.byte, mapping.body.byte, entry, {}};
  const auto at = last_leaf(entry_before(mapping)).end.byte;
  return {at, at, ", " + entry, {}};
}

std::string line_ending(std::string_view text) {
  const auto first = text.find_first_of("\r\n");
  if (first == std::string_view::npos) return "\n";
  return std::string(text.substr(first, text.substr(first, 2) == "\r\n" ? 2 : 1));
}

Patch insert_line(const Job& job, const YamlNode& mapping) {
  const YamlNode& leaf = last_leaf(entry_before(mapping));
  const std::string indent(mapping.body.column - 1, ' ');
  const auto entry = fmt::format("{}: {}", key_name, to_flag(job.size));
  const auto ending = line_ending(job.text);
  const auto at = std::min(job.text.find_first_of("\r\n", leaf.end.byte), job.text.size());
  if (leaf.style != YamlStyle::block_scalar) return {at, at, ending + indent + entry, {}};
  // A block scalar ends where the next line begins; at the end of the text, a line break would become part of it.
  if (leaf.end.column == 1) return {leaf.end.byte, leaf.end.byte, indent + entry + ending, {}};
  return {mapping.body.byte, mapping.body.byte, entry + ending + indent, {}};
}

Patch insert_entry(const Job& job) {
  const YamlNode& body = *job.service.body;
  Patch patch = body.style == YamlStyle::flow ? insert_in_flow(job, body) : insert_line(job, body);
  if (const YamlNode* from = value_of(job.service, key_name))
    patch.note = fmt::format(
        "{} had shm_size {} from line {}; it has a line of its own now, and who else uses that one "
        "keeps theirs",
        job.name(), printable(resolved(*from).text, 64), from->begin.line);
  return patch;
}

Result<> has_a_mapping(const Job& job) {
  const YamlNode& body = *job.service.body;
  if (body.kind == YamlKind::alias)
    return job.off(
        ErrorKind::refused, body,
        fmt::format("{} is the same as *{} and has no lines of its own", job.name(), printable(body.text, 64)),
        fmt::format("write `{}:` and below it `<<: *{}`, then edit again", job.name(), printable(body.text, 64)));
  if (body.kind != YamlKind::mapping)
    return job.off(ErrorKind::usage, body, fmt::format("keys such as `image:` are expected below {}", job.name()),
                   "complete the service, then edit again");
  return {};
}

ComposeEdit unchanged(const Job& job, const YamlNode& value) {
  ComposeEdit edit;
  edit.text = job.text;
  edit.service = job.service.name;
  edit.before = edit.after = job.raw(value);
  edit.line = value.begin.line;
  return edit;
}

Result<ComposeEdit> patched(const Job& job, const Patch& patch) {
  ComposeEdit edit;
  edit.text = std::string(job.text.substr(0, patch.begin)) + patch.with + std::string(job.text.substr(patch.end));
  edit.service = job.service.name;
  edit.after = to_flag(job.size);
  edit.changed = true;
  if (const YamlNode* value = value_of(job.service, key_name)) edit.before = job.raw(*value);
  const auto after = read_compose(edit.text, job.file_name);
  if (!after) return tl::unexpected(after.error());
  if (const auto proved = only_shm_size_differs(job.file, *after, job.service.name, job.size); !proved)
    return tl::unexpected(proved.error());
  const auto edited = choose_service(*after, job.file_name, job.service.name);
  edit.line = own_value(*(*edited)->body, key_name)->begin.line;
  if (!patch.note.empty()) edit.notes.push_back(patch.note);
  for (const auto other : followers(job.file, *after, job.service.name))
    edit.notes.push_back(
        fmt::format("{} takes shm_size over from {} and gets {} too", printable(other, 64), job.name(), edit.after));
  return edit;
}

}  // namespace

Result<ComposeEdit> set_shm_size(std::string_view text, std::string_view file_name, std::string_view service_name,
                                 Bytes size) {
  const auto file = read_compose(text, file_name);
  if (!file) return tl::unexpected(file.error());
  const auto service = choose_service(*file, file_name, service_name);
  if (!service) return tl::unexpected(service.error());
  const Job job{text, file_name, *file, **service, size};
  if (const auto ok = has_a_mapping(job); !ok) return tl::unexpected(ok.error());
  if (const auto ok = shm_size_counts(job.service, file_name, size); !ok) return tl::unexpected(ok.error());

  const YamlNode* effective = value_of(job.service, key_name);
  const YamlNode* own = own_value(*job.service.body, key_name);
  Result<ComposeEdit> edit;
  if (effective && says_size(*effective, size)) {
    edit = unchanged(job, *effective);
  } else {
    const auto patch = own ? replace_value(job, *own) : Result<Patch>(insert_entry(job));
    if (!patch) return tl::unexpected(patch.error());
    edit = patched(job, *patch);
  }
  if (edit)
    for (auto& doubt : shm_size_doubts(job.service)) edit->notes.push_back(std::move(doubt));
  return edit;
}

}  // namespace ullage::config
