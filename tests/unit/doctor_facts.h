// Facts for the doctor, made in a line: a healthy container, to be changed by each test.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "policy/doctor.h"

namespace ullage::testing {

inline policy::DoctorFacts healthy(Bytes size = MiB(64)) {
  policy::DoctorFacts facts;
  facts.name = "web";
  facts.container = model::Container{};
  facts.container->engine = model::EngineKind::docker;
  facts.container->id = std::string(64, 'a');
  facts.container->name = "web";
  facts.container->configured_size = size;
  facts.mount = model::ShmMount{};
  facts.mount->pid = 4711;
  facts.mount->usage = model::Usage{size, {}, size, 1000, 999};
  facts.mode = 01777;
  facts.host_available = GiB(64);
  facts.processes.resize(1);
  facts.processes[0].pid = 12;
  facts.processes[0].command = "python3";
  facts.processes[0].descriptors = 10;
  facts.processes[0].most_descriptors = 1024;
  facts.system_v = model::SystemV{{~0ULL}, ~0ULL, 4096, 0, 0};
  facts.engine = policy::EngineFacts{};
  facts.engine->status = "running";
  return facts;
}

inline void use(policy::DoctorFacts& facts, Bytes used) {
  auto& usage = *facts.mount->usage;
  usage.used = used;
  usage.free = usage.size - used;
}

inline model::Segment segment(std::string name, Bytes size) {
  model::Segment out;
  out.name = std::move(name);
  out.size = out.allocated = size;
  out.holders = {{12, "python3", true, true}};
  return out;
}

// As doctor sees a container that has ended.
inline policy::DoctorFacts ended(std::int64_t status) {
  auto facts = healthy();
  facts.container->state = model::ContainerState::stopped;
  facts.mount.reset();
  facts.mode.reset();
  facts.processes.clear();
  facts.system_v.reset();
  facts.engine->status = "exited";
  facts.engine->exit_code = status;
  return facts;
}

inline std::vector<policy::LogFinding> read_log(std::string_view text) {
  policy::LogScanner scanner;
  scanner.feed(text);
  return scanner.finish();
}

inline const policy::Finding* find(const std::vector<policy::Finding>& findings, std::string_view id) {
  const auto found = std::ranges::find(findings, id, &policy::Finding::id);
  return found == findings.end() ? nullptr : &*found;
}

// The words of all, remarks too, in their order.
inline std::string ids(const std::vector<policy::Finding>& findings) {
  std::string all;
  for (const auto& finding : findings) all += (all.empty() ? "" : " ") + finding.id;
  return all;
}

// The only finding beside remarks.
inline policy::Finding sole(const policy::DoctorFacts& facts) {
  policy::Finding out;
  for (const auto& finding : policy::diagnose(facts))
    if (finding.is_bad()) {
      EXPECT_EQ(out.id, "") << finding.id;
      out = finding;
    }
  return out;
}

}  // namespace ullage::testing
