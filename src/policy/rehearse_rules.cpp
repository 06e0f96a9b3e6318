// The rules of rehearse.
#include "policy/rehearse_rules.h"

#include <fmt/format.h>

namespace ullage::policy {

namespace {

Result<> memory_backs_it(const RehearseFacts& facts, const RehearseConsent& consent) {
  if (!facts.most || consent.over_ceiling || facts.expected <= facts.most->size) return {};
  return fail(ErrorKind::refused,
              fmt::format("the rehearsal would have {} in use, more than memory can back: {} ({} at most)",
                          to_string(facts.expected), facts.most->because, to_string(facts.most->size)),
              fmt::format("{}, or rehearse fewer workers or smaller batches; --over-ceiling goes on all the same, and "
                          "may end in an OOM kill of something else",
                          facts.most->remedy));
}

Result<> service_is_safe(const RehearseFacts& facts, const RehearseConsent& consent) {
  if (facts.name.empty() || consent.beside_service) return {};
  const std::string elsewhere =
      "rehearse in a mount of its own (--shm-size), or stop what uses it; --beside-service goes on all the same, and "
      "may starve the service of shared memory";
  if (facts.is_host)
    return fail(
        ErrorKind::refused,
        fmt::format("/dev/shm of {} is the host's own: whatever uses it could fail while it is full", facts.name),
        elsewhere);
  if (facts.held > 0)
    return fail(ErrorKind::refused,
                fmt::format("{} holds {} of its /dev/shm now, and could fail while it is full", facts.name,
                            facts.held == 1 ? "a segment" : fmt::format("{} segments", facts.held)),
                elsewhere);
  if (facts.used.value > 0)
    return fail(ErrorKind::refused,
                fmt::format("/dev/shm of {} is not empty: {} of it is in use", facts.name, to_string(facts.used)),
                elsewhere);
  return {};
}

}  // namespace

Result<> may_rehearse(const RehearseFacts& facts, const RehearseConsent& consent) {
  if (auto safe = service_is_safe(facts, consent); !safe) return safe;
  return memory_backs_it(facts, consent);
}

}  // namespace ullage::policy
