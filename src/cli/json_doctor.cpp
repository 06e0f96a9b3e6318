// doctor's report as JSON.
#include "cli/json.h"
#include "cli/json_values.h"

namespace ullage::cli {

namespace {

namespace json = boost::json;
using operations::Examined;
using policy::Finding;
using policy::Severity;

std::string_view word(Severity severity) {
  switch (severity) {
    case Severity::critical: return "critical";
    case Severity::warning: return "warning";
    case Severity::info: return "info";
  }
  return "unknown";
}

json::object subject_json(const Examined& subject) {
  json::array findings;
  for (const Finding& finding : subject.findings)
    findings.push_back(json::object{{"id", finding.id},
                                    {"severity", word(finding.severity)},
                                    {"shared_memory", finding.is_shm},
                                    {"what", json_text(finding.what)},
                                    {"evidence", json_list(finding.evidence)},
                                    {"remedy", json_text(finding.remedy)},
                                    {"commands", json_list(finding.commands)}});
  return {{"name", json_text(subject.name)},
          {"healthy", !policy::is_bad(subject.findings)},
          {"size", subject.usage ? json::value(subject.usage->size.value) : json::value(nullptr)},
          {"used", subject.usage ? json::value(subject.usage->used.value) : json::value(nullptr)},
          {"log_lines", json_number(subject.log_lines)},
          {"findings", std::move(findings)}};
}

}  // namespace

std::string doctor_json(const operations::DoctorReport& report) {
  json::object out{{"schema", report.everything ? "ullage.doctor-all/1" : "ullage.doctor/1"}};
  if (report.everything) {
    json::array subjects;
    for (const Examined& subject : report.subjects) {
      auto one = subject_json(subject);
      one.erase("log_lines");
      subjects.push_back(std::move(one));
    }
    out["healthy"] = !report.is_bad();
    out["subjects"] = std::move(subjects);
  } else {
    for (auto& [key, value] : subject_json(report.subjects.front())) out[key] = value;
  }
  out["notes"] = json_list(report.notes);
  return json::serialize(out) + "\n";
}

}  // namespace ullage::cli
