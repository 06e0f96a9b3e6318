// export, as a recipe: find, ask for the definition, set the size, render.
#include "operations/export_definition.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "formats/compose.h"
#include "formats/kube.h"
#include "formats/run_line.h"
#include "formats/script.h"
#include "formats/stack.h"
#include "model/definition.h"
#include "operations/names.h"
#include "policy/shm_source.h"

namespace ullage::operations {

namespace {

bool takes_several(ExportFormat format) { return format != ExportFormat::run && format != ExportFormat::script; }

// Where /dev/shm is a volume beside the container's memory.
bool raises_memory(ExportFormat format) { return format == ExportFormat::kube; }

formats::Rendered render(const ExportRequest& request, const std::vector<model::Definition>& definitions) {
  switch (request.format) {
    case ExportFormat::run: return formats::render_run(definitions.front(), request.pretty);
    case ExportFormat::script: return formats::render_script(definitions.front());
    case ExportFormat::compose: return formats::render_compose(definitions);
    case ExportFormat::swarm: return formats::render_stack(definitions);
    case ExportFormat::kube: return formats::render_kube(definitions);
  }
  return {};
}

// Behind the line that says which program reads the file.
void put_on_top(const std::vector<std::string>& notes, std::string& text) {
  const auto end = text.starts_with("#!") ? text.find('\n') + 1 : 0;
  text.insert(end, formats::comment_lines(notes));
}

// What fills /dev/shm counts as the container's memory.
void note_small_memory(const model::Definition& definition, Bytes size, std::vector<std::string>& notes) {
  const Bytes memory = definition.resources.memory;
  if (memory.value != 0 && memory <= size)
    notes.push_back(
        fmt::format("{} may use {} of memory (--memory): who fills a /dev/shm of {} is killed before it is full",
                    printable(definition.name), to_string(memory), to_string(size)));
}

}  // namespace

Result<ExportReport> export_definition(const ExportRequest& request) {
  if (request.names.size() > 1 && !takes_several(request.format))
    return fail(ErrorKind::usage, "a command line or a script starts one container",
                "give one name, or write them into one file: --as compose");
  ExportReport report;
  std::vector<model::Definition> definitions;
  std::vector<std::string> notes;
  for (const auto& name : request.names) {
    auto definition = ask_for_definition(name);
    if (!definition) return tl::unexpected(definition.error());
    if (request.shm_size) {
      if (const auto set = policy::set_shm_size(*definition, *request.shm_size); !set)
        return tl::unexpected(set.error());
      if (!raises_memory(request.format)) note_small_memory(*definition, *request.shm_size, notes);
    }
    notes.insert(notes.end(), definition->notes.begin(), definition->notes.end());
    report.names.push_back(definition->name);
    definitions.push_back(std::move(*definition));
  }
  auto rendered = render(request, definitions);
  report.text = std::move(rendered.text);
  put_on_top(notes, report.text);
  report.unsaid = std::move(notes);
  report.unsaid.insert(report.unsaid.end(), rendered.unsaid.begin(), rendered.unsaid.end());
  return report;
}

}  // namespace ullage::operations
