// ls: one row for each shared-memory mount.
#include <fmt/format.h>

#include "base/text.h"
#include "cli/commands.h"
#include "cli/json.h"
#include "cli/table.h"
#include "cli/words.h"
#include "operations/survey.h"

namespace ullage::cli {

namespace {

using model::ShmMount;
using model::Verdict;

std::string count_cell(std::optional<std::uint64_t> count) { return count ? fmt::format("{}", *count) : ""; }

Cell verdict_cell(const ShmMount& mount) {
  if (!mount.verdict) return {""};
  return {std::string(to_string(*mount.verdict)), tone_of(*mount.verdict)};
}

std::vector<Cell> row(const ShmMount& mount, bool brief) {
  const bool limited = mount.usage && mount.usage->size.value != 0;
  return {{names_cell(mount, brief), Tone::strong},
          {engines_cell(mount)},
          {images_cell(mount)},
          {size_words(mount)},
          {mount.usage ? to_string(mount.usage->used) : ""},
          {limited ? to_string(mount.usage->free) : ""},
          {count_cell(mount.files)},
          {count_cell(mount.leaked), mount.leaked.value_or(0) > 0 ? Tone::warn : Tone::plain},
          {std::string(to_string(mount.mode))},
          verdict_cell(mount)};
}

// The row that most needs something done; null where none does.
const ShmMount* most_urgent(const std::vector<ShmMount>& mounts) {
  for (const Verdict verdict : {Verdict::full, Verdict::tight, Verdict::default_size})
    for (const ShmMount& mount : mounts)
      if (mount.verdict == verdict && !callable_names(mount).empty()) return &mount;
  return nullptr;
}

std::string hint(const ShmMount& mount, std::string_view program) {
  const std::string name = callable_names(mount).front();
  const Bytes now = mount.usage ? mount.usage->size : mount.size.value_or(default_shm_size);
  const Bytes next = now < GiB(2) ? GiB(2) : now + now;
  const std::string_view state = mount.verdict == Verdict::full ? "is full"
                                 : mount.verdict == Verdict::tight
                                     ? "is nearly full"
                                     : "has the engine's default size; if that is too small";
  const std::string whom = mount.mode == model::MountMode::host ? "--host" : shell_word(name);
  return fmt::format("{} {}: {} grow {} {}", name, state, program, whom, to_flag(next));
}

Table table_of(const std::vector<ShmMount>& mounts, bool brief) {
  constexpr auto right = Column::Align::right;
  Table table({{.header = "CONTAINERS", .may_shrink = true},
               {.header = "ENGINE"},
               {.header = "IMAGE", .may_shrink = true},
               {.header = "SIZE", .align = right},
               {.header = "USED", .align = right},
               {.header = "FREE", .align = right},
               {.header = "FILES", .align = right},
               {.header = "LEAKED", .align = right},
               {.header = "MODE"},
               {.header = "VERDICT"}});
  for (const ShmMount& mount : mounts) table.add(row(mount, brief));
  return table;
}

}  // namespace

Result<int> command_ls(const ParsedArguments& arguments, Output& out) {
  const auto survey = operations::survey();
  if (!survey) return tl::unexpected(survey.error());
  if (arguments.has("json")) {
    out.write(survey_json(*survey));
    return 0;
  }
  if (arguments.has("quiet")) {
    for (const ShmMount& mount : survey->mounts)
      for (const std::string& name : callable_names(mount)) out.line(name);
    return 0;
  }
  out.write(table_of(survey->mounts, out.terminal()).render(out.style(), out.width()));
  for (const ShmMount& mount : survey->mounts)
    for (const std::string& note : mount.notes) out.note(fmt::format("{}: {}", names_cell(mount, true), note));
  for (const std::string& note : survey->notes) out.note(note);
  if (const ShmMount* urgent = most_urgent(survey->mounts); urgent != nullptr && out.terminal())
    out.line(hint(*urgent, out.program()));
  return 0;
}

}  // namespace ullage::cli
