// inspect: one mount in full, then its segments.
#include <fmt/format.h>

#include "base/text.h"
#include "cli/commands.h"
#include "cli/json.h"
#include "cli/table.h"
#include "cli/words.h"
#include "operations/inspect.h"

namespace ullage::cli {

namespace {

using operations::Inspection;

constexpr std::size_t usual_rows = 50;

void field(Output& out, std::string_view label, std::string_view text) {
  if (!text.empty()) out.line(fmt::format("{} {}", out.style().paint(fmt::format("{:<14}", label), Tone::dim), text));
}

std::string space(const model::ShmMount& mount) {
  if (!mount.usage) return size_words(mount);
  const std::string used = fmt::format("{}, {} used", size_words(mount), to_string(mount.usage->used));
  return mount.usage->size.value == 0 ? used : fmt::format("{}, {} free", used, to_string(mount.usage->free));
}

std::string inodes(const model::ShmMount& mount) {
  if (!mount.usage) return "";
  if (mount.usage->inodes == 0) return "no limit";
  return fmt::format("{}, {} free", mount.usage->inodes, mount.usage->inodes_free);
}

// tmpfs shows huge= only where it is not never.
std::string huge_pages(const model::ShmMount& mount) {
  for (const std::string_view option : split(mount.options, ','))
    if (option.starts_with("huge=")) return whole(option.substr(5));
  return mount.options.empty() ? "" : "never";
}

std::string memory_words(const std::optional<model::MemoryCgroup>& memory) {
  if (!memory) return "";
  return fmt::format("{}, {} used, of that {} shared memory", memory->limit ? to_string(*memory->limit) : "no limit",
                     to_string(memory->used), to_string(memory->shmem));
}

void print_header(const Inspection& inspection, Output& out) {
  const model::ShmMount& mount = inspection.mount;
  field(out, "containers", names_cell(mount, false));
  field(out, "image", images_cell(mount));
  field(out, "engine", engines_cell(mount));
  field(out, "mode", to_string(mount.mode));
  if (mount.verdict) field(out, "verdict", out.style().paint(to_string(*mount.verdict), tone_of(*mount.verdict)));
  field(out, "size", space(mount));
  for (const model::Container& container : mount.containers) {
    const bool differs = container.configured_size && mount.usage && *container.configured_size != mount.usage->size;
    if (differs && mount.mode != model::MountMode::host)
      field(out, "configured",
            fmt::format("{}: it goes back to this when {} restarts", to_string(*container.configured_size),
                        whole(display_name(container))));
  }
  field(out, "inodes", inodes(mount));
  field(out, "huge pages", huge_pages(mount));
  field(out, "options", whole(mount.options));
  for (const std::string& path : mount.host_paths) field(out, "on the host", whole(path));
  field(out, "memory limit", memory_words(inspection.memory));
  if (inspection.hidden.value > 0)
    field(out, "hidden", fmt::format("{} used by no segment that could be seen", to_string(inspection.hidden)));
}

std::vector<Cell> row(const model::Segment& segment) {
  const std::string_view state = segment.leaked ? "leaked" : segment.linked ? "linked" : "unlinked";
  return {{whole(segment.name)},           {to_string(segment.size)},
          {to_string(segment.allocated)},  {segment.age ? age_words(*segment.age) : ""},
          {holders_cell(segment.holders)}, {std::string(state), segment.leaked ? Tone::warn : Tone::plain}};
}

void print_segments(const std::vector<model::Segment>& segments, std::size_t most, Output& out) {
  if (segments.empty()) {
    out.line("no segments");
    return;
  }
  constexpr auto right = Column::Align::right;
  Table table({{.header = "NAME", .may_shrink = true},
               {.header = "SIZE", .align = right},
               {.header = "ALLOCATED", .align = right},
               {.header = "AGE", .align = right},
               {.header = "HOLDERS", .may_shrink = true},
               {.header = "STATE"}});
  for (const model::Segment& segment : segments) {
    if (most-- == 0) break;
    table.add(row(segment));
  }
  out.write(table.render(out.style(), out.width()));
}

}  // namespace

Result<int> command_inspect(const ParsedArguments& arguments, Output& out) {
  const auto inspection = operations::inspect(arguments.value("NAME"));
  if (!inspection) return tl::unexpected(inspection.error());
  const auto& segments = inspection->segments;
  if (arguments.has("json")) {
    out.write(inspection_json(*inspection));
    return 0;
  }
  if (arguments.has("quiet")) {
    for (const model::Segment& segment : segments) out.line(whole(segment.name));
    return 0;
  }
  print_header(*inspection, out);
  out.line("");
  const std::size_t most = arguments.has("all") ? segments.size() : usual_rows;
  print_segments(segments, most, out);
  if (segments.size() > most) out.line(fmt::format("and {} more: --all", segments.size() - most));
  for (const std::string& note : inspection->mount.notes) out.note(note);
  for (const std::string& note : inspection->notes) out.note(note);
  return 0;
}

}  // namespace ullage::cli
