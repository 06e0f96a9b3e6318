// What --json prints. The schemas are documented in docs/json.md: a change there or here is a change in both.
// One line each, ended by a newline; always valid UTF-8, whatever the container called itself.
#pragma once

#include <string>

#include "base/result.h"
#include "operations/apply.h"
#include "operations/clean.h"
#include "operations/doctor.h"
#include "operations/edit_compose.h"
#include "operations/export_definition.h"
#include "operations/grow.h"
#include "operations/inspect.h"
#include "operations/plan.h"
#include "operations/profiles.h"
#include "operations/rehearse.h"
#include "operations/survey.h"
#include "operations/verify.h"

namespace ullage::cli {

std::string survey_json(const operations::Survey& survey);
std::string inspection_json(const operations::Inspection& inspection);
std::string doctor_json(const operations::DoctorReport& report);
std::string grow_json(const operations::GrowReport& report);
std::string apply_json(const operations::ApplyReport& report);
std::string resume_json(const std::vector<operations::ResumeReport>& reports);
std::string verify_json(const operations::VerifyReport& report);
std::string export_json(const operations::ExportReport& report, std::string_view format, std::string_view file);
std::string edit_json(const operations::EditReport& report, bool dry_run);
std::string plan_json(const policy::Plan& plan);
std::string profiles_json(const operations::ProfileList& list);
std::string clean_json(const operations::CleanReport& report);
std::string rehearse_json(const operations::RehearseReport& report);
std::string version_json(std::string_view version);
std::string error_json(const Error& error, int exit_code);

}  // namespace ullage::cli
