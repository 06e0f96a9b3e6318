// From a tree of YAML to a profile, strictly: a key that is not known is a slip of whoever wrote it.
#include "config/profile_file.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <functional>
#include <map>

#include "base/text.h"
#include "config/yaml.h"

namespace ullage::config {

namespace {

constexpr std::string_view form = "see docs/profiles.md";

class Reader {
 public:
  explicit Reader(std::string_view file_name) : file_name_(file_name) {}

  using Field = std::function<void(const YamlNode&)>;

  // Calls what belongs to each key of a mapping.
  void mapping(const YamlNode& node, const std::map<std::string_view, Field>& fields) {
    const YamlNode& at = resolved(node);
    if (at.kind != YamlKind::mapping) return off(node, "a mapping is expected here");
    for (std::size_t i = 0; i + 1 < at.children.size() && !error_; i += 2) {
      const auto field = fields.find(at.children[i]->text);
      if (field == fields.end()) {
        std::vector<std::string_view> known;
        for (const auto& [name, action] : fields) known.push_back(name);
        return off(*at.children[i], fmt::format("\"{}\" is not known here", printable(at.children[i]->text, 64)),
                   fmt::format("use one of {}; {}", fmt::join(known, ", "), form));
      }
      field->second(*at.children[i + 1]);
    }
  }

  void each(const YamlNode& node, const Field& action) {
    const YamlNode& at = resolved(node);
    if (at.kind != YamlKind::sequence) return off(node, "a list is expected here");
    for (const YamlNode* item : at.children)
      if (!error_) action(*item);
  }

  std::string text(const YamlNode& node) {
    const YamlNode& at = resolved(node);
    if (at.kind == YamlKind::scalar && !at.text.empty()) return at.text;
    off(node, "a text is expected here");
    return {};
  }

  // A plain number, or a size as Docker has them.
  double number(const YamlNode& node) {
    const std::string written = text(node);
    double value = 0;
    const auto [stop, error] = std::from_chars(written.data(), written.data() + written.size(), value);
    const bool plain = error == std::errc{} && stop == written.data() + written.size();
    if (const auto size = plain ? Result<Bytes>(Bytes{}) : parse_size(written); !plain && size)
      value = static_cast<double>(size->value);
    else if (!plain)
      off(node, "a number or a size is expected here");
    if (!std::isfinite(value) || value < 0) off(node, "a number of at least 0 is expected here");
    return value;
  }

  Bytes size(const YamlNode& node) {
    const auto parsed = parse_size(text(node));
    if (!parsed) off(node, "a size is expected here");
    return parsed.value_or(Bytes{});
  }

  bool truth(const YamlNode& node) {
    const std::string written = text(node);
    if (written != "true" && written != "false") off(node, "true or false is expected here");
    return written == "true";
  }

  void off(const YamlNode& node, std::string what, std::string remedy = std::string(form)) {
    if (!error_)
      error_ =
          Error{ErrorKind::usage, {}, fmt::format("{}: {}", place(file_name_, node.begin), what), std::move(remedy)};
  }

  std::optional<Error>& error() { return error_; }

 private:
  std::string_view file_name_;
  std::optional<Error> error_;
};

model::ProfileParameter parameter(Reader& reader, const std::string& name, const YamlNode& node) {
  model::ProfileParameter out{name, {}, {}};
  if (resolved(node).kind == YamlKind::scalar) {
    out.preset = reader.number(node);
    return out;
  }
  reader.mapping(node, {{"default", [&](const auto& at) { out.preset = reader.number(at); }},
                        {"about", [&](const auto& at) { out.about = reader.text(at); }}});
  return out;
}

void parameters(Reader& reader, const YamlNode& node, model::Profile& profile) {
  const YamlNode& at = resolved(node);
  if (at.kind != YamlKind::mapping) return reader.off(node, "a mapping from names to numbers is expected here");
  for (std::size_t i = 0; i + 1 < at.children.size() && !reader.error(); i += 2)
    profile.parameters.push_back(parameter(reader, reader.text(*at.children[i]), *at.children[i + 1]));
}

model::ProfileTerm term(Reader& reader, const YamlNode& node) {
  model::ProfileTerm out;
  reader.mapping(
      node,
      {{"what", [&](const auto& at) { out.what = reader.text(at); }},
       {"bytes", [&](const auto& at) { out.bytes = reader.number(at); }},
       {"times",
        [&](const auto& at) { reader.each(at, [&](const auto& item) { out.times.push_back(reader.text(item)); }); }},
       {"source", [&](const auto& at) { out.source = reader.text(at); }}});
  if (out.what.empty() || out.source.empty())
    reader.off(node, "each need has \"what\", \"bytes\" and \"source\": where the number comes from");
  return out;
}

model::ProfileRange range(Reader& reader, const YamlNode& node) {
  model::ProfileRange out;
  reader.mapping(node, {{"from", [&](const auto& at) { out.from = reader.size(at); }},
                        {"to", [&](const auto& at) { out.to = reader.size(at); }},
                        {"source", [&](const auto& at) { out.source = reader.text(at); }}});
  if (out.source.empty() || out.from > out.to || out.from.value == 0)
    reader.off(node, "a range has \"from\", a \"to\" that is not less, and \"source\"");
  return out;
}

model::ProfileNote note(Reader& reader, const YamlNode& node) {
  model::ProfileNote out;
  reader.mapping(node, {{"text", [&](const auto& at) { out.text = reader.text(at); }},
                        {"source", [&](const auto& at) { out.source = reader.text(at); }}});
  if (out.text.empty() || out.source.empty()) reader.off(node, "a note has \"text\" and \"source\"");
  return out;
}

}  // namespace

Result<model::Profile> parse_profile(std::string_view text, std::string_view file_name) {
  const auto document = parse_yaml(text, file_name);
  if (!document) return tl::unexpected(document.error());
  Reader reader(file_name);
  model::Profile profile;
  reader.mapping(*document->root,
                 {{"profile", [&](const auto& at) { profile.name = reader.text(at); }},
                  {"about", [&](const auto& at) { profile.about = reader.text(at); }},
                  {"dataloader", [&](const auto& at) { profile.dataloader = reader.truth(at); }},
                  {"system-v", [&](const auto& at) { profile.system_v = reader.truth(at); }},
                  {"parameters", [&](const auto& at) { parameters(reader, at, profile); }},
                  {"needs",
                   [&](const auto& at) {
                     reader.each(at, [&](const auto& item) { profile.terms.push_back(term(reader, item)); });
                   }},
                  {"range", [&](const auto& at) { profile.range = range(reader, at); }},
                  {"notes", [&](const auto& at) {
                     reader.each(at, [&](const auto& item) { profile.notes.push_back(note(reader, item)); });
                   }}});
  if (profile.name.empty()) reader.off(*document->root, "a profile has a name: \"profile: NAME\"");
  if (!profile.dataloader && profile.terms.empty() && !profile.range)
    reader.off(*document->root, "a profile says how much: by \"needs\", \"range\" or \"dataloader\"");
  if (reader.error()) return tl::unexpected(*reader.error());
  return profile;
}

}  // namespace ullage::config
