// The report of clean.
#include "cli/json.h"
#include "cli/json_values.h"

namespace ullage::cli {

namespace {

using operations::Leftover;

std::string_view word(Leftover::State state) {
  switch (state) {
    case Leftover::State::leaked: return "leaked";
    case Leftover::State::removed: return "removed";
    case Leftover::State::in_use: return "in_use";
    case Leftover::State::touched: return "touched";
    case Leftover::State::gone: return "gone";
    case Leftover::State::failed: return "failed";
  }
  return "failed";
}

}  // namespace

std::string clean_json(const operations::CleanReport& report) {
  boost::json::array files;
  for (const Leftover& file : report.files)
    files.push_back(boost::json::object{{"name", json_text(file.name)},
                                        {"size", file.size.value},
                                        {"allocated", file.allocated.value},
                                        {"untouched", file.untouched.count()},
                                        {"state", word(file.state)},
                                        {"why", json_text(file.why)}});
  const boost::json::object object{{"schema", "ullage.clean/1"},
                                   {"name", json_text(report.name)},
                                   {"dry_run", report.dry_run},
                                   {"older_than", report.older_than.count()},
                                   {"removed", report.count(Leftover::State::removed)},
                                   {"freed", report.bytes(Leftover::State::removed).value},
                                   {"files", std::move(files)},
                                   {"young", report.young},
                                   {"mounted", report.mounted},
                                   {"unknown", report.unknown},
                                   {"notes", json_list(report.notes)}};
  return boost::json::serialize(object) + "\n";
}

}  // namespace ullage::cli
