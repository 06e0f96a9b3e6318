// The rules of the doctor by topic, and what they share; only for doctor*.cpp.
#pragma once

#include <string>
#include <vector>

#include "base/text.h"
#include "policy/counted.h"
#include "policy/doctor.h"

namespace ullage::policy {

using Findings = std::vector<Finding>;

void judge_mount(const DoctorFacts& facts, Findings& findings);   // its space, inodes, mode, and what is in it
void judge_memory(const DoctorFacts& facts, Findings& findings);  // what backs it
void judge_limits(const DoctorFacts& facts, Findings& findings);  // descriptors, locked memory, System V
void judge_ends(const DoctorFacts& facts, Findings& findings);    // how its processes ended, or hang
void judge_logs(const DoctorFacts& facts, Findings& findings);    // what its log says
void judge_settings(const DoctorFacts& facts,
                    Findings& findings);  // what was asked of the engine; last, for it looks at the others

// Of space, by the verdict's thresholds.
bool is_full(const DoctorFacts& facts);
bool is_nearly_full(const DoctorFacts& facts);

// A PyTorch DataLoader's workers are at it.
bool has_torch(const DoctorFacts& facts);

// "python3(12), python3(13) and 2 more"
std::string holders_of(const model::Segment& segment);

}  // namespace ullage::policy
