// verify, check by check.
#include "operations/verify.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>

#include "base/text.h"
#include "engine/http_client.h"
#include "kernel/allocation.h"
#include "kernel/tmpfs.h"
#include "operations/memory_above.h"
#include "operations/reach.h"
#include "policy/grow_rules.h"
#include "policy/lasting.h"

namespace ullage::operations {

namespace {

std::string for_people(std::optional<Bytes> size) { return size ? to_string(*size) : std::string(); }

std::string size_of(const model::Usage& usage) {
  return usage.size.value == 0 ? std::string("no limit") : to_string(usage.size);
}

bool is_expected(Bytes found, std::optional<Bytes> expect) {
  return !expect || round_up_to_page(found) == round_up_to_page(*expect);
}

// The flags that `grow` needs for this target.
std::string grow_command(const Target& target, Bytes size) {
  return target.is_host() ? fmt::format("ullage grow --host {}", to_flag(size))
                          : fmt::format("ullage grow {} {}", target.name, to_flag(size));
}

Check size_inside(const VerifyRequest& request, const Target& target, const model::Usage& usage) {
  Check check{"size inside", for_people(request.expect), size_of(usage), CheckState::passed, {}};
  if (is_expected(usage.size, request.expect)) return check;
  check.state = CheckState::failed;
  check.remedy = grow_command(target, *request.expect);
  return check;
}

Check configured_size(const VerifyRequest& request, const Target& target) {
  Check check{"configured size", for_people(request.expect), "", CheckState::passed, {}};
  const auto& container = target.container;
  if (!container || !container->configured_size) {
    check.state = CheckState::note;
    check.found = "unknown";
    check.remedy =
        container ? "its engine does not tell: start the engine's API service to compare" : "no engine made this mount";
    return check;
  }
  check.found = to_string(*container->configured_size);
  if (!container->shm_source.empty()) {
    check.state = CheckState::note;
    check.remedy = fmt::format("not in force: /dev/shm comes from {}", printable(container->shm_source));
    return check;
  }
  if (is_expected(*container->configured_size, request.expect)) return check;
  const auto lasting = policy::lasting(container, target.is_host(), *request.expect);
  check.state = request.live ? CheckState::note : CheckState::failed;
  check.remedy = fmt::format("it goes back to {} when {}; to make {} last: {}", check.found, lasting.until,
                             to_string(*request.expect), lasting.to_make_it_last);
  return check;
}

Check health(const std::string& url) {
  using namespace std::chrono_literals;
  Check check{"health", "200", "", CheckState::failed, {}};
  const auto answer = engine::get_url(url, 5s);
  if (!answer) {
    check.found = answer.error().what;
    check.remedy =
        answer.error().remedy.empty() ? "see whether the service listens there, and its logs" : answer.error().remedy;
    return check;
  }
  check.found = fmt::format("{} {}", answer->status, printable(trim(answer->body), 80));
  if (answer->status >= 200 && answer->status < 300)
    check.state = CheckState::passed;
  else
    check.remedy = "the service answers, and says that it is not well: see its logs";
  return check;
}

// What is in use stays untouched: only what is missing to the expected size is allocated, and only if memory backs it.
Check write_check(const VerifyRequest& request, const Landscape& landscape, const Target& target, const OpenShm& opened,
                  const model::Usage& usage) {
  const Bytes goal = request.expect.value_or(usage.size);
  Check check{"write", to_string(goal), "", CheckState::failed, {}};
  const auto most = ceiling_above(landscape, target, opened, usage.used);
  if (most && goal > most->size) {
    check.found = fmt::format("not tried: {}", most->because);
    check.remedy = fmt::format("filling it would end in an OOM kill; {} can be backed", to_string(most->size));
    return check;
  }
  const auto written = kernel::try_allocation(opened.shm.fd(), goal - usage.used);
  if (written) {
    check.state = CheckState::passed;
    check.found = usage.used.value == 0
                      ? fmt::format("{} written", to_string(goal))
                      : fmt::format("{} written beside {} in use", to_string(goal - usage.used), to_string(usage.used));
    return check;
  }
  check.found = written.error().what;
  check.remedy = written.error().kind == ErrorKind::denied ? "run it with sudo" : grow_command(target, goal);
  return check;
}

}  // namespace

bool VerifyReport::passed() const {
  return std::none_of(checks.begin(), checks.end(),
                      [](const Check& check) { return check.state == CheckState::failed; });
}

Result<VerifyReport> verify(const VerifyRequest& request) {
  auto reached = reach(request.name);
  if (!reached) return tl::unexpected(reached.error());
  const auto& [landscape, target, opened, usage] = *reached;

  VerifyReport report{target.name, {size_inside(request, target, usage)}};
  if (!target.is_host()) report.checks.push_back(configured_size(request, target));
  if (request.write) report.checks.push_back(write_check(request, landscape, target, opened, usage));
  if (!request.health_url.empty()) report.checks.push_back(health(request.health_url));
  return report;
}

}  // namespace ullage::operations
