// Finding services and values. A merge that no one would write (thousands of mappings) is not followed to its end.
#include "config/compose_file.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "base/nearest.h"
#include "base/text.h"

namespace ullage::config {

namespace {

constexpr std::size_t most_merged = 1000;
constexpr std::size_t most_extended = 100;

bool is_merge(const YamlNode& key) {
  return key.kind == YamlKind::scalar && key.text == "<<" && key.style == YamlStyle::plain;
}

// The mappings that are merged into this one, first the one that counts first.
std::vector<const YamlNode*> merged_into(const YamlNode& mapping) {
  std::vector<const YamlNode*> out;
  for (std::size_t i = 0; i + 1 < mapping.children.size(); i += 2) {
    if (!is_merge(*mapping.children[i])) continue;
    const YamlNode& value = resolved(*mapping.children[i + 1]);
    if (value.kind == YamlKind::mapping) out.push_back(&value);
    if (value.kind == YamlKind::sequence)
      for (const YamlNode* item : value.children) out.push_back(&resolved(*item));
  }
  return out;
}

tl::unexpected<Error> off(std::string_view file_name, const Position& where, std::string_view what,
                          std::string remedy) {
  return fail(ErrorKind::usage, fmt::format("{}: {}", place(file_name, where), what), std::move(remedy));
}

// Files from before 2016 have their services on top.
bool is_of_version_1(const YamlNode& root) {
  for (std::size_t i = 1; i < root.children.size(); i += 2) {
    const YamlNode& value = resolved(*root.children[i]);
    if (value.kind == YamlKind::mapping && (value_of(value, "image") || value_of(value, "build"))) return true;
  }
  return false;
}

using Bodies = std::map<std::string_view, const YamlNode*>;

void follow_extends(const Bodies& bodies, Service& service) {
  for (std::size_t i = 0; i < service.lineage.size() && i < most_extended; ++i) {
    const YamlNode* extends = value_of(*service.lineage[i], "extends");
    if (!extends) return;
    const YamlNode* name = &resolved(*extends);
    if (name->kind == YamlKind::mapping) {
      service.extends_elsewhere = value_of(*name, "file") != nullptr;
      name = service.extends_elsewhere ? nullptr : value_of(*name, "service");
    }
    const auto base = name ? bodies.find(resolved(*name).text) : bodies.end();
    if (base == bodies.end() || base->second->kind != YamlKind::mapping) return;
    if (std::find(service.lineage.begin(), service.lineage.end(), base->second) != service.lineage.end()) return;
    service.lineage.push_back(base->second);
  }
}

std::string names_of(const ComposeFile& file) {
  constexpr std::size_t most = 12;
  std::string out;
  for (std::size_t i = 0; i < file.services.size() && i < most; ++i)
    out += (i ? ", " : "") + printable(file.services[i].name, 64);
  return file.services.size() > most ? out + ", …" : out;
}

}  // namespace

const YamlNode* value_of(const YamlNode& mapping, std::string_view key) {
  std::set<const YamlNode*> seen;
  std::vector<const YamlNode*> next{&mapping};
  while (!next.empty() && seen.size() < most_merged) {
    const YamlNode* each = next.back();
    next.pop_back();
    if (each->kind != YamlKind::mapping || !seen.insert(each).second) continue;
    if (const YamlNode* value = own_value(*each, key)) return value;
    const auto merged = merged_into(*each);
    next.insert(next.end(), merged.rbegin(), merged.rend());
  }
  return nullptr;
}

const YamlNode* value_of(const Service& service, std::string_view key) {
  for (const YamlNode* body : service.lineage)
    if (const YamlNode* value = value_of(*body, key)) return value;
  return nullptr;
}

Result<ComposeFile> read_compose(std::string_view text, std::string_view file_name) {
  auto document = parse_yaml(text, file_name);
  if (!document) return tl::unexpected(document.error());
  ComposeFile file{std::move(*document), nullptr, {}};
  const YamlNode& root = *file.document.root;
  if (root.kind != YamlKind::mapping)
    return off(file_name, root.begin, "a mapping with `services:` is expected here", "give a compose file");
  const YamlNode* found = own_value(root, "services");
  if (!found && is_of_version_1(root))
    return off(file_name, root.begin, "this is a compose file of version 1, which has no `services:`",
               "put its services below `services:`, as all later versions have them");
  if (!found) return off(file_name, root.begin, "there is no `services:` in this file", "give a compose file");
  const YamlNode& services = resolved(*found);
  if (services.kind != YamlKind::mapping || services.children.empty())
    return off(file_name, found->begin, "names of services are expected below `services:`", "give a compose file");

  file.top = &services;
  for (std::size_t i = 0; i + 1 < services.children.size(); i += 2) {
    const YamlNode& key = resolved(*services.children[i]);
    if (key.kind == YamlKind::scalar && !is_merge(key))
      file.services.push_back({key.text, services.children[i + 1], {}, false});
  }
  Bodies bodies;
  for (Service& service : file.services) {
    service.lineage = {&resolved(*service.body)};
    bodies[service.name] = service.lineage.front();
  }
  for (Service& service : file.services) follow_extends(bodies, service);
  return file;
}

Result<const Service*> choose_service(const ComposeFile& file, std::string_view file_name, std::string_view name) {
  if (name.empty() && file.services.size() == 1) return &file.services.front();
  if (name.empty())
    return fail(ErrorKind::usage,
                fmt::format("{} has {} services: {}", printable(file_name), file.services.size(), names_of(file)),
                "say which with --service");
  std::vector<std::string_view> names;
  for (const Service& service : file.services) {
    if (service.name == name) return &service;
    names.push_back(service.name);
  }
  if (value_of(*file.top, name))
    return fail(ErrorKind::refused,
                fmt::format("{} comes into `services:` of {} by a merge", printable(name), printable(file_name)),
                fmt::format("write `{}:` out below `services:`, then edit again", printable(name)));
  const auto meant = nearest(name, names);
  return fail(ErrorKind::not_found,
              fmt::format("{} has no service '{}'; it has: {}", printable(file_name), printable(name), names_of(file)),
              meant.empty() ? "give one of these with --service" : fmt::format("did you mean {}?", printable(meant)));
}

}  // namespace ullage::config
