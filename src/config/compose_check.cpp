// Comparing two compose files node by node. How deep it can go, parse_yaml bounds.
#include "config/compose_check.h"

#include "base/text.h"

namespace ullage::config {

namespace {

std::vector<const YamlNode*> without_shm_size(const YamlNode& mapping) {
  std::vector<const YamlNode*> out;
  for (std::size_t i = 0; i + 1 < mapping.children.size(); i += 2)
    if (resolved(*mapping.children[i]).text != "shm_size")
      out.insert(out.end(), {mapping.children[i], mapping.children[i + 1]});
  return out;
}

// `edited` is the one mapping of `a` whose shm_size may differ.
bool same(const YamlNode& a, const YamlNode& b, const YamlNode* edited) {
  if (a.kind != b.kind || a.style != b.style || a.text != b.text || a.anchor != b.anchor || a.tag != b.tag)
    return false;
  const auto left = &a == edited ? without_shm_size(a) : a.children;
  const auto right = &a == edited ? without_shm_size(b) : b.children;
  if (left.size() != right.size()) return false;
  for (std::size_t i = 0; i < left.size(); ++i)
    if (!same(*left[i], *right[i], edited)) return false;
  return true;
}

const Service* service_named(const ComposeFile& file, std::string_view name) {
  for (const Service& each : file.services)
    if (each.name == name) return &each;
  return nullptr;
}

std::string shm_size_of(const Service& service) {
  const YamlNode* value = value_of(service, "shm_size");
  return value ? resolved(*value).text : "";
}

}  // namespace

bool says_size(const YamlNode& value, Bytes size) {
  const YamlNode& node = resolved(value);
  const auto said = parse_size(trim(node.text));
  return node.kind == YamlKind::scalar && node.tag.empty() && said && *said == size;
}

Result<> only_shm_size_differs(const ComposeFile& before, const ComposeFile& after, std::string_view service,
                               Bytes size) {
  const Service* old = service_named(before, service);
  const Service* now = service_named(after, service);
  const YamlNode* value = now ? own_value(*now->body, "shm_size") : nullptr;
  if (!old || !value || !says_size(*value, size) || !same(*before.document.root, *after.document.root, old->body))
    return fail(ErrorKind::failed, "the edited file would say more than another shm_size, so it was not written",
                "set shm_size there by hand, and please report this file");
  return {};
}

std::vector<std::string_view> followers(const ComposeFile& before, const ComposeFile& after, std::string_view service) {
  std::vector<std::string_view> out;
  for (std::size_t i = 0; i < before.services.size() && i < after.services.size(); ++i)
    if (before.services[i].name != service && shm_size_of(before.services[i]) != shm_size_of(after.services[i]))
      out.push_back(before.services[i].name);
  return out;
}

}  // namespace ullage::config
