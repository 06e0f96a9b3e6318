// export --edit, as a recipe: whose container, read, edit the text, put it in place, say what comes next.
#include "operations/edit_compose.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <optional>

#include "base/text.h"
#include "config/compose_edit.h"
#include "config/compose_file.h"
#include "operations/names.h"
#include "operations/replace_file.h"
#include "policy/lasting.h"

namespace ullage::operations {

namespace {

namespace fs = std::filesystem;

constexpr std::size_t largest_file = 1 << 20;

bool is_default_name(const fs::path& file) {
  const auto stem = file.stem();
  return (stem == "compose" || stem == "docker-compose") && (file.extension() == ".yaml" || file.extension() == ".yml");
}

bool is_same_file(const std::string& a, const std::string& b) {
  std::error_code error;
  return fs::equivalent(a, b, error);
}

// The service of the container, if the file is the one that the container was made from.
Result<std::string> service_of(const model::Container& container, const EditRequest& request) {
  const auto name = printable(model::display_name(container));
  const auto& owner = container.owner;
  if (owner.kind == model::OwnerKind::swarm || owner.kind == model::OwnerKind::kubernetes)
    return fail(ErrorKind::refused,
                fmt::format("{} is made by {}, which knows no shm_size", name,
                            owner.kind == model::OwnerKind::swarm ? "swarm" : "Kubernetes"),
                policy::lasting(container, false, request.size).to_make_it_last);
  if (owner.kind == model::OwnerKind::compose && !request.service.empty() && request.service != owner.service)
    return fail(
        ErrorKind::usage,
        fmt::format("{} is of the service {}, not {}", name, printable(owner.service), printable(request.service)),
        "give one of the two, the container or --service");
  if (!request.service.empty()) return request.service;
  if (owner.kind != model::OwnerKind::compose)
    return fail(ErrorKind::refused, fmt::format("{} was not made by compose, so it belongs to no service", name),
                "say which is meant with --service");
  if (!owner.file.empty() && !is_same_file(owner.file, request.file))
    return fail(ErrorKind::refused,
                fmt::format("{} was made from {}, not from {}", name, printable(owner.file), printable(request.file)),
                "edit that file, or say which service of this one is meant with --service");
  return owner.service;
}

// docker compose reads it by itself, and what it says counts more.
std::optional<std::string> override_note(const std::string& path, const std::string& service) {
  const fs::path file = path;
  if (!is_default_name(file)) return std::nullopt;
  for (const char* extension : {".yml", ".yaml"}) {
    const auto other = file.parent_path() / (file.stem().string() + ".override" + extension);
    const auto read = read_text_file(other, largest_file);
    const auto compose = read ? config::read_compose(read->text, other.string()) : fail(ErrorKind::failed, "");
    const auto found =
        compose ? config::choose_service(*compose, other.string(), service) : fail(ErrorKind::failed, "");
    const auto* value = found ? config::value_of(**found, "shm_size") : nullptr;
    if (value)
      return fmt::format("{} says another shm_size for {} in line {}, and counts more",
                         printable(other.filename().string()), printable(service, 64), value->begin.line);
  }
  return std::nullopt;
}

std::string next_command(const EditRequest& request, const std::string& service,
                         const std::optional<model::Container>& container) {
  std::string command =
      container && container->engine == model::EngineKind::podman ? "podman-compose" : "docker compose";
  const fs::path file = request.file;
  std::error_code error;
  const auto folder_name = fs::absolute(file, error).parent_path().filename();
  if (file.has_parent_path() || !is_default_name(file)) command += " -f " + shell_word(request.file);
  if (container && container->owner.kind == model::OwnerKind::compose && container->owner.group != folder_name)
    command += " -p " + shell_word(container->owner.group);
  return command + " up -d " + shell_word(service);
}

}  // namespace

Result<EditReport> edit_compose(const EditRequest& request) {
  const auto old = read_text_file(request.file, largest_file);
  if (!old) return tl::unexpected(old.error());
  std::optional<model::Container> container;
  std::string service = request.service;
  if (!request.container.empty()) {
    const auto found = ask_for(request.container);
    if (!found) return tl::unexpected(found.error());
    container = *found;
    const auto its = service_of(*container, request);
    if (!its) return tl::unexpected(its.error());
    service = *its;
  }

  auto edit = config::set_shm_size(old->text, request.file, service, request.size);
  if (!edit) return tl::unexpected(edit.error());

  EditReport report{request.file, edit->service, edit->before, edit->after, edit->line, {}, edit->changed, {}, {}};
  report.notes = std::move(edit->notes);
  report.next = next_command(request, edit->service, container);
  if (auto note = override_note(old->path, edit->service)) report.notes.push_back(std::move(*note));
  if (!edit->changed || request.dry_run) return report;
  if (old->status.st_nlink > 1) report.notes.push_back("its other hard links keep the old text");

  const auto backup = replace_text(*old, edit->text);
  if (!backup) return tl::unexpected(backup.error());
  report.backup = *backup;
  return report;
}

}  // namespace ullage::operations
