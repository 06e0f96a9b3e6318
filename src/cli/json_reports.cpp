// One function for each report; each names its schema and version first.
#include "cli/json.h"
#include "cli/json_values.h"

namespace ullage::cli {

namespace {

namespace json = boost::json;

std::string one_line(const json::object& report) { return json::serialize(report) + "\n"; }

json::array holders(const std::vector<model::Holder>& list) {
  json::array all;
  for (const model::Holder& holder : list)
    all.push_back(json::object{
        {"pid", holder.pid}, {"command", json_text(holder.command)}, {"open", holder.open}, {"mapped", holder.mapped}});
  return all;
}

json::object segment_json(const model::Segment& segment) {
  return {{"name", json_text(segment.name)},
          {"inode", segment.inode},
          {"linked", segment.linked},
          {"leaked", segment.leaked},
          {"size", segment.size.value},
          {"allocated", segment.allocated.value},
          {"age", segment.age ? json::value(segment.age->count()) : json::value(nullptr)},
          {"uid", segment.uid},
          {"mode", segment.mode & 07777},
          {"holders", holders(segment.holders)}};
}

json::value memory_json(const std::optional<model::MemoryCgroup>& memory) {
  if (!memory) return nullptr;
  return json::object{{"path", json_text(memory->path)}, {"limit", json_bytes(memory->limit)},
                      {"used", memory->used.value},      {"shmem", memory->shmem.value},
                      {"cache", memory->cache.value},    {"shmem_room", json_bytes(memory->shmem_room)}};
}

std::string_view word(operations::CheckState state) {
  switch (state) {
    case operations::CheckState::passed: return "passed";
    case operations::CheckState::note: return "note";
    case operations::CheckState::failed: return "failed";
  }
  return "unknown";
}

std::string_view word(ErrorKind kind) {
  switch (kind) {
    case ErrorKind::failed: return "failed";
    case ErrorKind::check_failed: return "check_failed";
    case ErrorKind::usage: return "usage";
    case ErrorKind::not_found: return "not_found";
    case ErrorKind::denied: return "denied";
    case ErrorKind::refused: return "refused";
    case ErrorKind::rolled_back: return "rolled_back";
    case ErrorKind::unreachable: return "unreachable";
  }
  return "failed";
}

}  // namespace

std::string survey_json(const operations::Survey& survey) {
  json::array mounts;
  for (const model::ShmMount& mount : survey.mounts) mounts.push_back(json_mount(mount));
  return one_line({{"schema", "ullage.ls/1"},
                   {"mounts", std::move(mounts)},
                   {"hidden_processes", survey.hidden_processes},
                   {"notes", json_list(survey.notes)}});
}

std::string inspection_json(const operations::Inspection& inspection) {
  json::array segments;
  for (const model::Segment& segment : inspection.segments) segments.push_back(segment_json(segment));
  return one_line({{"schema", "ullage.inspect/1"},
                   {"mount", json_mount(inspection.mount)},
                   {"memory", memory_json(inspection.memory)},
                   {"segments", std::move(segments)},
                   {"hidden", inspection.hidden.value},
                   {"notes", json_list(inspection.notes)}});
}

std::string grow_json(const operations::GrowReport& report) {
  return one_line({{"schema", "ullage.grow/1"},
                   {"name", json_text(report.name)},
                   {"before", report.before.value},
                   {"after", report.after.value},
                   {"dry_run", report.dry_run},
                   {"kernel_microseconds", report.kernel_time.count()},
                   {"lasts", json_text(report.lasts)},
                   {"to_make_it_last", json_text(report.to_make_it_last)},
                   {"mount", json_mount(report.mount)},
                   {"notes", json_list(report.notes)}});
}

std::string verify_json(const operations::VerifyReport& report) {
  json::array checks;
  for (const operations::Check& check : report.checks)
    checks.push_back(json::object{{"name", json_text(check.name)},
                                  {"expected", json_text(check.expected)},
                                  {"found", json_text(check.found)},
                                  {"state", word(check.state)},
                                  {"remedy", json_text(check.remedy)}});
  return one_line({{"schema", "ullage.verify/1"},
                   {"name", json_text(report.name)},
                   {"passed", report.passed()},
                   {"checks", std::move(checks)}});
}

std::string export_json(const operations::ExportReport& report, std::string_view format, std::string_view file) {
  return one_line({{"schema", "ullage.export/1"},
                   {"names", json_list(report.names)},
                   {"format", format},
                   {"text", json_text(report.text)},
                   {"unsaid", json_list(report.unsaid)},
                   {"file", json_text(file)}});
}

std::string edit_json(const operations::EditReport& report, bool dry_run) {
  return one_line({{"schema", "ullage.edit/1"},
                   {"file", json_text(report.file)},
                   {"service", json_text(report.service)},
                   {"before", json_text(report.before)},
                   {"after", json_text(report.after)},
                   {"line", report.line},
                   {"changed", report.changed},
                   {"dry_run", dry_run},
                   {"backup", json_text(report.backup)},
                   {"next", json_text(report.next)},
                   {"notes", json_list(report.notes)}});
}

std::string version_json(std::string_view version) {
  return one_line({{"schema", "ullage.version/1"}, {"version", version}});
}

std::string error_json(const Error& error, int exit_code) {
  return one_line({{"schema", "ullage.error/1"},
                   {"error",
                    {{"kind", word(error.kind)},
                     {"what", json_text(error.what)},
                     {"remedy", json_text(error.remedy)},
                     {"exit_code", exit_code}}}});
}

}  // namespace ullage::cli
