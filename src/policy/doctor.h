// The doctor's judgement: findings from facts, and nothing else.
#pragma once

#include <string>
#include <vector>

#include "policy/doctor_facts.h"

namespace ullage::policy {

enum class Severity { critical, warning, info };

struct Finding {
  std::string id;  // a stable word: docs/json.md lists them
  Severity severity = Severity::info;
  bool is_shm = true;  // false: a larger /dev/shm changes nothing
  std::string what;    // one sentence, without a full stop; like all that follows fit to print
  std::vector<std::string> evidence;
  std::string remedy;                 // what to do, in words
  std::vector<std::string> commands;  // to paste, in this order

  bool is_bad() const { return severity != Severity::info; }  // more than a remark
};

// The worst first.
std::vector<Finding> diagnose(const DoctorFacts& facts);

// Whether any of them is.
bool is_bad(const std::vector<Finding>& findings);

}  // namespace ullage::policy
